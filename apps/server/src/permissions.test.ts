import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Caller, permissions } from "@cinema/api/permissions";
import { appRouter } from "@cinema/api/router";
import type { Issuer } from "@cinema/sandbox/issuer/start-issuer";
import { startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { type House, openHouse } from "../test/open-house.ts";
import { send } from "../test/send.ts";
import { serviceToken } from "../test/service-token.ts";

let house: House;
const tokens = new Map<string, string | undefined>();

type Order = Parameters<Issuer["mint"]>[0];

/** Everybody who may knock, and whom the table of permissions takes him for. */
const callers: readonly (readonly [string, Caller, Order | "none" | "service"])[] = [
  ["nobody", "anybody", "none"],
  ["a viewer", "viewer", { sub: "viewer-one", roles: [] }],
  ["another viewer", "viewer", { sub: "viewer-two", roles: ["offline_access"] }],
  ["Support", "support", { sub: "support-one", roles: ["Support"] }],
  ["Finance", "finance", { sub: "finance-one", roles: ["Finance"] }],
  ["an Auditor", "auditor", { sub: "auditor-one", roles: ["Auditor"] }],
  ["a Manager", "manager", { sub: "manager-one", roles: ["Manager"] }],
  [
    "a Manager by a role of our client",
    "manager",
    { sub: "m2", roles: [], clientRoles: { cinema: ["Manager"] } },
  ],
  ["a Manager of another client", "viewer", { sub: "m3", roles: [], clientRoles: { shop: ["Manager"] } }],
  ["a manager in small letters", "viewer", { sub: "m4", roles: ["manager", "MANAGER", "Managers"] }],
  ["a service", "service", "service"],
];

const procedures = Object.entries(appRouter._def.procedures).map(
  ([path, procedure]) => [path, String(Object(procedure)._def.type)] as const,
);

beforeAll(async () => {
  house = await openHouse();
  for (const [name, , order] of callers) {
    if (order === "none") tokens.set(name, undefined);
    else tokens.set(name, order === "service" ? await serviceToken(house) : await house.issuer.mint(order));
  }
});
afterAll(() => house.close());

/** The call with an input that nothing takes: who is let in hears about the input, who is not hears so before. */
async function knock(path: string, type: string, token: string | undefined): Promise<number> {
  const input = JSON.stringify({ thereIsNoSuchField: true });
  const answer =
    type === "mutation"
      ? await send(house, `/trpc/${path}`, { method: "POST", body: input, ...(token && { token }) })
      : await send(house, `/trpc/${path}?input=${encodeURIComponent(input)}`, token ? { token } : {});
  return answer.status;
}

test("every procedure has a row in the table, and every row a procedure", () => {
  expect(procedures.map(([path]) => path).sort()).toEqual(Object.keys(permissions).sort());
});

describe("the whole matrix of procedures and callers", () => {
  describe.each(procedures)("%s", (path, type) => {
    test.each(callers)("%s", async (name, caller) => {
      const allowed = permissions[path] ?? [];
      const status = await knock(path, type, tokens.get(name));
      const refused = caller === "anybody" ? 401 : 403;
      if (allowed.includes("anybody") || allowed.includes(caller)) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(refused);
    });
  });
});

test("a Manager of another realm is nobody here", async () => {
  const other = await startIssuer();
  const token = await other.mint({ sub: "manager-one", roles: ["Manager"] });
  expect(await knock("admin.charging.status", "query", token)).toBe(401);
  await other.stop();
});

test("every change by the staff needs a reason and a key", async () => {
  const token = await house.issuer.mint({ roles: ["Manager", "Support", "Finance"] });
  const changes = procedures.filter(([path, type]) => path.startsWith("admin.") && type === "mutation");
  expect(changes.length).toBeGreaterThan(0);
  for (const [path] of changes) {
    const { body } = await send(house, `/trpc/${path}`, { method: "POST", body: "{}", token });
    const fields = Object(body.error?.data).fields?.map((field: { path: string }) => field.path);
    expect([path, fields]).toEqual([path, expect.arrayContaining(["reason", "idempotencyKey"])]);
  }
});
