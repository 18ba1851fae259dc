import { expect, test } from "bun:test";
import type { RefundOrder } from "@cinema/billing/gateway";
import { kopecks } from "@cinema/core/money";
import { openShop, type Script } from "../test/scripted-provider.ts";
import sample from "../test-data/refund.create.request.json";
import type { Fiscalisation } from "./receipt.ts";

const fiscalisation: Fiscalisation = { vatCode: 1, paymentMode: "full_payment", paymentSubject: "service" };
const order: RefundOrder = {
  refundId: "0193bbbb-0000-7000-8000-000000000001",
  externalPaymentId: "216749da-000f-50be-b000-096747fad91e",
  amount: kopecks(10_050),
  description: "Unused days",
  partial: true,
  customerEmail: "viewer@cinema.test",
  kind: "prorated",
};
const refund = {
  id: "216749f7-0016-50be-b000-078d43a63ae4",
  payment_id: order.externalPaymentId,
  status: "pending",
  created_at: "2026-11-22T00:00:00.000Z",
  amount: { value: "100.50", currency: "RUB" },
  metadata: { refund_id: order.refundId, refund_kind: "prorated" },
};

test("gives money back under the refund's own key", async () => {
  await using shop = openShop({}, { status: 200, body: refund });
  const answer = await shop.gateway.createRefund(order);
  expect(shop.provider.last()).toMatchObject({ method: "POST", target: "/v3/refunds" });
  expect(shop.provider.last().headers.get("idempotence-key")).toBe(order.refundId);
  expect(shop.provider.last().body).toEqual({
    payment_id: order.externalPaymentId,
    amount: { value: "100.50", currency: "RUB" },
    description: "Unused days",
    metadata: { refund_id: order.refundId, refund_kind: "prorated" },
  });
  expect(answer).toMatchObject({
    kind: "answered",
    value: { status: "pending", amount: 10_050, refundId: order.refundId },
  });
});

test("the body is that of the official sample", async () => {
  await using shop = openShop({}, { status: 200, body: refund });
  await shop.gateway.createRefund({ ...order, externalPaymentId: sample.payment_id, amount: kopecks(200) });
  expect(shop.provider.last().body).toMatchObject(sample);
});

test("a partial refund names what is returned, a full one leaves the receipt to YooKassa", async () => {
  await using shop = openShop({ fiscalisation }, { status: 200, body: refund });
  await shop.gateway.createRefund(order);
  expect(shop.provider.last().body).toMatchObject({
    receipt: {
      customer: { email: "viewer@cinema.test" },
      items: [{ description: "Unused days", amount: { value: "100.50", currency: "RUB" } }],
    },
  });
  await shop.gateway.createRefund({ ...order, partial: false, customerEmail: undefined });
  expect(shop.provider.last().body).not.toHaveProperty("receipt");
});

test("a partial refund whose receipt cannot be sent is refused before it is made", async () => {
  await using shop = openShop({ fiscalisation }, { status: 200, body: refund });
  expect(await shop.gateway.createRefund({ ...order, customerEmail: "" })).toMatchObject({ kind: "refused" });
  expect(shop.provider.calls).toBeEmpty();
});

test("the description is cut to 250 characters", async () => {
  await using shop = openShop({}, { status: 200, body: refund });
  await shop.gateway.createRefund({ ...order, description: "я".repeat(251) });
  expect(shop.provider.last().body).toMatchObject({ description: "я".repeat(250) });
});

test("a refund refused later says by whom and why", async () => {
  const cancellation_details = { party: "refund_network", reason: "insufficient_funds" };
  await using shop = openShop(
    {},
    { status: 200, body: { ...refund, status: "canceled", cancellation_details } },
  );
  expect(await shop.gateway.getRefund(refund.id)).toMatchObject({
    kind: "answered",
    value: { status: "canceled", cancellation: cancellation_details },
  });
  expect(shop.provider.last().target).toBe(`/v3/refunds/${refund.id}`);
});

test("lists and finds among the refunds of one payment", async () => {
  const byHand = { ...refund, id: "hand", metadata: {} };
  const pages: Script[] = [
    { status: 200, body: { items: [byHand], next_cursor: "c1" } },
    { status: 200, body: { items: [refund] } },
  ];
  await using first = openShop({}, ...pages);
  expect(await first.gateway.listRefunds(order.externalPaymentId)).toMatchObject({
    value: [{ externalId: "hand", refundId: undefined }, { externalId: refund.id }],
  });
  expect(first.provider.calls[0]?.target).toBe(`/v3/refunds?payment_id=${order.externalPaymentId}&limit=100`);

  await using second = openShop({}, ...pages);
  expect(await second.gateway.findRefund(order.refundId, order.externalPaymentId)).toMatchObject({
    kind: "answered",
    value: { found: { externalId: refund.id } },
  });
  expect(await second.gateway.findRefund("another", order.externalPaymentId)).toEqual({
    kind: "answered",
    value: { found: undefined },
  });
});
