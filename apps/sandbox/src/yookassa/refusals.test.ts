import { afterAll, describe, expect, test } from "bun:test";
import { request } from "node:http";
import { startTwin } from "./start-twin.ts";
import { call, createPayment, paymentBody, RETURN_URL, rubles, show } from "./testing/call.ts";

const twin = startTwin({ otherShops: [{ shopId: "200", secretKey: "test_other" }] });
afterAll(() => twin.stop());

const INVALID_VALUE =
  "Invalid parameter's value (for example, the value is illegal or its format is incorrect). Send the value in accordance with the documentation.";

const basic = (login: string, password: string) => ({
  authorization: `Basic ${btoa(`${login}:${password}`)}`,
});

describe("401 invalid_credentials", () => {
  const cases: [string, { authorization: string }, string][] = [
    ["no credentials", { authorization: "" }, "Basic authentication failed"],
    ["a login that is no number", basic("shop", "test_cinema"), "Login has illegal format"],
    [
      "a password that is no secret key",
      basic("100500", "cinema"),
      "Incorrect password format in the Authorization header. Use Secret key issued in Merchant Profile as the password",
    ],
    [
      "a wrong pair",
      basic("100500", "test_other"),
      "Error in shopId or secret key. Check their validity. You can reissue the key in the Merchant Profile",
    ],
    [
      "an unknown shop",
      basic("100501", "test_cinema"),
      "Error in shopId or secret key. Check their validity. You can reissue the key in the Merchant Profile",
    ],
    ["an unknown OAuth token", { authorization: "Bearer nobody" }, "OAuth token is invalid"],
  ];
  test.each(cases)("%s", async (_name, options, description) => {
    const { status, body } = await call(twin, "GET", "/payments", undefined, options);
    expect(status).toBe(401);
    expect(body).toEqual({
      type: "error",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      code: "invalid_credentials",
      description,
    } as never);
  });
});

