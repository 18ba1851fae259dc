import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { fieldProblemsOf, refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { type House, openHouse, planIds } from "../test/open-house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
// Whatever came in, nothing of it was a failure of ours.
afterAll(async () => {
  const failures = house.logged.filter((line) => JSON.parse(line).level === "error");
  await house.close();
  expect(failures).toEqual([]);
});

const wish = {
  subscriptionTypeId: planIds.month,
  autoRenew: true,
  consentVersion,
  returnUrl: "http://localhost:3000/back",
};

interface Answer {
  readonly status: number;
  readonly body: {
    readonly error?: { readonly message: string; readonly data: Record<string, unknown> };
  };
}

/** A request as any program may send it, without our client's good manners. */
async function send(path: string, init: RequestInit & { token?: string } = {}): Promise<Answer> {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const response = await fetch(house.url + path, { ...rest, headers });
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*\.ts:\d+|node_modules|"stack"/);
  const body: unknown = text.startsWith("{")
    ? JSON.parse(text)
    : text.startsWith("[")
      ? JSON.parse(text)[0]
      : {};
  return { status: response.status, body: Object(body) };
}

function subscribe(body: unknown, token: string): Promise<Answer> {
  return send("/trpc/billing.subscribe", { method: "POST", token, body: JSON.stringify(body) });
}

const { returnUrl: _, ...withoutReturnUrl } = wish;

describe("subscribe with fields that are not as they should be: BAD_REQUEST with their paths", () => {
  test.each<[string, unknown, string[]]>([
    ["no input", undefined, [""]],
    ["an input that is no object", "month", [""]],
    ["an array", [wish], [""]],
    ["a wrong uuid", { ...wish, subscriptionTypeId: "1 or 1=1" }, ["subscriptionTypeId"]],
    ["a uuid that is a number", { ...wish, subscriptionTypeId: 7 }, ["subscriptionTypeId"]],
    ["autoRenew as text", { ...wish, autoRenew: "true" }, ["autoRenew"]],
    ["an empty consent version", { ...wish, consentVersion: "" }, ["consentVersion"]],
    ["no return URL", withoutReturnUrl, ["returnUrl"]],
    ["a return URL that is none", { ...wish, returnUrl: "/back" }, ["returnUrl"]],
    ["a return URL that is a script", { ...wish, returnUrl: "javascript:alert(1)" }, ["returnUrl"]],
    [
      "a return URL of 3,000 characters",
      { ...wish, returnUrl: `${wish.returnUrl}?${"x".repeat(3_000)}` },
      ["returnUrl"],
    ],
    ["a price of one's own", { ...wish, amountKopecks: 1 }, ["amountKopecks"]],
    ["another's name", { ...wish, userId: "somebody" }, ["userId"]],
    [
      "a prototype",
      JSON.parse(`{"__proto__": {"autoRenew": true}}`),
      ["subscriptionTypeId", "autoRenew", "returnUrl"],
    ],
    [
      "several at once",
      { ...wish, subscriptionTypeId: "", autoRenew: 1 },
      ["subscriptionTypeId", "autoRenew"],
    ],
  ])("%s", async (_name, input, paths) => {
    const { status, body } = await subscribe(input, await house.issuer.mint());
    expect(status).toBe(400);
    expect(body.error?.data).toMatchObject({ code: "BAD_REQUEST", refusal: null, tokenRejection: null });
    const fields = body.error?.data.fields as { path: string; message: string }[];
    expect(fields.map(({ path }) => path)).toEqual(expect.arrayContaining(paths));
    expect(body.error?.message).toStartWith("The input is not as it should be.");
  });

  test("a thousand wrong fields are not all listed", async () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_value, index) => [`field${index}`, 1]));
    const { body } = await subscribe({ ...wish, ...many }, await house.issuer.mint());
    expect(body.error?.data.fields).toHaveLength(20);
  });
});

