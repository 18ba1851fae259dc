import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { type Answer, send } from "../test/send.ts";

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

function mutate(procedure: string, body: unknown, token: string): Promise<Answer> {
  return send(house, `/trpc/billing.${procedure}`, { method: "POST", token, body: JSON.stringify(body) });
}

function subscribe(body: unknown, token: string): Promise<Answer> {
  return mutate("subscribe", body, token);
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
    ["a return URL that cannot be kept", { ...wish, returnUrl: `${wish.returnUrl}\0` }, ["returnUrl"]],
    ["a return URL with half a character", { ...wish, returnUrl: `${wish.returnUrl}\ud83d` }, ["returnUrl"]],
    ["an empty key", { ...wish, idempotencyKey: "" }, ["idempotencyKey"]],
    ["a key of 65 characters", { ...wish, idempotencyKey: "x".repeat(65) }, ["idempotencyKey"]],
    ["a key with a space", { ...wish, idempotencyKey: "my key" }, ["idempotencyKey"]],
    ["a key that is a number", { ...wish, idempotencyKey: 7 }, ["idempotencyKey"]],
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

describe("a viewer's other wishes with fields that are not as they should be", () => {
  const id = crypto.randomUUID();
  const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`);
  test.each<[string, string, unknown, string]>([
    ["setAutoRenew", "nothing", {}, "isOn"],
    ["setAutoRenew", "text for a switch", { isOn: "false" }, "isOn"],
    ["setAutoRenew", "another viewer", { isOn: false, userId: "somebody" }, "userId"],
    ["setAutoRenew", "a version that is a number", { isOn: true, consentVersion: 1 }, "consentVersion"],
    ["setAutoRenew", "an abyss with a key", { isOn: true, idempotencyKey: "k", deep }, "deep"],
    ["unlinkPaymentMethod", "nothing", {}, "paymentMethodId"],
    ["unlinkPaymentMethod", "SQL", { paymentMethodId: "' or true; --" }, "paymentMethodId"],
    ["payDue", "no return URL", { consentVersion }, "returnUrl"],
    ["payDue", "a script", { returnUrl: "javascript:alert(1)", consentVersion }, "returnUrl"],
    ["payDue", "a price of one's own", { returnUrl: wish.returnUrl, amountKopecks: 1 }, "amountKopecks"],
    ["requestRefund", "no payment", { kind: "full" }, "paymentId"],
    ["requestRefund", "a Manager's kind", { paymentId: id, kind: "partial" }, "kind"],
    [
      "requestRefund",
      "a sum of one's own",
      { paymentId: id, kind: "full", amountKopecks: 1 },
      "amountKopecks",
    ],
    ["requestRefund", "an empty reason", { paymentId: id, kind: "full", reason: "" }, "reason"],
    ["requestRefund", "a novel", { paymentId: id, kind: "full", reason: "x".repeat(501) }, "reason"],
    ["requestRefund", "U+0000", { paymentId: id, kind: "full", reason: "a\0" }, "reason"],
    ["requestRefund", "half a character", { paymentId: id, kind: "full", reason: "\ud83d" }, "reason"],
  ])("%s: %s", async (procedure, _name, input, path) => {
    const { status, body } = await mutate(procedure, input, await house.issuer.mint());
    expect([status, body.error?.data.code]).toEqual([400, "BAD_REQUEST"]);
    expect(body.error?.data.fields).toContainEqual({ path, message: expect.any(String) });
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

describe("queries with a wrong input: BAD_REQUEST", () => {
  test.each([
    ["billing.payments", { limit: 0 }, "limit"],
    ["billing.payments", { limit: 101 }, "limit"],
    ["billing.payments", { limit: 1.5 }, "limit"],
    ["billing.payments", { cursor: "last" }, "cursor"],
    ["billing.access", { product: "" }, "product"],
    ["billing.access", { userId: 7 }, "userId"],
    ["billing.access", { userId: "a\0" }, "userId"],
    ["billing.access", { product: "\ud83d" }, "product"],
    ["billing.refunds", { cursor: "last" }, "cursor"],
    ["billing.refunds", { limit: 101 }, "limit"],
    ["billing.history", { cursor: "last' or true" }, "cursor"],
    ["billing.history", { cursor: 7 }, "cursor"],
    ["billing.history", { limit: 0 }, "limit"],
    ["billing.refundPreview", { paymentId: "x", kind: "full" }, "paymentId"],
    ["billing.refundPreview", { paymentId: crypto.randomUUID(), kind: "partial" }, "kind"],
    ["billing.refundPreview", { paymentId: crypto.randomUUID(), kind: "full", reason: "x" }, "reason"],
    ["billing.subscription", { product: "x".repeat(101) }, "product"],
  ])("%s %p", async (procedure, input, path) => {
    const token = await house.issuer.mint();
    const { status, body } = await send(
      house,
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
    const answer = await send(house, path, { ...init, token: await house.issuer.mint() });
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
    expect((await send(house, path, { method })).status).toBe(404);
  });
});

describe("a body that is too large: 413, and the client says so", () => {
  const large = "x".repeat(10 * 1024 * 1024);

  test.each(["/trpc/billing.subscribe", "/webhooks/yookassa", "/auth/logout", "/nowhere"])(
    "%s",
    async (path) => {
      expect((await send(house, path, { method: "POST", body: JSON.stringify(large) })).status).toBe(413);
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
    const { status } = await send(house, "/trpc/billing.subscribe", { method: "POST", body: pieces, token });
    expect(status).toBe(413);
  });
});
