import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { type House, openHouse } from "../test/open-house.ts";
import { send } from "../test/send.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const nameless = { client_id: "cinema", preferred_username: undefined };

describe("a caller who is not to be believed: UNAUTHORIZED with the reason", () => {
  const ask = (token: string | undefined) =>
    send(house, "/trpc/billing.subscription", token === undefined ? {} : { token });

  test("no token", async () => {
    const { status, body } = await ask(undefined);
    expect([status, body.error?.data]).toMatchObject([401, { code: "UNAUTHORIZED", tokenRejection: null }]);
  });

  test.each<[string, Parameters<House["issuer"]["mint"]>[0], string]>([
    ["an expired token", { expiresIn: -60 }, "expired"],
    ["alg none", { algorithm: "none" }, "bad_algorithm"],
    ["the public key as a secret", { algorithm: "HS256" }, "bad_algorithm"],
    ["a stranger's signature", { signer: "stranger" }, "bad_signature"],
    ["an unknown key", { kid: "unknown" }, "unknown_key"],
    ["another issuer's name", { issuer: "http://127.0.0.1:1/realms/cinema" }, "wrong_issuer"],
    ["another client's token", { azp: "other", audience: "other" }, "wrong_audience"],
    ["an ID token", { claims: { typ: "ID" } }, "wrong_type"],
    ["a service's token without its user's name", { claims: nameless, roles: ["Manager"] }, "wrong_type"],
    ["a token of tomorrow", { claims: { nbf: Math.floor(Date.now() / 1_000) + 86_400 } }, "not_yet_valid"],
  ])("%s", async (_name, order, tokenRejection) => {
    const { status, body } = await ask(await house.issuer.mint(order));
    expect([status, body.error?.data]).toMatchObject([401, { code: "UNAUTHORIZED", tokenRejection }]);
  });

  test("a token of another issuer altogether", async () => {
    const other = await startIssuer();
    const { status, body } = await ask(await other.mint());
    expect([status, body.error?.data.code]).toEqual([401, "UNAUTHORIZED"]);
    await other.stop();
  });

  test.each(["x", "a.b.c", "null", "Ё".repeat(10)])("made-up text %p", async (token) => {
    const headers = { authorization: `Bearer ${encodeURIComponent(token)}` };
    const { status, body } = await send(house, "/trpc/billing.subscription", { headers });
    expect([status, body.error?.data]).toMatchObject([401, { tokenRejection: "malformed" }]);
  });

  test("the answer says how to come with a token", async () => {
    const response = await fetch(`${house.url}/trpc/billing.subscription`);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("what is for everybody is also for him", async () => {
    const token = await house.issuer.mint({ expiresIn: -60 });
    expect((await send(house, "/trpc/billing.plans", { token })).status).toBe(200);
  });
});

test("another viewer's id: FORBIDDEN; one's own is fine", async () => {
  const { billing } = house.client({ sub: "viewer-one" });
  await expect(billing.access.query({ userId: "viewer-two" })).rejects.toMatchObject({
    data: { code: "FORBIDDEN", httpStatus: 403 },
  });
  expect(await billing.access.query({ userId: "viewer-one" })).toMatchObject({ mayWatch: false });
});

test("an issuer that cannot be asked: 503, not the caller's fault", async () => {
  const own = await openHouse();
  const token = await own.issuer.mint();
  await own.issuer.stop();
  const response = await fetch(`${own.url}/trpc/billing.subscription`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(503);
  expect(own.logged.join()).not.toContain('"level":"error"');
  await own.close();
});
