import { describe, expect, test } from "bun:test";
import { kopecks } from "@cinema/core/money";
import { openShop } from "../test/scripted-provider.ts";
import type { ReceiptOrder } from "./receipts.ts";

const order: ReceiptOrder = {
  receiptId: "0193cccc-0000-7000-8000-000000000001",
  subject: { type: "payment", externalId: "225d8da0-000f-50be-b000-0003308c89be" },
  sale: {
    amount: kopecks(29_900),
    description: "Cinema for a month",
    customerEmail: "viewer@cinema.test",
  },
  fiscalisation: { vatCode: 1, paymentMode: "full_payment", paymentSubject: "service", measure: "piece" },
  settlement: "prepayment",
};
const receipt = {
  id: "rt-1da5c87d-0984-50e8-a7f3-8de646dd9ec9",
  type: "payment",
  payment_id: order.subject.externalId,
  status: "pending",
  items: [],
};

test("sets a prepayment off", async () => {
  await using shop = openShop({}, { status: 200, body: receipt });
  const answer = await shop.gateway.createReceipt(order);
  expect(shop.provider.last().target).toBe("/v3/receipts");
  expect(shop.provider.last().headers.get("idempotence-key")).toBe(order.receiptId);
  expect(shop.provider.last().body).toMatchObject({
    type: "payment",
    payment_id: order.subject.externalId,
    customer: { email: "viewer@cinema.test" },
    items: [{ payment_mode: "full_payment", amount: { value: "299.00", currency: "RUB" } }],
    send: true,
    settlements: [{ type: "prepayment", amount: { value: "299.00", currency: "RUB" } }],
  });
  expect(answer).toMatchObject({
    kind: "answered",
    value: { externalId: receipt.id, status: "pending", externalPaymentId: order.subject.externalId },
  });
});

test("is not made without an address to send it to", async () => {
  await using shop = openShop({}, { status: 200, body: receipt });
  const sale = { ...order.sale, customerEmail: undefined };
  expect(await shop.gateway.createReceipt({ ...order, sale })).toMatchObject({ kind: "refused" });
  expect(shop.provider.calls).toBeEmpty();
});

test("asks about one, and about all of a payment or a refund", async () => {
  await using shop = openShop(
    {},
    { status: 200, body: { ...receipt, status: "succeeded" } },
    { status: 200, body: { items: [receipt] } },
  );
  expect(await shop.gateway.getReceipt(receipt.id)).toMatchObject({ value: { status: "succeeded" } });
  expect(shop.provider.last().target).toBe(`/v3/receipts/${receipt.id}`);
  expect(await shop.gateway.listReceipts(order.subject)).toMatchObject({
    value: [{ externalId: receipt.id }],
  });
  expect(shop.provider.last().target).toStartWith("/v3/receipts?payment_id=");
  await shop.gateway.listReceipts({ type: "refund", externalId: "r1" });
  expect(shop.provider.last().target).toStartWith("/v3/receipts?refund_id=r1&");
});

describe("for a difference that was found", () => {
  const { fiscalisation } = order;
  const wish = {
    ...{ receiptId: order.receiptId, subject: order.subject },
    ...{ amount: kopecks(29_900), description: "Cinema for a month", customerEmail: "viewer@cinema.test" },
  };

  test("makes the receipt as the shop's settings say", async () => {
    await using shop = openShop({ fiscalisation }, { status: 200, body: receipt });
    expect(await shop.gateway.makeReceipt(wish)).toEqual({ kind: "answered", value: "pending" });
    expect(shop.provider.last().body).toMatchObject({
      payment_id: order.subject.externalId,
      settlements: [{ type: "cashless", amount: { value: "299.00", currency: "RUB" } }],
    });
  });

  test("sends nothing from a shop that is set up without receipts", async () => {
    await using shop = openShop({}, { status: 200, body: receipt });
    expect(await shop.gateway.makeReceipt(wish)).toMatchObject({ kind: "refused", parameter: "receipt" });
    expect(shop.provider.calls).toBeEmpty();
  });

  test("tells how far the receipts of the payment itself have come", async () => {
    const ofRefund = { ...receipt, type: "refund", refund_id: "r1", status: "succeeded" };
    const items = [{ ...receipt, status: "canceled" }, ofRefund, receipt];
    await using shop = openShop({}, { status: 200, body: { items } });
    expect(await shop.gateway.receiptsOf(order.subject)).toEqual({
      kind: "answered",
      value: ["canceled", "pending"],
    });
  });
});