describe("subscribe that the rules refuse: the refusal's code", () => {
  test.each<[string, object, number, string, string | null]>([
    [
      "an unknown type",
      { subscriptionTypeId: crypto.randomUUID() },
      404,
      "plan_unknown",
      "subscriptionTypeId",
    ],
    [
      "a type no longer sold",
      { subscriptionTypeId: planIds.week },
      409,
      "plan_inactive",
      "subscriptionTypeId",
    ],
    [
      "a foreign return URL",
      { returnUrl: "https://evil.example/back" },
      422,
      "return_url_foreign",
      "returnUrl",
    ],
    [
      "a look-alike return URL",
      { returnUrl: "http://localhost:3000@evil.example/" },
      422,
      "return_url_foreign",
      "returnUrl",
    ],
    ["another port", { returnUrl: "http://localhost:3001/" }, 422, "return_url_foreign", "returnUrl"],
    ["renewal without consent", { consentVersion: undefined }, 422, "consent_required", "consentVersion"],
    ["consent to another text", { consentVersion: "2020-01-01" }, 409, "consent_outdated", "consentVersion"],
  ])("%s", async (_name, change, status, code, path) => {
    const answer = await subscribe({ ...wish, ...change }, await house.issuer.mint());
    expect(answer.status).toBe(status);
    expect(answer.body.error?.data).toMatchObject({
      refusal: { code, path, message: expect.any(String) },
      fields: [],
      requestId: expect.any(String),
    });
  });

  test("a token without an e-mail address", async () => {
    const token = await house.issuer.mint({ claims: { email: undefined } });
    const { status, body } = await subscribe(wish, token);
    expect([status, body.error?.data.refusal]).toMatchObject([422, { code: "email_missing" }]);
  });

  test("the eleventh purchase within an hour", async () => {
    const token = await house.issuer.mint({ email: "eager@cinema.test" });
    for (let count = 0; count < 10; count += 1) expect((await subscribe(wish, token)).status).toBe(200);
    const { status, body } = await subscribe(wish, token);
    expect([status, body.error?.data.refusal]).toMatchObject([429, { code: "too_many_attempts" }]);
  });
});

describe("a caller who is not to be believed: UNAUTHORIZED with the reason", () => {
  const ask = (token: string | undefined) =>
    send("/trpc/billing.subscription", token === undefined ? {} : { token });

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
    const { status, body } = await send("/trpc/billing.subscription", { headers });
    expect([status, body.error?.data]).toMatchObject([401, { tokenRejection: "malformed" }]);
  });

  test("the answer says how to come with a token", async () => {
    const response = await fetch(`${house.url}/trpc/billing.subscription`);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("what is for everybody is also for him", async () => {
    const token = await house.issuer.mint({ expiresIn: -60 });
    expect((await send("/trpc/billing.plans", { token })).status).toBe(200);
  });
});

test("another viewer's id: FORBIDDEN; one's own is fine", async () => {
  const { billing } = house.client({ sub: "viewer-one" });
  await expect(billing.access.query({ userId: "viewer-two" })).rejects.toMatchObject({
    data: { code: "FORBIDDEN", httpStatus: 403 },
  });
  expect(await billing.access.query({ userId: "viewer-one" })).toMatchObject({ mayWatch: false });
});

