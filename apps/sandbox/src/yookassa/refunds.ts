import { capabilityOf, DAY } from "./capabilities.ts";
import { notifyRefund } from "./events.ts";
import { sbpOperationId } from "./method-faces.ts";
import type { Cancellation, Payment, ReceiptDraft, Refund, Shop } from "./model.ts";
import { invalidRequest, invalidValue, missingValue } from "./problem.ts";
import { type Body, readAmount, readMetadata, readText } from "./read.ts";
import { readReceipt } from "./receipt-request.ts";
import { registerRefundReceipt } from "./receipts.ts";
import { freshId, schedule, shopOf, type World } from "./world.ts";

/** What can still be asked back: captured, less what is returned or on its way. */
export function refundableKopecks(payment: Payment): number {
  return payment.status === "succeeded" ? payment.amount - payment.refunded - payment.refunding : 0;
}

/** The provider's texts for these refusals are not known; code and parameter are what a client may rely on. */
function checkRefundable(payment: Payment, amount: number, now: number): void {
  if (payment.status !== "succeeded") {
    throw invalidRequest(`Payment status is ${payment.status}, succeeded is needed`, "payment_id");
  }
  const { refund, refundWithin } = capabilityOf(payment.method?.type ?? null);
  if (refund === "none") throw invalidRequest("Payment method does not support refunds", "payment_id");
  if (now - payment.createdAt > refundWithin) {
    throw invalidRequest("The payment is too old to be refunded", "payment_id");
  }
  if (amount > refundableKopecks(payment)) {
    throw invalidRequest("Refund amount is greater than the amount that is left of the payment", "amount");
  }
  if (refund === "full" && amount !== payment.amount) {
    throw invalidRequest("Payment method does not support partial refunds", "amount");
  }
}

/** POST /refunds. */
export function createRefund(world: World, shop: Shop, body: Body, now: number): Refund {
  const { payment_id: paymentId } = body;
  if (paymentId === undefined || paymentId === null) throw missingValue("payment_id");
  if (typeof paymentId !== "string" || paymentId.length !== 36) throw invalidValue("payment_id");
  const amount = readAmount(body.amount, "amount");
  const description = readText(body.description, "description", 250);
  const metadata = readMetadata(body.metadata);
  const payment = world.payments.find(shop.id, paymentId);
  if (payment === undefined) throw invalidRequest("Payment not found or forbidden", "payment_id");
  checkRefundable(payment, amount, now);
  const partial = amount < payment.amount;
  const receipt = readReceipt(body.receipt, shop, amount, partial && shop.fiscalization !== null);
  return makeRefund(world, payment, { amount, description, metadata, receipt }, now);
}

type RefundDraft = Pick<Refund, "amount" | "description" | "metadata"> & {
  readonly receipt: ReceiptDraft | null;
};

/** A refund made by hand in the merchant's cabinet: no key and no request, but the same webhook. */
export function refundByHand(world: World, payment: Payment, amount: number, now: number): Refund {
  checkRefundable(payment, amount, now);
  return makeRefund(world, payment, { amount, description: null, metadata: null, receipt: null }, now);
}

function makeRefund(world: World, payment: Payment, draft: RefundDraft, now: number): Refund {
  const methodType = payment.method?.type ?? "bank_card";
  const refund: Refund = {
    id: freshId(world, "refund", now),
    shopId: payment.shopId,
    createdAt: now,
    paymentId: payment.id,
    status: "pending",
    ...draft,
    methodType,
    operationId: methodType === "sbp" ? sbpOperationId(world.random) : world.random.digits(12),
    receiptRegistration: null,
    cancellation: null,
  };
  payment.refunding += refund.amount;
  world.refunds.add(refund);
  settle(world, refund, payment, now);
  return refund;
}

function settle(world: World, refund: Refund, payment: Payment, now: number): void {
  let cancellation: Cancellation | null = null;
  let after: number | null = refund.methodType === "sbp" ? DAY : world.habits.refundAfter;
  for (const { fault } of world.faults.strike("refund", { paymentMethodId: payment.chargedMethodId })) {
    if (fault.kind === "refund_pending") after = fault.milliseconds;
    if (fault.kind === "refund_canceled") {
      cancellation = { party: fault.party ?? refundPartyOf(fault.reason), reason: fault.reason };
    }
  }
  if (after === 0) finishRefund(world, refund, cancellation, now);
  else if (after !== null)
    schedule(world, now + after, { kind: "finish_refund", id: refund.id, cancellation });
}

/** Party that usually stands beside a refund's cancellation reason. */
export function refundPartyOf(reason: string): string {
  const network = ["rejected_by_payee", "payment_expired", "general_decline"];
  return network.includes(reason) ? "refund_network" : "yoo_money";
}

/** The refund ends: the money is returned, or it is canceled and the sum can be asked for again. */
export function finishRefund(
  world: World,
  refund: Refund,
  cancellation: Cancellation | null,
  at: number,
): void {
  if (refund.status !== "pending") return;
  const payment = world.payments.get(refund.paymentId);
  if (payment === undefined) throw new Error(`no payment ${refund.paymentId}`);
  payment.refunding -= refund.amount;
  refund.cancellation = cancellation;
  refund.status = cancellation === null ? "succeeded" : "canceled";
  if (cancellation !== null) return;
  payment.refunded += refund.amount;
  const { id: refundId, shopId, paymentId, amount: kopecks } = refund;
  world.ledger.push({ at, kind: "returned", shopId, paymentId, refundId, kopecks });
  if (shopOf(world, refund).fiscalization !== null) registerRefundReceipt(world, refund, payment, at);
  notifyRefund(world, refund, at);
}