describe("what is not there", () => {
  test("404 for an unknown payment, and for one of another shop", async () => {
    const { id } = await createPayment(twin);
    const foreign = { apiUrl: twin.apiUrl, shopId: "200", secretKey: "test_other" };
    const body = {
      code: "not_found",
      parameter: "payment_id",
      description: "Payment not found or forbidden",
    };
    for (const answer of [
      await call(twin, "GET", `/payments/${crypto.randomUUID()}`),
      await call(foreign, "GET", `/payments/${id}`),
      await call(foreign, "POST", `/payments/${id}/capture`),
    ]) {
      expect(answer).toMatchObject({ status: 404, body });
    }
    expect((await call(twin, "GET", `/payments/${id}`)).status).toBe(200);
  });

  test("404 with its own text for a refund, and in JSON for any other path", async () => {
    const refund = await call(twin, "GET", `/refunds/${crypto.randomUUID()}`);
    expect(refund).toMatchObject({ status: 404, body: { description: "Refund not found or forbidden" } });
    for (const path of ["/nothing", "/payments/1/2/3", "/payments/1/refund", "/constructor", "/payments/"]) {
      expect(await call(twin, "GET", path)).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });

  test("405 and 415 come without a body", async () => {
    for (const answer of [
      await call(twin, "DELETE", "/payments"),
      await call(twin, "PUT", "/payments"),
      await call(twin, "POST", "/me", {}),
      await call(twin, "POST", "/payments", paymentBody(), { headers: { "content-type": "text/plain" } }),
    ]) {
      expect(answer.body).toEqual({} as never);
    }
    expect((await call(twin, "DELETE", "/payments")).status).toBe(405);
    const form = { headers: { "content-type": "application/x-www-form-urlencoded" } };
    expect((await call(twin, "POST", "/payments", "amount=1", form)).status).toBe(415);
  });

  test("a body, a type and a key on GET are tolerated", async () => {
    const { id } = await createPayment(twin);
    const headers = { "idempotence-key": "k", "content-type": "application/json" };
    // Other people's clients do send a body here; fetch refuses to.
    const authorization = `Basic ${btoa(`${twin.shopId}:${twin.secretKey}`)}`;
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    request(
      `${twin.apiUrl}/payments/${id}`,
      { method: "GET", headers: { ...headers, authorization, "content-length": "2" } },
      (answer) => resolve(answer.resume().statusCode),
    )
      .on("error", reject)
      .end("{}");
    expect(await promise).toBe(200);
  });
});

describe("400 of POST /payments", () => {
  const long = (length: number) => "я".repeat(length);
  const confirmation = { type: "redirect", return_url: RETURN_URL };
  const cases: [string, Record<string, unknown>, string | undefined][] = [
    ["no amount", { amount: undefined }, "amount"],
    ["an amount without an object", { amount: "100.00" }, "amount"],
    ["nothing", { amount: rubles("0.00") }, "amount.value"],
    ["a negative amount", { amount: rubles("-1.00") }, "amount.value"],
    ["three decimals", { amount: rubles("1.001") }, "amount.value"],
    ["a comma", { amount: rubles("1,00") }, "amount.value"],
    ["three decimals as a number", { amount: rubles(0.001) }, "amount.value"],
    ["another currency", { amount: { value: "1.00", currency: "USD" } }, "amount.currency"],
    ["no currency", { amount: { value: "1.00" } }, "amount.currency"],
    ["a long description", { description: long(129) }, "description"],
    ["a flag that is none", { capture: "yes" }, "capture"],
    [
      "17 keys of metadata",
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [n, ""])) },
      "metadata",
    ],
    ["a long key", { metadata: { [long(33)]: "" } }, "metadata"],
    ["a long value", { metadata: { key: long(513) } }, "metadata.key"],
    ["a number in metadata", { metadata: { key: 1 } }, "metadata.key"],
    ["no confirmation", { confirmation: undefined }, "confirmation"],
    ["a confirmation without a type", { confirmation: {} }, "confirmation.type"],
    ["an unknown confirmation", { confirmation: { type: "sms" } }, "confirmation.type"],
    ["no return_url", { confirmation: { type: "redirect" } }, "confirmation.return_url"],
    [
      "a relative return_url",
      { confirmation: { ...confirmation, return_url: "/back" } },
      "confirmation.return_url",
    ],
    [
      "a long return_url",
      { confirmation: { ...confirmation, return_url: `https://shop.test/${long(2048)}` } },
      "confirmation.return_url",
    ],
    [
      "a locale in the wrong case",
      { confirmation: { ...confirmation, locale: "ru_ru" } },
      "confirmation.locale",
    ],
    ["an unknown method", { payment_method_data: { type: "bitcoin" } }, "payment_method_data.type"],
    ["a method that a test shop has not", { payment_method_data: { type: "sbp" } }, undefined],
    [
      "two ways to name the method",
      { payment_method_data: { type: "bank_card" }, payment_method_id: "x" },
      "payment_method_data",
    ],
    ["a token of the provider's scripts", { payment_token: "token" }, "payment_token"],
    ["a method that is not saved", { payment_method_id: crypto.randomUUID() }, "payment_method_id"],
    ["a foreign gateway", { recipient: { gateway_id: "1" } }, "recipient.gateway_id"],
    ["a payer's address that is none", { client_ip: "localhost" }, "client_ip"],
    ["a long customer", { merchant_customer_id: long(201) }, "merchant_customer_id"],
  ];
  test.each(cases)("%s", async (_name, changes, parameter) => {
    const { status, body } = await call(twin, "POST", "/payments", paymentBody(changes));
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: "error", code: "invalid_request", description: expect.any(String) });
    expect(body.parameter).toBe(parameter);
  });

  test("says what the provider says, where that is known", async () => {
    const describe = async (changes: Record<string, unknown>) =>
      (await call(twin, "POST", "/payments", paymentBody(changes))).body.description;
    expect(await describe({ amount: rubles("x") })).toBe(
      "Error in the payment amount. Specify the amount in correct format. For example, 100.00",
    );
    expect(await describe({ confirmation: undefined })).toBe(
      "Missing confirmation type for payment method type: bank_card",
    );
    expect(await describe({ payment_method_id: "x" })).toBe(
      "This payment_method_id doesn't exist. Specify the id of the saved payment_method",
    );
    expect(await describe({ payment_method_data: { type: "sbp" } })).toBe("Payment method is not available");
    expect(await describe({ description: 1 })).toBe(INVALID_VALUE);
  });

  test.each([
    ["not JSON", "{"],
    ["an array", "[]"],
    ["nothing", ""],
    ["null", "null"],
  ])("%s", async (_name, text) => {
    const headers = { "content-type": "application/json" };
    expect(await call(twin, "POST", "/payments", text, { headers })).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    });
  });

  test("a one-stage method is not held", async () => {
    await using live = startTwin({ secretKey: "live_key" });
    const body = paymentBody({ payment_method_data: { type: "sbp" }, capture: false });
    expect(await call(live, "POST", "/payments", body)).toMatchObject({
      status: 400,
      body: { parameter: "capture" },
    });
  });
});

