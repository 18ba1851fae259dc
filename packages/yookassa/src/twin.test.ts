import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { GatewayAnswer, PaymentOrder } from "@cinema/billing/gateway";
import { day, hour, instantOf, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import type { Fault } from "@cinema/sandbox/yookassa/faults";
import { startTwin, type Twin } from "@cinema/sandbox/yookassa/start-twin";
import { createGateway, type GatewaySettings, type YooKassa } from "./gateway.ts";
import { parseNotification } from "./notification.ts";
import type { Fiscalisation } from "./receipt.ts";
import { isYooKassaAddress } from "./webhook-addresses.ts";

const fiscalisation: Fiscalisation = {
  vatCode: 1,
  paymentMode: "full_payment",
  paymentSubject: "service",
  measure: "piece",
};

let twin: Twin;
let gateway: YooKassa;

beforeEach(() => {
  twin = startTwin({ receiptAfter: 0 });
  gateway = openGateway();
});
afterEach(() => twin.stop());

function openGateway(settings: Partial<GatewaySettings> = {}) {
  return createGateway({
    url: twin.apiUrl,
    shopId: twin.shopId,
    secretKey: twin.secretKey,
    ...settings,
  });
}

const orderOf = (changes: Partial<PaymentOrder> = {}): PaymentOrder => ({
  paymentId: crypto.randomUUID(),
  amount: kopecks(29_900),
  description: "Cinema for a month",
  way: { kind: "confirm", returnUrl: "https://cinema.test/back", locale: "ru_RU", saveMethod: true },
  customerEmail: "viewer@cinema.test",
  subscriptionId: crypto.randomUUID(),
  ...changes,
});

function answered<T>(answer: GatewayAnswer<T>): T {
  if (answer.kind !== "answered") throw new Error(`not answered: ${JSON.stringify(answer)}`);
  return answer.value;
}

/** A payment that a payer has paid, his card saved. */
async function paid(changes: Partial<PaymentOrder> = {}, card = "5555555555554477") {
  const { externalId } = answered(await gateway.createPayment(orderOf(changes)));
  twin.pay(externalId, { card });
  return answered(await gateway.getPayment(externalId));
}

describe("a payment", () => {
  test("is begun, paid by its payer, and its card charged again without him", async () => {
    const order = orderOf();
    const begun = answered(await gateway.createPayment(order));
    expect(begun).toMatchObject({
      status: "pending",
      amount: 29_900,
      currency: "RUB",
      paymentId: order.paymentId,
      confirmationUrl: expect.stringContaining(twin.url),
      test: true,
    });
    twin.pay(begun.externalId, { card: "5555555555554477" });
    const first = answered(await gateway.getPayment(begun.externalId));
    expect(first).toMatchObject({
      status: "succeeded",
      refunded: 0,
      confirmationUrl: undefined,
      method: { externalId: begun.externalId, type: "bank_card", saved: true, card: { last4: "4477" } },
    });
    const renewal = answered(
      await gateway.createPayment(orderOf({ way: { kind: "saved", externalMethodId: begun.externalId } })),
    );
    expect(renewal).toMatchObject({ status: "succeeded", method: { externalId: begun.externalId } });
    expect(twin.ledger().totals.takenKopecks).toBe(2 * 29_900);
  });

  test("declined says by whom and why", async () => {
    expect(await paid({}, "5555555555554600")).toMatchObject({
      status: "canceled",
      cancellation: { party: "payment_network", reason: "insufficient_funds" },
    });
  });

  test("whose method may not be saved does not save it, whatever the payer ticks", async () => {
    const way = {
      kind: "confirm",
      returnUrl: "https://cinema.test/",
      locale: "en_US",
      saveMethod: false,
    } as const;
    const { externalId } = answered(await gateway.createPayment(orderOf({ way })));
    twin.pay(externalId, { save: true });
    expect(answered(await gateway.getPayment(externalId)).method?.saved).toBeFalse();
  });

  test("sent again within a day is the same payment, as it is by now", async () => {
    const order = orderOf();
    const { externalId } = answered(await gateway.createPayment(order));
    twin.pay(externalId);
    expect(answered(await gateway.createPayment(order))).toMatchObject({ externalId, status: "succeeded" });
    expect(twin.ledger().totals).toMatchObject({ payments: 1, takenKopecks: 29_900 });
  });

  test("with the same key and another amount is refused", async () => {
    const order = orderOf();
    await gateway.createPayment(order);
    expect(await gateway.createPayment({ ...order, amount: kopecks(1) })).toMatchObject({
      kind: "refused",
      status: 400,
      parameter: "Idempotence-Key",
    });
  });

  test("by a method that was never saved is refused", async () => {
    const way = { kind: "saved", externalMethodId: "22e18a2f-000f-5000-a000-1db6312b7767" } as const;
    expect(await gateway.createPayment(orderOf({ way }))).toMatchObject({
      kind: "refused",
      code: "invalid_request",
      parameter: "payment_method_id",
    });
  });

  test("that nobody knows is refused", async () => {
    expect(await gateway.getPayment("22e18a2f-000f-5000-a000-1db6312b7767")).toMatchObject({
      kind: "refused",
      status: 404,
      code: "not_found",
    });
  });

  test("in one stage can be neither captured nor cancelled", async () => {
    const { externalId } = await paid();
    expect(await gateway.capturePayment(externalId, kopecks(29_900), "k1")).toMatchObject({
      kind: "refused",
    });
    expect(await gateway.cancelPayment(externalId, "k2")).toMatchObject({ kind: "refused" });
  });
});

describe("an answer that was never seen", () => {
  const faults: [Fault, string, number][] = [
    [{ kind: "error_before" }, "unknown", 0],
    [{ kind: "error_after" }, "unknown", 1],
    [{ kind: "cut_before" }, "unknown", 0],
    [{ kind: "cut_after" }, "unknown", 1],
    [{ kind: "timeout_after", milliseconds: 2_000 }, "unknown", 1],
    [{ kind: "processing", retryAfter: 70 }, "unknown", 0],
    [{ kind: "too_many_requests", retryAfter: 70 }, "throttled", 0],
  ];
  test.each(faults)("%o: one call, one payment, and a repeat makes no other", async (fault, kind, made) => {
    const order = orderOf();
    // A line that was used before is where an HTTP client may quietly send a request twice.
    await gateway.me();
    twin.faults.add(fault, { method: "POST", path: "/payments" });
    const impatient = fault.kind === "timeout_after" ? openGateway({ timeout: 500 }) : gateway;
    const answer = await impatient.createPayment(order);
    expect(answer).toMatchObject({ kind });
    if ("retryAfter" in fault) expect(answer).toMatchObject({ retryAfter: 70 });
    expect(twin.requests().filter((request) => request.method === "POST")).toHaveLength(1);
    expect(twin.ledger().totals.payments).toBe(made);
    expect(answered(await gateway.createPayment(order))).toMatchObject({ paymentId: order.paymentId });
    expect(twin.ledger().totals.payments).toBe(1);
  });

  test("is found by our own id among many, after the key was forgotten", async () => {
    const order = orderOf();
    const begun = twin.clock.now();
    twin.faults.add({ kind: "error_after" }, { method: "POST", path: "/payments" });
    await gateway.createPayment(order);
    for (let other = 0; other < 120; other++) await gateway.createPayment(orderOf());
    twin.clock.advance(2 * day);
    await gateway.createPayment(orderOf());
    const [from, to] = [instantOf(begun - minute), instantOf(begun + hour)];
    const { found } = answered(await gateway.findPayment(order.paymentId, from, to));
    expect(found).toMatchObject({ paymentId: order.paymentId, status: "canceled" });
    expect(answered(await gateway.findPayment(crypto.randomUUID(), from, to)).found).toBeUndefined();
    expect(answered(await gateway.listPayments(from, to))).toHaveLength(121);
  });
});

describe("a refund", () => {
  const refundOf = (externalPaymentId: string, amount: number) => ({
    refundId: crypto.randomUUID(),
    externalPaymentId,
    amount: kopecks(amount),
    description: "Unused days",
    partial: amount < 29_900,
    customerEmail: "viewer@cinema.test",
  });

  test("gives back a part, then the rest, and never more", async () => {
    const { externalId } = await paid();
    const part = refundOf(externalId, 10_000);
    expect(answered(await gateway.createRefund(part))).toMatchObject({
      status: "succeeded",
      amount: 10_000,
      externalPaymentId: externalId,
      refundId: part.refundId,
    });
    answered(await gateway.createRefund(part));
    expect(answered(await gateway.getPayment(externalId)).refunded).toBe(kopecks(10_000));
    expect(await gateway.createRefund(refundOf(externalId, 20_000))).toMatchObject({ kind: "refused" });
    answered(await gateway.createRefund(refundOf(externalId, 19_900)));
    expect(twin.ledger().totals.netKopecks).toBe(0);
  });

  test("that waits is asked about until it ends", async () => {
    const { externalId } = await paid();
    twin.faults.add({ kind: "refund_pending", milliseconds: null });
    const refund = answered(await gateway.createRefund(refundOf(externalId, 29_900)));
    expect(refund.status).toBe("pending");
    twin.finishRefund(refund.externalId, "insufficient_funds");
    expect(answered(await gateway.getRefund(refund.externalId))).toMatchObject({
      status: "canceled",
      cancellation: { reason: "insufficient_funds" },
    });
  });

  test("is found by our own id, also beside one made by hand", async () => {
    const { externalId } = await paid();
    const refund = refundOf(externalId, 100);
    twin.faults.add({ kind: "error_after" }, { method: "POST", path: "/refunds" });
    expect(await gateway.createRefund(refund)).toMatchObject({ kind: "unknown" });
    twin.refundByHand(externalId, 200);
    const { found } = answered(await gateway.findRefund(refund.refundId, externalId));
    expect(found).toMatchObject({ refundId: refund.refundId, amount: 100 });
    const all = answered(await gateway.listRefunds(externalId));
    expect(all.map((each) => each.refundId).sort()).toEqual([refund.refundId, undefined]);
  });
});

describe("with fiscal receipts", () => {
  beforeEach(() => {
    twin.changeSettings({ fiscalization: "yoo_receipt" });
  });

  test("the shop says so, and refuses a payment without one", async () => {
    expect(answered(await gateway.me())).toMatchObject({ fiscalisation: true });
    expect(await gateway.createPayment(orderOf())).toMatchObject({ kind: "refused", parameter: "receipt" });
  });

  test("payments and partial refunds carry them, and they are listed", async () => {
    gateway = openGateway({ fiscalisation });
    const { externalId } = await paid();
    twin.clock.advance(minute);
    expect(answered(await gateway.getPayment(externalId)).receiptRegistration).toBe("succeeded");
    answered(
      await gateway.createRefund({
        refundId: crypto.randomUUID(),
        externalPaymentId: externalId,
        amount: kopecks(100),
        description: "Unused days",
        partial: true,
        customerEmail: "viewer@cinema.test",
      }),
    );
    const receipts = answered(await gateway.listReceipts({ type: "payment", externalId }));
    expect(receipts.map((receipt) => receipt.type).sort()).toEqual(["payment", "refund"]);
    for (const receipt of receipts)
      expect(answered(await gateway.getReceipt(receipt.externalId))).toEqual(receipt);
  });

  test("a prepayment is set off by a receipt of its own", async () => {
    gateway = openGateway({ fiscalisation: { ...fiscalisation, paymentMode: "full_prepayment" } });
    const { externalId } = await paid();
    twin.clock.advance(minute);
    const receipt = await gateway.createReceipt({
      receiptId: crypto.randomUUID(),
      subject: { type: "payment", externalId },
      sale: { amount: kopecks(29_900), description: "Cinema", customerEmail: "viewer@cinema.test" },
      fiscalisation,
      settlement: "prepayment",
    });
    expect(answered(receipt)).toMatchObject({ externalPaymentId: externalId });
  });
});

test("a card is bound without a payment", async () => {
  const order = {
    bindingId: crypto.randomUUID(),
    type: "bank_card",
    returnUrl: "https://cinema.test/",
  } as const;
  const bound = answered(await gateway.createPaymentMethod(order));
  expect(bound).toMatchObject({ status: "pending", saved: false });
  twin.pay(bound.externalId);
  expect(answered(await gateway.getPaymentMethod(bound.externalId))).toMatchObject({
    status: "active",
    saved: true,
    card: { last4: "4444" },
  });
});

test("the shop is known by its key alone", async () => {
  expect(answered(await gateway.me())).toEqual({
    accountId: "100500",
    test: true,
    enabled: true,
    fiscalisation: false,
  });
  expect(await openGateway({ secretKey: "test_wrong" }).me()).toMatchObject({
    kind: "unauthorised",
    status: 401,
    code: "invalid_credentials",
  });
});

test("a shop that may not charge again says so about us, not about the payer", async () => {
  twin.changeSettings({ recurring: false });
  expect(await gateway.createPayment(orderOf())).toMatchObject({ kind: "unauthorised", status: 403 });
});

test("a notification is read, and its address is known", async () => {
  const heard = Promise.withResolvers<{ from: string; body: unknown }>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const from = request.headers.get("x-forwarded-for") ?? "";
      heard.resolve({ from, body: await request.json() });
      return new Response();
    },
  });
  twin.changeSettings({ webhookUrl: `http://127.0.0.1:${server.port}/` });
  const { externalId } = await paid();
  const { from, body } = await heard.promise;
  expect(isYooKassaAddress(from)).toBeTrue();
  expect(parseNotification(body)).toEqual({
    event: "payment.succeeded",
    objectKind: "payment",
    externalId,
  });
  await server.stop(true);
});
