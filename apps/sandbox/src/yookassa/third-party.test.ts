import { describe, expect, test } from "bun:test";
import { type ICreatePayment, YooCheckout } from "@a2seven/yoo-checkout";
import { CurrencyEnum, YooKassa, type YooKassaSdk } from "@webzaytsev/yookassa-ts-sdk";
import { startTwin, type Twin } from "./start-twin.ts";
import { RETURN_URL } from "./testing/call.ts";

/** Other people's clients, unchanged: only the address is the twin's. */

const hundred = { value: "100.00", currency: "RUB" };
const back = { type: "redirect", return_url: RETURN_URL } as const;
const item = { description: "Подписка", quantity: "1", amount: hundred, vat_code: 1 };
const customer = { email: "viewer@cinema.test" };

describe("@a2seven/yoo-checkout", () => {
  function client(twin: Twin, token = ""): YooCheckout {
    const { shopId, secretKey } = twin;
    return Object.assign(new YooCheckout({ shopId, secretKey, token }), { root: twin.apiUrl });
  }

  const order: ICreatePayment = { amount: hundred, confirmation: back, metadata: { order_id: "37" } };

  test("creates, gets, captures and cancels payments", async () => {
    await using twin = startTwin();
    const checkout = client(twin);
    const payment = await checkout.createPayment(order, "key-1");
    expect(payment).toMatchObject({ status: "pending", amount: hundred, metadata: { order_id: "37" } });
    expect(payment.confirmation.confirmation_url).toBe(`${twin.url}/confirm/${payment.id}`);
    twin.pay(payment.id);
    expect(await checkout.getPayment(payment.id)).toMatchObject({
      status: "waiting_for_capture",
      paid: true,
    });
    const captured = await checkout.capturePayment(payment.id, {
      amount: { value: "60.00", currency: "RUB" },
    });
    expect(captured).toMatchObject({ status: "succeeded", amount: { value: "60.00" } });
    const other = await checkout.createPayment(order);
    twin.pay(other.id);
    expect((await checkout.cancelPayment(other.id)).status).toBe("canceled");
  });

  test("lists with filters and cursor", async () => {
    await using twin = startTwin();
    const checkout = client(twin);
    const made: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      made.unshift((await checkout.createPayment({ ...order, metadata: { n: String(n) } })).id);
    }
    const first = await checkout.getPaymentList({
      limit: 2,
      created_at: { value: "2020-01-01T00:00:00Z", mode: "gte" },
    });
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const rest = await checkout.getPaymentList({ limit: 2, cursor: first.next_cursor });
    expect(rest.items.map(({ id }) => id)).toEqual(made.slice(2));
  });

  test("saves a card, charges it, refunds", async () => {
    await using twin = startTwin();
    const checkout = client(twin);
    const first = await checkout.createPayment({ ...order, capture: true, save_payment_method: true });
    twin.pay(first.id);
    const charge = await checkout.createPayment({
      amount: hundred,
      capture: true,
      payment_method_id: first.id,
    });
    expect(charge).toMatchObject({ status: "succeeded", payment_method: { id: first.id, saved: true } });
    const refund = await checkout.createRefund({
      payment_id: charge.id,
      amount: { value: "30.00", currency: "RUB" },
    });
    expect(refund).toMatchObject({ status: "succeeded", payment_id: charge.id });
    expect(await checkout.getRefund(refund.id)).toMatchObject({ id: refund.id });
    expect((await checkout.getRefundList({ payment_id: charge.id })).items).toHaveLength(1);
    expect(twin.ledger().totals).toMatchObject({ takenKopecks: 20_000, returnedKopecks: 3_000 });
  });

  test("sends receipts", async () => {
    await using twin = startTwin({ fiscalization: "atol" });
    const checkout = client(twin);
    const payment = await checkout.createPayment({
      ...order,
      capture: true,
      receipt: { customer, items: [item] },
    });
    twin.pay(payment.id);
    const receipt = await checkout.createReceipt({
      type: "payment",
      payment_id: payment.id,
      customer,
      send: true,
      settlements: [{ type: "prepayment", amount: hundred }],
      items: [item],
    });
    expect(receipt).toMatchObject({ type: "payment", status: "pending" });
    expect(await checkout.getReceipt(receipt.id)).toMatchObject({ payment_id: payment.id });
    expect((await checkout.getReceiptList({ payment_id: payment.id })).items).toHaveLength(2);
  });

  test("subscribes and sees the shop by a partner's token", async () => {
    await using twin = startTwin({ oauthToken: "token" });
    const partner = client(twin, "token");
    expect(await partner.getShop()).toMatchObject({ account_id: "100500", test: true });
    const url = "https://shop.test/hook";
    const webhook = await partner.createWebHook({ event: "payment.succeeded", url });
    expect((await partner.getWebHookList()).items).toMatchObject([{ id: webhook.id, url }]);
    await partner.deleteWebHook(webhook.id);
    expect((await partner.getWebHookList()).items).toEqual([]);
  });

  test("is refused as it knows it: 404, a duplicated key, bad credentials", async () => {
    await using twin = startTwin();
    const checkout = client(twin);
    expect(await refusal(checkout.getPayment(crypto.randomUUID()))).toMatchObject({
      code: "not_found",
      description: "Payment not found or forbidden",
    });
    await checkout.createPayment(order, "key-1");
    const other = { ...order, amount: { value: "1.00", currency: "RUB" } };
    expect(await refusal(checkout.createPayment(other, "key-1"))).toMatchObject({
      code: "invalid_request",
      description: "Idempotence key duplicated",
    });
    const stranger = Object.assign(new YooCheckout({ shopId: "100500", secretKey: "test_wrong" }), {
      root: twin.apiUrl,
    });
    expect(await refusal(stranger.getPaymentList())).toMatchObject({ code: "invalid_credentials" });
  });

  /** The body of the answer that this client throws, within the error of its HTTP library. */
  async function refusal(promise: Promise<unknown>): Promise<unknown> {
    try {
      return await promise;
    } catch (error) {
      return (error as { response: { data: unknown } }).response.data;
    }
  }
});