describe("queries with a wrong input: BAD_REQUEST", () => {
  test.each([
    ["billing.payments", { limit: 0 }, "limit"],
    ["billing.payments", { limit: 101 }, "limit"],
    ["billing.payments", { limit: 1.5 }, "limit"],
    ["billing.payments", { cursor: "last" }, "cursor"],
    ["billing.access", { product: "" }, "product"],
    ["billing.access", { userId: 7 }, "userId"],
    ["billing.subscription", { product: "x".repeat(101) }, "product"],
  ])("%s %p", async (procedure, input, path) => {
    const token = await house.issuer.mint();
    const { status, body } = await send(
      `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
      { token },
    );
    expect(status).toBe(400);
    expect(body.error?.data.fields).toMatchObject([{ path }]);
  });
});

describe("HTTP that is not as it should be", () => {
  test.each<[string, string, RequestInit, number, string]>([
    ["GET on a mutation", "/trpc/billing.subscribe", {}, 405, "METHOD_NOT_SUPPORTED"],
    ["POST on a query", "/trpc/billing.plans", { method: "POST" }, 405, "METHOD_NOT_SUPPORTED"],
    ["DELETE", "/trpc/billing.plans", { method: "DELETE" }, 405, "METHOD_NOT_SUPPORTED"],
    ["an unknown procedure", "/trpc/billing.nothing", {}, 404, "NOT_FOUND"],
    ["a prototype's name", "/trpc/__proto__", {}, 404, "NOT_FOUND"],
    ["a router's name", "/trpc/billing", {}, 404, "NOT_FOUND"],
    ["no procedure", "/trpc/", {}, 404, "NOT_FOUND"],
    ["a body that is no JSON", "/trpc/billing.subscribe", { method: "POST", body: "{" }, 400, "BAD_REQUEST"],
    ["an input that is no JSON", "/trpc/billing.payments?input={", {}, 400, "BAD_REQUEST"],
    [
      "a form",
      "/trpc/billing.subscribe",
      { method: "POST", body: "a=1", headers: { "content-type": "text/plain" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "a batch that is too large",
      `/trpc/${Array(11).fill("billing.plans").join(",")}?batch=1&input={}`,
      {},
      400,
      "BAD_REQUEST",
    ],
    [
      "a batch whose input is no object",
      "/trpc/billing.payments,billing.payments?batch=1&input=7",
      {},
      400,
      "BAD_REQUEST",
    ],
    ["a path that cannot be decoded", "/trpc/%E0%A4%A", {}, 400, "BAD_REQUEST"],
  ])("%s", async (_name, path, init, status, code) => {
    const answer = await send(path, { ...init, token: await house.issuer.mint() });
    expect([answer.status, answer.body.error?.data.code]).toEqual([status, code]);
  });

  test.each([
    ["POST", "/"],
    ["POST", "/nowhere"],
    ["DELETE", "/plans"],
    ["GET", "/nowhere.js"],
    ["GET", "/health/"],
    ["GET", "/auth/nothing"],
    ["PUT", "/webhooks/other"],
    ["GET", "/webhooks/other"],
    ["GET", "/../../etc/passwd.txt"],
  ])("an unknown path: %s %s", async (method, path) => {
    expect((await send(path, { method })).status).toBe(404);
  });
});

describe("a body that is too large: 413, and the client says so", () => {
  const large = "x".repeat(10 * 1024 * 1024);

  test.each(["/trpc/billing.subscribe", "/webhooks/yookassa", "/auth/logout", "/nowhere"])(
    "%s",
    async (path) => {
      expect((await send(path, { method: "POST", body: JSON.stringify(large) })).status).toBe(413);
    },
  );

  test("through the client", async () => {
    const { billing } = house.client({});
    const error = await billing.subscribe
      .mutate({ ...wish, returnUrl: large })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: "The request is larger than the billing service takes.",
      data: { code: "PAYLOAD_TOO_LARGE", httpStatus: 413 },
    });
    expect(refusalOf(error)).toBeUndefined();
  });

  test("in pieces of unknown number", async () => {
    const pieces = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 10; count += 1) controller.enqueue(Buffer.alloc(1024 * 1024, "x"));
        controller.close();
      },
    });
    const token = await house.issuer.mint();
    const { status } = await send("/trpc/billing.subscribe", { method: "POST", body: pieces, token });
    expect(status).toBe(413);
  });
});

describe("the client's guards", () => {
  test("tell refusals, wrong fields and other errors apart", async () => {
    const { billing } = house.client({});
    const failureOf = (change: object) =>
      billing.subscribe.mutate({ ...wish, ...change }).catch((error: unknown) => error);
    const refused = await failureOf({ subscriptionTypeId: crypto.randomUUID() });
    expect(refusalOf(refused)).toMatchObject({ code: "plan_unknown", path: "subscriptionTypeId" });
    expect(fieldProblemsOf(refused)).toEqual([]);
    const malformed = await failureOf({ subscriptionTypeId: "x" });
    expect(refusalOf(malformed)).toBeUndefined();
    expect(fieldProblemsOf(malformed)).toMatchObject([{ path: "subscriptionTypeId" }]);
    expect(refusalOf(new Error("plan_unknown"))).toBeUndefined();
    expect(refusalOf(undefined)).toBeUndefined();
  });

  test.each<[string, string, number, string]>([
    ["a proxy's page", "<html>Bad gateway</html>", 502, "BAD_GATEWAY"],
    ["nothing at all", "", 413, "PAYLOAD_TOO_LARGE"],
    ["another service's JSON", '{"error":"not_found"}', 404, "NOT_FOUND"],
    ["a page that says all is well", "<html>Welcome</html>", 200, "INTERNAL_SERVER_ERROR"],
    ["JSON of no kind", "null", 200, "INTERNAL_SERVER_ERROR"],
  ])("%s instead of an answer is an error that can be read", async (_name, body, status, code) => {
    const fetch = () => Promise.resolve(new Response(body, { status }));
    const { billing } = createBillingClient({ url: house.url, fetch });
    await expect(billing.plans.query()).rejects.toMatchObject({ data: { code, httpStatus: status } });
  });
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

test("a failure of ours is told in neutral words and logged with the request's id", async () => {
  const own = await openHouse();
  const client = own.client({});
  await own.database.sql`alter table subscription rename to lost`;
  const error = await client.billing.access.query().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message: expect.stringContaining("Something went wrong on our side."),
    data: { code: "INTERNAL_SERVER_ERROR", requestId: expect.any(String) },
  });
  const requestId = Object(error).data.requestId;
  const line = own.logged.find((candidate) => candidate.includes("api.failed"));
  expect(JSON.parse(line ?? "{}")).toMatchObject({
    level: "error",
    request_id: requestId,
    path: "billing.access",
  });
  await own.close();
});
