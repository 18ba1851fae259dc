import { describe, expect, test } from "bun:test";
import { startTwin, type Twin } from "./start-twin.ts";
import { type Answer, call, createPayment, paymentBody, RETURN_URL, rubles } from "./testing/call.ts";

/**
 * Every refusal of the provider whose words were ever seen in public, word for word, and a request that meets it.
 * `null`: none was shown beside it. Where only the words were shown, the parameter is the twin's own choice and is
 * marked so.
 */
type Row = {
  readonly http: number;
  readonly code: string;
  readonly description: string;
  readonly parameter: string | null;
  readonly ask: (twin: Twin) => Promise<Answer>;
};

const INVALID_VALUE =
  "Invalid parameter's value (for example, the value is illegal or its format is incorrect). Send the value in accordance with the documentation.";

const post = (changes: Record<string, unknown>) => (twin: Twin) =>
  call(twin, "POST", "/payments", paymentBody(changes));
const withKey = (key: string) => (twin: Twin) => call(twin, "POST", "/payments", paymentBody(), { key });
const as = (authorization: string) => (twin: Twin) => call(twin, "GET", "/me", undefined, { authorization });
const basic = (login: string, password: string) => as(`Basic ${btoa(`${login}:${password}`)}`);
const receipt = {
  customer: { email: "viewer@cinema.test" },
  items: [{ description: "Подписка", quantity: 1, amount: rubles("100.00"), vat_code: 1 }],
};

function row(
  [http, code, parameter]: readonly [number, string, string | null],
  description: string,
  ask: Row["ask"],
): Row {
  return { http, code, parameter, description, ask };
}

const invalid = (parameter: string | null) => [400, "invalid_request", parameter] as const;
const unauthorized = [401, "invalid_credentials", null] as const;

const CATALOGUE: readonly Row[] = [
  row(invalid("Idempotence-Key"), "Idempotence key is empty", withKey("")),
  row(
    invalid("Idempotence-Key"),
    "Idempotence key is too long. Send the value in accordance with the documentation",
    withKey("k".repeat(65)),
  ),
  row(invalid("Idempotence-Key"), "Idempotence key duplicated", async (twin) => {
    await createPayment(twin, {}, { key: "k" });
    return call(twin, "POST", "/payments", paymentBody({ amount: rubles("1.00") }), { key: "k" });
  }),
  row(
    invalid("confirmation"),
    "Missing confirmation type for payment method type: bank_card",
    post({ confirmation: undefined }),
  ),
  row(invalid("receipt"), "Receipt is missing or illegal", (twin) => {
    twin.changeSettings({ fiscalization: "atol" });
    return post({})(twin);
  }),
  row(
    invalid("receipt.items.payment_subject"),
    INVALID_VALUE,
    post({ receipt: { ...receipt, items: [{ ...receipt.items[0], payment_subject: "film" }] } }),
  ),
  row(
    invalid("payment_method_id"),
    "This payment_method_id doesn't exist. Specify the id of the saved payment_method",
    post({ payment_method_id: crypto.randomUUID() }),
  ),
  row(
    invalid(null),
    "Payment method is not available",
    post({ payment_method_data: { type: "mobile_balance", phone: "79000000000" } }),
  ),
  // The words were seen without their parameter; the twin names the one that the words speak of.
  row(
    invalid("amount.currency"),
    "Incorrect currency of payment. The value of the amount.currency parameter doesn't correspond with the settings of your store. Specify another currency value in the request or contact the YooMoney manager to change the settings",
    post({ amount: { value: "1.00", currency: "EUR" } }),
  ),
  row(
    invalid("amount.value"),
    "Error in the payment amount. Specify the amount in correct format. For example, 100.00",
    post({ amount: rubles("100,00") }),
  ),
  row(invalid("refund_id"), "Refund not found or forbidden", (twin) => {
    twin.changeSettings({ fiscalization: "atol" });
    const settlements = [{ type: "cashless", amount: rubles("100.00") }];
    const body = { type: "refund", refund_id: crypto.randomUUID(), send: true, settlements, ...receipt };
    return call(twin, "POST", "/receipts", body);
  }),
  row(unauthorized, "Basic authentication failed", as("")),
  row(unauthorized, "Login has illegal format", basic("shop", "test_cinema")),
  row(
    unauthorized,
    "Incorrect password format in the Authorization header. Use Secret key issued in Merchant Profile as the password",
    basic("100500", "cinema"),
  ),
  row(
    unauthorized,
    "Error in shopId or secret key. Check their validity. You can reissue the key in the Merchant Profile",
    basic("100500", "test_another"),
  ),
  row(
    [403, "forbidden", null],
    "This store can't make recurring payments. Contact the YooMoney manager to learn more",
    (twin) => {
      twin.changeSettings({ recurring: false });
      return post({ save_payment_method: true })(twin);
    },
  ),
  row([404, "not_found", "payment_id"], "Payment not found or forbidden", (twin) =>
    call(twin, "GET", `/payments/${crypto.randomUUID()}`),
  ),
  row([404, "not_found", null], "Refund not found or forbidden", (twin) =>
    call(twin, "GET", `/refunds/${crypto.randomUUID()}`),
  ),
];

