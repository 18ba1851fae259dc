import { expect, test } from "bun:test";
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