describe("@webzaytsev/yookassa-ts-sdk", () => {
  function client(twin: Twin, retries = 0): YooKassaSdk {
    const { shopId: shop_id, secretKey: secret_key, apiUrl: endpoint } = twin;
    return YooKassa({ shop_id, secret_key, endpoint, retries, maxRPS: 1_000 }, true);
  }

  const hundred = { value: "100.00", currency: CurrencyEnum.RUB };

  test("creates, pays, refunds and pages through lists by itself", async () => {
    await using twin = startTwin();
    const sdk = client(twin);
    const made = await sdk.payments.create({ amount: hundred, capture: true, confirmation: back });
    twin.pay(made.id);
    expect((await sdk.payments.load(made.id)).status).toBe("succeeded");
    const refund = await sdk.refunds.create({ payment_id: made.id, amount: hundred });
    expect((await sdk.refunds.load(refund.id)).status).toBe("succeeded");
    for (let n = 0; n < 12; n += 1) await sdk.payments.create({ amount: hundred, confirmation: back });
    expect(await sdk.payments.list({ limit: 5 })).toHaveLength(13);
  });

  test("comes again by itself after a cut, and the money is taken once", async () => {
    await using twin = startTwin();
    const sdk = client(twin, 1);
    const first = await sdk.payments.create({
      amount: hundred,
      capture: true,
      confirmation: back,
      save_payment_method: true,
    });
    twin.pay(first.id);
    twin.faults.add({ kind: "cut_after" });
    const charge = await sdk.payments.create({ amount: hundred, capture: true, payment_method_id: first.id });
    expect(charge.status).toBe("succeeded");
    expect(twin.ledger().totals).toMatchObject({ payments: 2, takenKopecks: 20_000 });
  });

  test("names the refusal", async () => {
    await using twin = startTwin({ recurring: false });
    const asked = { amount: hundred, confirmation: back, save_payment_method: true };
    await expect(client(twin).payments.create(asked)).rejects.toMatchObject({ name: "forbidden" });
  });
});
