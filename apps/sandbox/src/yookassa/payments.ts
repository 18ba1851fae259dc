import { incomeKopecks } from "./amounts.ts";
import { capabilityOf, HOUR } from "./capabilities.ts";
import { findTestCard, partyOf } from "./cards.ts";
import { notifyPayment } from "./events.ts";
import { cardFace, cardOutcome, plainFace, sbpOperationId, unconfirmedFace } from "./method-faces.ts";
import type { Cancellation, Card, Method, MethodFace, Payment, Shop } from "./model.ts";
import { type PaymentRequest, readPaymentRequest, recurringForbidden } from "./payment-request.ts";
import { invalidRequest, invalidValue } from "./problem.ts";
import { type Body, readAmount } from "./read.ts";
import { readReceipt } from "./receipt-request.ts";
import { registerPaymentReceipt } from "./receipts.ts";
import { freshId, schedule, shopOf, type World } from "./world.ts";

/** The life of a payment: pending -> waiting_for_capture -> succeeded, or canceled from the first two. */

function draftPayment(shop: Shop, id: string, request: PaymentRequest, key: string, now: number): Payment {
  return {
    id,
    shopId: shop.id,
    createdAt: now,
    status: "pending",
    ...{ amount: request.amount, description: request.description, metadata: request.metadata },
    ...{ capture: request.capture, saves: request.saves, confirmation: request.confirmation },
    ...{ methodType: request.methodType, chargedMethodId: request.chargedMethodId },
    merchantCustomerId: request.merchantCustomerId,
    idempotenceKey: key,
    method: request.methodType === null ? null : unconfirmedFace(id, request.methodType, request.phone),
    ...{ attempt: null, expiresAt: null, capturedAt: null, income: null, refunded: 0, refunding: 0 },
    ...{ receipt: request.receipt, receiptRegistration: null, cancellation: null, authorization: null },
  };
}

/** POST /payments. */
export function createPayment(world: World, shop: Shop, body: Body, key: string, now: number): Payment {
  const request = readPaymentRequest(body, shop);
  const method = request.chargedMethodId === null ? null : requireSaved(world, shop, request.chargedMethodId);
  if (method !== null && !request.capture && capabilityOf(method.face.type).holdFor === null) {
    throw invalidValue("capture");
  }
  const payment = draftPayment(shop, freshId(world, "payment", now), request, key, now);
  world.payments.add(payment);
  if (method !== null) {
    chargeSaved(world, payment, method, now);
    return payment;
  }
  const { confirmWithin } = capabilityOf(payment.methodType);
  if (confirmWithin !== null) {
    payment.expiresAt = now + confirmWithin;
    schedule(world, payment.expiresAt, { kind: "expire_payment", id: payment.id });
  }
  if (request.card !== null) payWithSentCard(world, payment, request.card, now);
  return payment;
}

function requireSaved(world: World, shop: Shop, id: string): Method {
  if (!shop.recurring) throw recurringForbidden();
  const method = world.methods.find(shop.id, id);
  if (method === undefined || !method.face.saved) {
    throw invalidRequest(
      "This payment_method_id doesn't exist. Specify the id of the saved payment_method",
      "payment_method_id",
    );
  }
  return method;
}

/** A shop that handles card data: without 3-D Secure it ends at once, with it the payer must still confirm. */
function payWithSentCard(world: World, payment: Payment, card: Card, now: number): void {
  const save = payment.saves === "always";
  if (findTestCard(card.number)?.threeDSecure === true && payment.confirmation !== null) {
    payment.attempt = { card, save, sentByShop: true };
    return;
  }
  payWithCard(world, payment, card, { save, threeDSecure: "none" }, now);
}

/** How the payer passed 3-D Secure; `none` when his card knows none. */
export type ThreeDSecure = "none" | "passed" | "failed";

/** The payer pays a pending payment by card; the test-card table decides. */
export function payWithCard(
  world: World,
  payment: Payment,
  card: Card,
  how: { readonly save: boolean; readonly threeDSecure: ThreeDSecure },
  now: number,
): void {
  const failed: Cancellation = { party: "payment_network", reason: "3d_secure_failed" };
  const outcome = how.threeDSecure === "failed" ? failed : cardOutcome(card, now);
  const face = cardFace(payment.id, card, false);
  authorize(
    world,
    payment,
    { face, outcome, save: how.save, threeDSecure: how.threeDSecure === "passed" },
    now,
  );
}

/** The payer pays a pending payment by anything but a card, which always succeeds by itself. */
export function payOtherwise(world: World, payment: Payment, type: string, save: boolean, now: number): void {
  const face = plainFace(payment.id, type, false, payment.method?.phone ?? null, world.random);
  authorize(world, payment, { face, outcome: null, save, threeDSecure: false }, now);
}

/** What the fault orders for this charge: a decline, or a delay of its end. */
function orderedOutcome(
  world: World,
  payment: Payment,
): { decline: Cancellation | null; pendingFor: number | null | undefined } {
  let decline: Cancellation | null = null;
  let pendingFor: number | null | undefined;
  for (const { fault } of world.faults.strike("charge", { paymentMethodId: payment.chargedMethodId })) {
    if (fault.kind === "decline") {
      decline = { party: fault.party ?? partyOf(fault.reason), reason: fault.reason };
    }
    if (fault.kind === "charge_pending") pendingFor = fault.milliseconds;
  }
  return { decline, pendingFor };
}

function limitExceeded(payment: Payment, type: string): Cancellation | null {
  const { limit } = capabilityOf(type);
  if (limit === null || payment.amount <= limit) return null;
  return { party: "yoo_money", reason: "payment_method_limit_exceeded" };
}