describe("the provider's own words", () => {
  test.each(CATALOGUE.map((entry) => [`${entry.http} ${entry.description.slice(0, 60)}`, entry] as const))(
    "%s",
    async (_name, { http, code, description, parameter, ask }) => {
      await using twin = startTwin();
      const { status, headers, body } = await ask(twin);
      expect(status).toBe(http);
      expect(headers.get("content-type")).toBe("application/json;charset=UTF-8");
      expect(body as unknown).toEqual({
        type: "error",
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        code,
        description,
        ...(parameter === null ? {} : { parameter }),
      });
    },
  );
});

/** The same thing, said in every way that some client says it. */
describe("every spelling of", () => {
  const confirmation = { type: "redirect", return_url: RETURN_URL };

  test.each([["save_payment_method"], ["capture"]])("%s", async (name) => {
    await using twin = startTwin();
    for (const [value, means] of [
      [true, true],
      ["true", true],
      [false, false],
      ["false", false],
      [null, false],
      [undefined, false],
    ] as const) {
      const { id } = await createPayment(twin, { capture: false, [name]: value });
      const paid = twin.pay(id) as { status: string; payment_method: { saved: boolean } };
      const seen = name === "capture" ? paid.status === "succeeded" : paid.payment_method.saved;
      expect([value, seen]).toEqual([value, means]);
    }
    expect((await call(twin, "POST", "/payments", paymentBody({ [name]: "True" }))).status).toBe(400);
  });

  test("the flags within", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    const enforced = await createPayment(twin, {
      receipt,
      confirmation: { ...confirmation, enforce: "true" },
    });
    expect(enforced.confirmation).toMatchObject({ enforce: true });
    twin.pay(enforced.id);
    const settlements = [{ type: "cashless", amount: rubles(100) }];
    const body = { type: "payment", payment_id: enforced.id, send: "true", settlements, ...receipt };
    expect((await call(twin, "POST", "/receipts", { ...body, internet: "false" })).body).toMatchObject({
      internet: false,
      settlements: [{ type: "cashless", amount: rubles("100.00") }],
    });
  });

  test("numbers in a receipt", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    const shown = async (changes: Record<string, unknown>, taxes: unknown) => {
      const items = [{ ...receipt.items[0], ...changes }];
      const { id } = await createPayment(twin, { receipt: { ...receipt, items, tax_system_code: taxes } });
      twin.pay(id);
      return (await call(twin, "GET", `/receipts?payment_id=${id}`)).body.items[0];
    };
    const one = { quantity: 1, vat_code: 11, amount: rubles("100.00") };
    for (const changes of [
      { quantity: 1, vat_code: 11 },
      { quantity: "1", vat_code: "11" },
      { quantity: "1.0", vat_code: "11" },
      { quantity: "1.000", vat_code: 11, amount: rubles(100) },
    ]) {
      const written = typeof changes.vat_code === "string" ? "2" : 2;
      expect(await shown(changes, written)).toMatchObject({ items: [one], tax_system_code: 2 });
    }
  });

  test.each([
    ["capture", undefined],
    ["capture", {}],
    ["capture", { amount: rubles(100) }],
    ["capture", { amount: rubles("100") }],
    ["cancel", undefined],
    ["cancel", {}],
  ])("a whole %s: %j", async (action, body) => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { capture: "false" });
    twin.pay(id);
    const { status, body: payment } = await call(twin, "POST", `/payments/${id}/${action}`, body);
    expect([status, payment.status]).toEqual([200, action === "capture" ? "succeeded" : "canceled"]);
    expect(payment.amount).toEqual(rubles("100.00"));
  });

  test("a refund's amount", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    twin.pay(id);
    for (const value of [1, "1", "1.0", "1.00"]) {
      const { body } = await call(twin, "POST", "/refunds", { payment_id: id, amount: rubles(value) });
      expect([value, body.amount]).toEqual([value, rubles("1.00")]);
    }
  });
});
