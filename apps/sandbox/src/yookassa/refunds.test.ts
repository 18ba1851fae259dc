import { describe, expect, test } from "bun:test";
import { REFUND_CANCELLATION_REASONS } from "./enums.ts";
import { startTwin, type Twin } from "./start-twin.ts";
import { type Answer, call, createPayment, paymentBody, rubles, show } from "./testing/call.ts";

const DAY = 86_400_000;

async function paid(twin: Twin, changes: Record<string, unknown> = {}): Promise<string> {
  const { id } = await createPayment(twin, changes);
  twin.pay(id);
  return id;
}

function refund(twin: Twin, paymentId: string, value: unknown, changes: object = {}): Promise<Answer> {
  return call(twin, "POST", "/refunds", { payment_id: paymentId, amount: rubles(value), ...changes });
}

describe("a refund", () => {
  test("of a card returns the money at once", async () => {
    await using twin = startTwin();
    const id = await paid(twin);
    const { status, body } = await refund(twin, id, "30.00", {
      description: "Возврат",
      metadata: { a: "b" },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      payment_id: id,
      status: "succeeded",
      amount: rubles("30.00"),
      description: "Возврат",
      metadata: { a: "b" },
      refund_authorization_details: { rrn: expect.stringMatching(/^\d{12}$/) },
    });
    expect(body.id).toMatch(/^[0-9a-f]{8}-0015-5000-/);
    expect((await call(twin, "GET", `/refunds/${body.id}`)).body).toEqual(body);
    expect(await show(twin, id)).toMatchObject({ refunded_amount: rubles("30.00"), refundable: true });
  });

  test("may come in parts up to the kopeck, and not beyond", async () => {
    await using twin = startTwin();
    const id = await paid(twin);
    expect((await refund(twin, id, "33.33")).status).toBe(200);
    expect((await refund(twin, id, "66.66")).status).toBe(200);
    expect(await refund(twin, id, "0.02")).toMatchObject({ status: 400, body: { parameter: "amount" } });
    expect((await refund(twin, id, "0.01")).status).toBe(200);
    expect(await refund(twin, id, "0.01")).toMatchObject({ status: 400, body: { parameter: "amount" } });
    expect(await show(twin, id)).toMatchObject({ refunded_amount: rubles("100.00"), refundable: false });
    expect(twin.ledger().totals).toMatchObject({
      takenKopecks: 10_000,
      returnedKopecks: 10_000,
      netKopecks: 0,
    });
  });

  test("counts against what was captured, not against what was held", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { capture: false });
    twin.pay(id);
    await call(twin, "POST", `/payments/${id}/capture`, { amount: rubles("40.00") });
    expect((await refund(twin, id, "40.01")).status).toBe(400);
    expect((await refund(twin, id, "40.00")).status).toBe(200);
  });

  test("of two asked at the same time for more than there is, only one is made", async () => {
    await using twin = startTwin();
    const id = await paid(twin);
    const answers = await Promise.all([refund(twin, id, "60.00"), refund(twin, id, "60.00")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test("is refused for a payment that has not succeeded, is unknown or foreign", async () => {
    await using twin = startTwin();
    const pending = await createPayment(twin);
    expect(await refund(twin, pending.id, "1.00")).toMatchObject({
      status: 400,
      body: { parameter: "payment_id" },
    });
    const unknown = crypto.randomUUID();
    expect(await refund(twin, unknown, "1.00")).toMatchObject({
      status: 400,
      body: { parameter: "payment_id" },
    });
    expect(await refund(twin, "short", "1.00")).toMatchObject({
      status: 400,
      body: { parameter: "payment_id" },
    });
    const id = await paid(twin);
    expect((await refund(twin, id, "1.00", { description: "я".repeat(251) })).status).toBe(400);
    expect((await refund(twin, id, "0.00")).body).toMatchObject({ parameter: "amount.value" });
  });

  test("is possible for three years", async () => {
    await using twin = startTwin();
    twin.clock.freeze();
    const id = await paid(twin);
    twin.clock.advance(3 * 365 * DAY);
    expect((await refund(twin, id, "1.00")).status).toBe(200);
    twin.clock.advance(1);
    expect(await refund(twin, id, "1.00")).toMatchObject({ status: 400, body: { parameter: "payment_id" } });
  });
});

describe("a pending refund", () => {
  test("of the fast payment system succeeds the next day", async () => {
    await using twin = startTwin({ secretKey: "live_key" });
    const { id } = await createPayment(twin, { payment_method_data: { type: "sbp" } });
    twin.pay(id, { wallet: true });
    const { body } = await refund(twin, id, "100.00");
    expect(body).toMatchObject({ status: "pending", refund_method: { type: "sbp" } });
    expect(await show(twin, id)).toMatchObject({ refunded_amount: rubles("0.00"), refundable: false });
    twin.clock.advance(DAY);
    expect((await call(twin, "GET", `/refunds/${body.id}`)).body.status).toBe("succeeded");
    expect(await show(twin, id)).toMatchObject({ refunded_amount: rubles("100.00") });
  });

  test("blocks its sum; canceled, it frees it, and no webhook tells", async () => {
    await using twin = startTwin();
    const id = await paid(twin);
    twin.faults.add({ kind: "refund_pending", milliseconds: null });
    const { body } = await refund(twin, id, "100.00");
    expect(body.status).toBe("pending");
    twin.clock.advance(365 * DAY);
    expect((await call(twin, "GET", `/refunds/${body.id}`)).body.status).toBe("pending");
    expect((await refund(twin, id, "0.01")).status).toBe(400);
    expect(twin.finishRefund(body.id, "insufficient_funds")).toMatchObject({
      status: "canceled",
      cancellation_details: { party: "yoo_money", reason: "insufficient_funds" },
    });
    expect(twin.webhooks().map(({ event }) => event)).toEqual(["payment.succeeded"]);
    expect((await refund(twin, id, "100.00")).body.status).toBe("succeeded");
    expect(twin.ledger().totals.returnedKopecks).toBe(10_000);
  });

  test.each(REFUND_CANCELLATION_REASONS.map((reason) => [reason]))(
    "may be canceled by %s",
    async (reason) => {
      await using twin = startTwin();
      const id = await paid(twin);
      twin.faults.add({ kind: "refund_pending", milliseconds: 60_000 });
      twin.faults.add({ kind: "refund_canceled", reason });
      const { body } = await refund(twin, id, "50.00");
      expect(body.status).toBe("pending");
      twin.clock.advance(60_000);
      const ended = await call(twin, "GET", `/refunds/${body.id}`);
      expect(ended.body).toMatchObject({ status: "canceled", cancellation_details: { reason } });
      expect(twin.ledger().totals.returnedKopecks).toBe(0);
    },
  );
});

describe("a refund made by hand in the cabinet", () => {
  test("sends the same webhook and is listed like any other", async () => {
    await using twin = startTwin();
    const id = await paid(twin);
    const part = twin.refundByHand(id, 1_000);
    const rest = twin.refundByHand(id);
    expect(rest).toMatchObject({ status: "succeeded", amount: rubles("90.00") });
    const { items } = (await call(twin, "GET", `/refunds?payment_id=${id}`)).body;
    expect(items.map((item) => item.id).sort()).toEqual([part.id, rest.id].map(String).sort());
    expect(twin.webhooks().map(({ event }) => event)).toEqual([
      "payment.succeeded",
      "refund.succeeded",
      "refund.succeeded",
    ]);
  });
});

test("a method without refunds refuses them", async () => {
  await using twin = startTwin({ secretKey: "live_key" });
  const body = paymentBody({ payment_method_data: { type: "b2b_sberbank" } });
  const { id } = (await call(twin, "POST", "/payments", body)).body;
  twin.pay(id, { wallet: true });
  expect(await refund(twin, id, "1.00")).toMatchObject({ status: 400, body: { parameter: "payment_id" } });
});
