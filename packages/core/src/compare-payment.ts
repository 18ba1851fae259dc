import type { PaymentHere, PaymentThere, Shop } from "./both-sides.ts";
import { compareReceipt } from "./compare-receipt.ts";
import type { Finding } from "./difference.ts";
import { hour, type Instant, later } from "./instant.ts";
import { isFinal, type PaymentStatus } from "./payment.ts";

/** One payment on both sides; absent where a side does not have it. */
export interface PaymentPair {
  readonly ours: PaymentHere | undefined;
  readonly theirs: PaymentThere | undefined;
}

/** An order without an answer is only looked up after this long: the provider no longer knows our key. */
export const answerLost = 20 * hour;

/**
 * Names everything that differs about one payment; nothing when the books agree. What is under way in its usual course
 * is no difference: a draft, an order that was sent lately, a payer who has not decided yet.
 */
export function comparePayment({ ours, theirs }: PaymentPair, shop: Shop, now: Instant): readonly Finding[] {
  if (theirs === undefined) return ours === undefined ? [] : missingThere(ours, now);
  if (theirs.isTest !== shop.isTest) return [{ class: "payment_test" }];
  if (ours === undefined) return missingHere(theirs);
  if (ours.externalId !== undefined && ours.externalId !== theirs.externalId) return orderedAgain(theirs);
  if (theirs.subscriptionId !== undefined && theirs.subscriptionId !== ours.subscriptionId)
    return [{ class: "payment_subscription_differs" }];
  if (theirs.amount !== ours.amount) return [{ class: "payment_amount_differs" }];
  const status = compareStatus(ours, theirs);
  if (status !== undefined) return [status];
  return ours.status === "succeeded" && theirs.status === "succeeded" ? compareRest(ours, theirs, shop) : [];
}

function missingThere({ externalId, status, sentAt }: PaymentHere, now: Instant): readonly Finding[] {
  if (externalId !== undefined || status === "succeeded") return [{ class: "payment_missing_there" }];
  const isLost = sentAt !== undefined && later(sentAt, answerLost) <= now;
  return isLost && !isFinal({ status }) ? [{ class: "payment_unanswered", action: "look_up_payment" }] : [];
}

function missingHere({ paymentId, status }: PaymentThere): readonly Finding[] {
  if (paymentId !== undefined) return [{ class: "payment_missing_here", action: "record_payment" }];
  return hasMoney(status) ? [{ class: "payment_foreign" }] : [];
}

/** Our order under another id of the provider's than the one we know: it left after the provider had forgotten its key. */
function orderedAgain({ status }: PaymentThere): readonly Finding[] {
  if (status === "succeeded") return [{ class: "payment_charged_twice", action: "record_payment" }];
  return hasMoney(status) ? [{ class: "payment_charged_twice" }] : [];
}

const settled = { action: "settle_payment" } as const;
const paid: Finding = { class: "payment_paid_unnoticed", ...settled };
const declined: Finding = { class: "payment_declined_unnoticed", ...settled };
const held: Finding = { class: "payment_held_unnoticed", ...settled };
const begun: Finding = { class: "payment_begun_unnoticed", ...settled };
const neverPaid: Finding = { class: "payment_never_paid" };

type StatusThere = PaymentThere["status"];

/** Our status, then the provider's; what is absent agrees, or will by itself. */
const byStatus: {
  readonly [S in PaymentStatus]: { readonly [T in StatusThere]?: Finding };
} = {
  draft: { pending: begun, waiting_for_capture: held, succeeded: paid, canceled: declined },
  pending: { waiting_for_capture: held, succeeded: paid, canceled: declined },
  waiting_for_capture: { succeeded: paid, canceled: declined },
  unknown: { pending: begun, waiting_for_capture: held, succeeded: paid, canceled: declined },
  succeeded: { pending: neverPaid, waiting_for_capture: neverPaid, canceled: neverPaid },
  canceled: {
    // A hold ends by itself when nobody takes the money.
    waiting_for_capture: { class: "payment_taken_for_nothing" },
    succeeded: { class: "payment_taken_for_nothing", action: "record_payment" },
  },
};

function compareStatus(ours: PaymentHere, theirs: PaymentThere): Finding | undefined {
  const isLinked = ours.externalId !== undefined;
  if (ours.status === "pending" && theirs.status === "pending") return isLinked ? undefined : begun;
  return byStatus[ours.status][theirs.status];
}

function compareRest(ours: PaymentHere, theirs: PaymentThere, shop: Shop): readonly Finding[] {
  const findings: Finding[] = [];
  if (theirs.refunded !== ours.returned) findings.push({ class: "payment_refunded_sum_differs" });
  // A method that this payment saved stands under the payment's own id; one that it charged, under an older one.
  if (theirs.isMethodSaved && theirs.methodId === theirs.externalId && !ours.saveMethod)
    findings.push({ class: "method_saved_without_consent" });
  return [
    ...findings,
    ...compareReceipt(ours.receiptRegistration, theirs.receiptRegistration, "settle_payment", shop),
  ];
}

function hasMoney(status: StatusThere): boolean {
  return status === "succeeded" || status === "waiting_for_capture";
}
