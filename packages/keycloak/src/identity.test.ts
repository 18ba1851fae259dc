import { expect, test } from "bun:test";
import { claimsSchema, defaultRoleNames, readIdentity } from "./identity.ts";

const readAny = (claims: object, names = defaultRoleNames) =>
  readIdentity(claimsSchema.parse({ sub: "u1", ...claims }), "billing", names);

function read(claims: object, names = defaultRoleNames) {
  const identity = readAny(claims, names);
  if (identity === undefined) throw new Error("the token speaks for nobody");
  return identity;
}

test("reads a person", () => {
  expect(
    read({
      email: "vera@cinema.test",
      name: "Вера Зритель",
      preferred_username: "vera",
      locale: "en-GB",
      realm_access: { roles: ["Manager", "offline_access"] },
    }),
  ).toEqual({
    userId: "u1",
    email: "vera@cinema.test",
    emailVouchedAt: undefined,
    name: "Вера Зритель",
    language: "en",
    roles: new Set(["manager"]),
    service: undefined,
  });
});

test("a bare subject is a viewer without a name who reads Russian", () => {
  expect(read({})).toEqual({
    userId: "u1",
    email: undefined,
    emailVouchedAt: undefined,
    name: "",
    language: "ru",
    roles: new Set(),
    service: undefined,
  });
});

test("an address is vouched for at the token's moment, when the issuer says that it is verified", () => {
  const email = "vera@cinema.test";
  const vouched = (claims: object) => read({ iat: 1_780_000_000, ...claims }).emailVouchedAt as string;
  expect(vouched({ email, email_verified: true })).toBe("2026-05-28T20:26:40.000Z");
  for (const claims of [{ email, email_verified: false }, { email }, { email, email_verified: "true" }])
    expect(vouched(claims)).toBeUndefined();
  expect(vouched({ email_verified: true })).toBeUndefined();
});

test.each([
  ["the realm's", { realm_access: { roles: ["Manager", "Support", "Finance", "Auditor"] } }, 4],
  ["our client's", { resource_access: { billing: { roles: ["Manager"] } } }, 1],
  ["both", { realm_access: { roles: ["Manager"] }, resource_access: { billing: { roles: ["Auditor"] } } }, 2],
  ["another client's", { resource_access: { account: { roles: ["Manager"] } } }, 0],
  ["named alike", { realm_access: { roles: ["manager", "MANAGER", "Manager ", "/Manager"] } }, 0],
  ["at a place of their own", { roles: ["Manager"], groups: ["Manager"] }, 0],
  ["no list", { realm_access: { roles: "Manager" } }, 0],
  ["of a broken client beside ours", { resource_access: { x: 1, billing: { roles: ["Manager"] } } }, 1],
  ["null", { realm_access: null, resource_access: null }, 0],
])("roles that are %s", (_, claims, count) => {
  expect(read(claims).roles.size).toBe(count);
});

test("a client called like a part of every object has no roles by that", () => {
  const claims = claimsSchema.parse({ sub: "u1", resource_access: {} });
  expect(readIdentity(claims, "constructor", defaultRoleNames)?.roles.size).toBe(0);
});

test("roles may be called otherwise", () => {
  const names = { ...defaultRoleNames, manager: "billing-manager" };
  expect(read({ realm_access: { roles: ["billing-manager"] } }, names).roles).toEqual(new Set(["manager"]));
  expect(read({ realm_access: { roles: ["Manager"] } }, names).roles.size).toBe(0);
});

const anna = "a person";
const nobody = "nobody";

test.each([
  [{ azp: "Catalog", client_id: "Catalog", preferred_username: "service-account-catalog" }, "Catalog"],
  [{ azp: "catalog", clientId: "catalog", preferred_username: "service-account-catalog" }, "catalog"],
  [{ azp: "cinema", preferred_username: "anna" }, anna],
  [{ azp: "cinema" }, anna],
  [{ preferred_username: "anna" }, anna],
  // A client's id beside a person's name is some mapper's doing.
  [{ azp: "cinema", client_id: "cinema", preferred_username: "anna" }, anna],
  [{ azp: "cinema", client_id: "cinema" }, nobody],
  [{ azp: "cinema", clientId: "cinema" }, nobody],
  [{ azp: "cinema", client_id: "cinema", email: "anna@cinema.test", name: "Anna" }, nobody],
  [{ client_id: "cinema" }, nobody],
  [{ azp: "cinema", client_id: "cinema", preferred_username: "" }, nobody],
  [{ azp: "cinema", preferred_username: "service-account-cinema" }, nobody],
  [{ azp: "cinema", preferred_username: "Service-Account-cinema" }, nobody],
  [{ azp: "cinema", client_id: "catalog", preferred_username: "service-account-catalog" }, nobody],
  [{ azp: "cinema", client_id: "cinema", preferred_username: "service-account-catalog" }, nobody],
  [{ client_id: "catalog", preferred_username: "service-account-catalog" }, nobody],
])("%o, a Manager by its roles, speaks for %s", (claims, expected) => {
  const identity = readAny({ ...claims, realm_access: { roles: ["Manager"] } });
  expect(identity === undefined ? nobody : (identity.service ?? anna)).toBe(expected);
});

test("a token without a subject speaks for nobody", () => {
  expect(claimsSchema.safeParse({ email: "vera@cinema.test" }).success).toBeFalse();
  expect(claimsSchema.safeParse({ sub: "" }).success).toBeFalse();
});