function chargeSaved(world: World, payment: Payment, method: Method, now: number): void {
  const { face } = method;
  const isSbp = face.type === "sbp";
  payment.method = isSbp ? { ...face, sbpOperationId: sbpOperationId(world.random) } : face;
  const ordered = orderedOutcome(world, payment);
  const own = method.outcome ?? (face.card === null ? null : cardOutcome(face.card, now));
  const decline = ordered.decline ?? own ?? limitExceeded(payment, face.type);
  if (ordered.pendingFor === undefined) {
    finishCharge(world, payment, decline, now);
  } else if (ordered.pendingFor !== null) {
    schedule(world, now + ordered.pendingFor, { kind: "finish_charge", id: payment.id, decline });
  }
}

/** A charge of a saved method ends. */
export function finishCharge(world: World, payment: Payment, decline: Cancellation | null, at: number): void {
  if (payment.status !== "pending") return;
  if (decline === null) accept(world, payment, payment.method?.type === "bank_card" ? false : null, at);
  else cancel(world, payment, decline, at);
}

type Authorization = {
  readonly face: MethodFace;
  readonly outcome: Cancellation | null;
  readonly save: boolean;
  readonly threeDSecure: boolean;
};

function authorize(world: World, payment: Payment, authorization: Authorization, now: number): void {
  if (payment.status !== "pending") return;
  const { face, save } = authorization;
  payment.attempt = null;
  payment.method = face;
  const decline =
    orderedOutcome(world, payment).decline ?? authorization.outcome ?? limitExceeded(payment, face.type);
  if (decline !== null) {
    cancel(world, payment, decline, now);
    return;
  }
  if (save && shopOf(world, payment).recurring && capabilityOf(face.type).recurring) {
    const saved: MethodFace = { ...face, saved: true, status: "active" };
    payment.method = saved;
    const { id, shopId } = payment;
    world.methods.add({
      id,
      shopId,
      createdAt: now,
      face: saved,
      outcome: null,
      binding: null,
      attempt: null,
    });
  }
  accept(world, payment, face.type === "bank_card" ? authorization.threeDSecure : null, now);
}

/** The money is there: held or taken. `threeDSecure` is null for methods that have no such details. */
function accept(world: World, payment: Payment, threeDSecure: boolean | null, now: number): void {
  const { random } = world;
  if (threeDSecure !== null) {
    payment.authorization = { rrn: random.digits(12), authCode: random.digits(6), threeDSecure };
  }
  if (payment.capture) {
    take(world, payment, now);
    return;
  }
  payment.status = "waiting_for_capture";
  payment.expiresAt = now + (capabilityOf(payment.method?.type ?? null).holdFor ?? HOUR);
  schedule(world, payment.expiresAt, { kind: "expire_hold", id: payment.id });
  notifyPayment(world, payment, now);
}

function take(world: World, payment: Payment, now: number): void {
  const { id, shopId, amount } = payment;
  payment.status = "succeeded";
  payment.capturedAt = now;
  payment.expiresAt = null;
  payment.income = incomeKopecks(amount, shopOf(world, payment).feeBasisPoints);
  world.ledger.push({ at: now, kind: "taken", shopId, paymentId: id, refundId: null, kopecks: amount });
  registerPaymentReceipt(world, payment, now);
  notifyPayment(world, payment, now);
}

function cancel(world: World, payment: Payment, cancellation: Cancellation, now: number): void {
  payment.status = "canceled";
  payment.cancellation = cancellation;
  payment.expiresAt = null;
  payment.attempt = null;
  notifyPayment(world, payment, now);
}

/** The payer's time is over. */
export function expirePayment(world: World, payment: Payment, at: number): void {
  if (payment.status !== "pending") return;
  cancel(world, payment, { party: "yoo_money", reason: "expired_on_confirmation" }, at);
}

/** The shop's time to capture is over: the money goes back to the payer. */
export function expireHold(world: World, payment: Payment, at: number): void {
  if (payment.status !== "waiting_for_capture" || (payment.expiresAt ?? 0) > at) return;
  cancel(world, payment, { party: "yoo_money", reason: "expired_on_capture" }, at);
}

function requireHeld(payment: Payment): void {
  if (payment.status === "waiting_for_capture") return;
  throw invalidRequest(`Payment status is ${payment.status}, waiting_for_capture is needed`, "payment_id");
}

/** POST /payments/{id}/capture: all of it, or `amount` with the rest returned to the payer at once. */
export function capturePayment(world: World, payment: Payment, body: Body, now: number): void {
  requireHeld(payment);
  const shop = shopOf(world, payment);
  const amount =
    body.amount === undefined || body.amount === null ? payment.amount : readAmount(body.amount, "amount");
  const type = payment.method?.type ?? null;
  const recurringWallet = payment.chargedMethodId !== null && type === "yoo_money";
  const partial = amount < payment.amount;
  if (amount > payment.amount) throw invalidValue("amount");
  if (partial && (recurringWallet || !capabilityOf(type).partialCapture)) throw invalidValue("amount");
  const receipt = readReceipt(body.receipt, shop, amount, partial && shop.fiscalization !== null);
  payment.amount = amount;
  payment.receipt = receipt ?? payment.receipt;
  take(world, payment, now);
}

/** POST /payments/{id}/cancel: the held money goes back; a pending payment cannot be canceled. */
export function cancelPayment(world: World, payment: Payment, now: number): void {
  requireHeld(payment);
  cancel(world, payment, { party: "merchant", reason: "canceled_by_merchant" }, now);
}
