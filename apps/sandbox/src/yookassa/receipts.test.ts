import { describe, expect, test } from "bun:test";
import { startTwin, type Twin } from "./start-twin.ts";
import { call, createPayment, paymentBody, rubles, saveCard, show, type Wire } from "./testing/call.ts";

function item(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    description: "Подписка на месяц",
    quantity: "1.000",
    amount: rubles("100.00"),
    vat_code: "11",
    measure: "piece",
    payment_subject: "service",
    payment_mode: "full_payment",
    ...changes,
  };
}

function receipt(items = [item()], changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { customer: { email: "viewer@cinema.test" }, items, ...changes };
}

const illegal = {
  status: 400,
  body: { code: "invalid_request", description: "Receipt is missing or illegal", parameter: "receipt" },
};

function receiptsOf(twin: Twin, query: string): Promise<readonly Wire[]> {
  return call(twin, "GET", `/receipts?${query}`).then(({ body }) => body.items);
}

describe("a shop with fiscalisation", () => {
  test("registers the receipt of a payment some time after it, on the twin's clock", async () => {
    await using twin = startTwin({ fiscalization: "yoo_receipt" });
    twin.clock.freeze();
    const { id } = await createPayment(twin, { receipt: receipt() });
    expect(await receiptsOf(twin, `payment_id=${id}`)).toEqual([]);
    expect(twin.pay(id)).toMatchObject({ status: "succeeded", receipt_registration: "pending" });
    const [pending] = await receiptsOf(twin, `payment_id=${id}`);
    expect(pending).toMatchObject({ type: "payment", payment_id: id, status: "pending" });
    expect(pending).not.toHaveProperty("registered_at");
    twin.clock.advance(5_000);
    expect((await show(twin, id)).receipt_registration).toBe("succeeded");
    const registered = await call(twin, "GET", `/receipts/${pending?.id}`);
    expect(registered.body).toMatchObject({
      status: "succeeded",
      registered_at: twin.clock.instant(),
      fiscal_document_number: expect.any(String),
      fiscal_storage_number: expect.any(String),
      fiscal_attribute: expect.any(String),
      fiscal_provider_id: expect.any(String),
      settlements: [{ type: "cashless", amount: rubles("100.00") }],
      items: [{ quantity: 1, vat_code: 11, amount: rubles("100.00") }],
    });
    expect(registered.body.id).toMatch(/^rt-.{36}$/);
  });

  test("may fail to register, and shows it", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    twin.faults.add({ kind: "receipt_canceled" });
    const { id } = await createPayment(twin, { receipt: receipt() });
    twin.pay(id);
    twin.clock.advance(5_000);
    expect(await show(twin, id)).toMatchObject({ status: "succeeded", receipt_registration: "canceled" });
    expect((await receiptsOf(twin, "status=canceled"))[0]).toMatchObject({
      payment_id: id,
      status: "canceled",
    });
  });

  const refused: [string, unknown][] = [
    ["no receipt", undefined],
    ["another sum", receipt([item({ amount: rubles("99.99") })])],
    ["another sum by quantity", receipt([item({ quantity: 2 })])],
    ["no items", receipt([])],
    ["81 items", receipt(Array.from({ length: 81 }, () => item()))],
    ["no customer", receipt([item()], { customer: undefined })],
    [
      "no email, which the provider's own register needs",
      receipt([item()], { customer: { phone: "79000000000" } }),
    ],
  ];
  test.each(refused)("refuses %s", async (_name, given) => {
    await using twin = startTwin({ fiscalization: "yoo_receipt" });
    expect(await call(twin, "POST", "/payments", paymentBody({ receipt: given }))).toMatchObject(illegal);
  });

  const named: [string, Record<string, unknown>, string][] = [
    ["no description", { description: "" }, "receipt.items.description"],
    ["a long description", { description: "я".repeat(129) }, "receipt.items.description"],
    ["four decimals of quantity", { quantity: "1.0001" }, "receipt.items.quantity"],
    ["no quantity", { quantity: 0 }, "receipt.items.quantity"],
    ["an unknown tax rate", { vat_code: 13 }, "receipt.items.vat_code"],
    ["no measure, which the provider's own register needs", { measure: undefined }, "receipt.items.measure"],
    ["an unknown subject", { payment_subject: "film" }, "receipt.items.payment_subject"],
    ["an unknown mode", { payment_mode: "later" }, "receipt.items.payment_mode"],
    ["no price", { amount: undefined }, "receipt.items.amount"],
  ];
  test.each(named)("names the item's fault: %s", async (_name, changes, parameter) => {
    await using twin = startTwin({ fiscalization: "yoo_receipt" });
    const body = paymentBody({ receipt: receipt([item(changes)]) });
    expect(await call(twin, "POST", "/payments", body)).toMatchObject({ status: 400, body: { parameter } });
  });

  test("adds up parts of things to the kopeck, and takes an email at the top as older clients send it", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    const items = [
      item({ quantity: 1.5, amount: rubles("33.33") }),
      item({ quantity: "1", amount: rubles("50.00") }),
    ];
    const { customer: _, ...flat } = receipt(items, { email: "viewer@cinema.test" });
    const { status } = await call(twin, "POST", "/payments", paymentBody({ receipt: flat }));
    expect(status).toBe(200);
  });

  test("a full refund needs no receipt, a part of it does", async () => {
    await using twin = startTwin({ fiscalization: "yoo_receipt" });
    const { id } = await createPayment(twin, { receipt: receipt() });
    twin.pay(id);
    const refund = (value: string, given?: unknown) =>
      call(twin, "POST", "/refunds", { payment_id: id, amount: rubles(value), receipt: given });
    expect(await refund("40.00")).toMatchObject(illegal);
    const part = await refund("40.00", receipt([item({ amount: rubles("40.00") })]));
    expect(part.body).toMatchObject({ status: "succeeded", receipt_registration: "pending" });
    twin.clock.advance(5_000);
    expect((await call(twin, "GET", `/refunds/${part.body.id}`)).body.receipt_registration).toBe("succeeded");
    expect(await receiptsOf(twin, `refund_id=${part.body.id}`)).toMatchObject([
      { type: "refund", refund_id: part.body.id },
    ]);

    const { id: whole } = await createPayment(twin, { receipt: receipt() });
    twin.pay(whole);
    const all = await call(twin, "POST", "/refunds", { payment_id: whole, amount: rubles("100.00") });
    expect(all.body).toMatchObject({ status: "succeeded", receipt_registration: "pending" });
  });

  test("a charge of a saved method needs a receipt too", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    twin.changeSettings({ fiscalization: "atol" });
    const body = { amount: rubles("100.00"), capture: true, payment_method_id: method };
    expect(await call(twin, "POST", "/payments", body)).toMatchObject(illegal);
    expect((await call(twin, "POST", "/payments", { ...body, receipt: receipt() })).status).toBe(200);
  });
});