describe("what is accepted in several spellings", () => {
  test.each([
    ["100", "100.00"],
    ["100.5", "100.50"],
    [100.5, "100.50"],
    [1, "1.00"],
    ["0.01", "0.01"],
    ["999999.99", "999999.99"],
  ])("an amount of %p", async (value, shown) => {
    expect((await createPayment(twin, { amount: rubles(value) })).amount).toEqual(rubles(shown));
  });

  test("flags as text, nulls for nothing, and metadata with null", async () => {
    const changes = { capture: "true", description: null, receipt: null, metadata: { a: null, б: "в" } };
    const { id, metadata } = await createPayment(twin, changes);
    expect(metadata).toEqual({ a: null, б: "в" });
    expect(twin.pay(id).status).toBe("succeeded");
    expect((await show(twin, id)).description).toBeUndefined();
  });

  test("metadata of the largest size", async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 16 }, (_, n) => [`${n}`.padStart(32, "k"), "v".repeat(512)]),
    );
    expect((await createPayment(twin, { metadata })).metadata).toEqual(metadata);
  });
});

describe("/webhooks", () => {
  test("refuses a shop with its key", async () => {
    for (const answer of [
      await call(twin, "GET", "/webhooks"),
      await call(twin, "POST", "/webhooks", { event: "payment.succeeded", url: "https://shop.test" }),
      await call(twin, "DELETE", "/webhooks/wh-1"),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } });
    }
  });

  test("serves a partner's token", async () => {
    await using partner = startTwin({ oauthToken: "token" });
    const options = { authorization: "Bearer token" };
    const url = "http://127.0.0.1:9/hook";
    const made = await call(partner, "POST", "/webhooks", { event: "payment.succeeded", url }, options);
    expect(made).toMatchObject({ status: 200, body: { event: "payment.succeeded", url } });
    expect(made.body.id).toMatch(/^wh-/);
    const list = await call(partner, "GET", "/webhooks", undefined, options);
    expect(list.body as unknown).toEqual({ type: "list", items: [made.body] });
    const { id } = await createPayment(partner);
    partner.pay(id);
    expect(partner.webhooks().map((delivery) => delivery.url)).toEqual([url]);
    const removed = await call(partner, "DELETE", `/webhooks/${made.body.id}`, undefined, options);
    expect(removed).toMatchObject({ status: 200, body: {} });
    expect((await call(partner, "GET", "/webhooks", undefined, options)).body.items).toEqual([]);
    const bad = await call(partner, "POST", "/webhooks", { event: "payment.pending", url }, options);
    expect(bad).toMatchObject({ status: 400, body: { parameter: "event" } });
  });
});

test("/me shows the shop", async () => {
  expect((await call(twin, "GET", "/me")).body as unknown).toEqual({
    account_id: "100500",
    status: "enabled",
    test: true,
    fiscalization_enabled: false,
    payment_methods: ["yoo_money", "bank_card"],
  });
  await using live = startTwin({ secretKey: "live_key", fiscalization: "atol" });
  expect((await call(live, "GET", "/me")).body).toMatchObject({
    test: false,
    fiscalization: { enabled: true, provider: "atol" },
    fiscalization_enabled: true,
  });
});