describe("POST /receipts", () => {
  const settlements = [{ type: "prepayment", amount: rubles("100.00") }];

  test("makes an offset receipt for a payment", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    const { id } = await createPayment(twin, { receipt: receipt() });
    twin.pay(id);
    const body = { type: "payment", payment_id: id, send: true, settlements, ...receipt() };
    const made = await call(twin, "POST", "/receipts", body, { key: "k" });
    expect(made).toMatchObject({
      status: 200,
      body: { type: "payment", payment_id: id, status: "pending", settlements },
    });
    expect((await call(twin, "POST", "/receipts", body, { key: "k" })).body.id).toBe(made.body.id);
    expect(await receiptsOf(twin, `payment_id=${id}`)).toHaveLength(2);
    twin.clock.advance(5_000);
    expect((await call(twin, "POST", "/receipts", body, { key: "k" })).body.status).toBe("succeeded");
    for (const [changes, parameter] of [
      [{ type: "gift" }, "type"],
      [{ send: false }, "send"],
      [{ settlements: [] }, "settlements"],
      [{ payment_id: crypto.randomUUID() }, "payment_id"],
      [{ refund_id: crypto.randomUUID() }, "refund_id"],
      [{ type: "refund", payment_id: undefined }, "refund_id"],
      [{ type: "refund", payment_id: undefined, refund_id: crypto.randomUUID() }, "refund_id"],
    ] as const) {
      const refused = await call(twin, "POST", "/receipts", { ...body, ...changes });
      expect(refused).toMatchObject({ status: 400, body: { parameter } });
    }
    expect((await call(twin, "GET", `/receipts?payment_id=${id}&refund_id=${id}`)).status).toBe(400);
    expect((await call(twin, "GET", "/receipts/rt-1")).status).toBe(404);
  });

  test("makes at most fifty for one payment", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    const { id } = await createPayment(twin, { receipt: receipt() });
    twin.pay(id);
    const body = { type: "payment", payment_id: id, send: true, settlements, ...receipt() };
    // The payment's own receipt is the first.
    for (let n = 1; n < 50; n += 1) expect((await call(twin, "POST", "/receipts", body)).status).toBe(200);
    expect((await call(twin, "POST", "/receipts", body)).status).toBe(400);
  });

  test("is refused where fiscalisation is off", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { receipt: receipt() });
    expect(twin.pay(id).receipt_registration).toBeUndefined();
    const body = { type: "payment", payment_id: id, send: true, settlements, ...receipt() };
    expect((await call(twin, "POST", "/receipts", body)).status).toBe(400);
  });
});
