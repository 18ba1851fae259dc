import type { RefundHere, RefundThere, Shop } from "./both-sides.ts";
import { answerLost } from "./compare-payment.ts";
import { compareReceipt } from "./compare-receipt.ts";
import type { Finding } from "./difference.ts";
import { type Instant, later } from "./instant.ts";
import { isRefundFinal, type RefundStatus } from "./refund.ts";

/** One refund on both sides; absent where a side does not have it. */
export interface RefundPair {
  readonly ours: RefundHere | undefined;
  readonly theirs: RefundThere | undefined;
  /** Our payment of which the provider gave back; absent when that is not in our books. */
  readonly paymentId: string | undefined;
}

/** Names everything that differs about one refund; nothing when the books agree, or will in the usual course. */
export function compareRefund(pair: RefundPair, shop: Shop, now: Instant): readonly Finding[] {
  const { ours, theirs, paymentId } = pair;
  if (theirs === undefined) return ours === undefined ? [] : missingThere(ours, now);
  if (ours === undefined) return missingHere(theirs, paymentId);
  if (ours.paymentId !== paymentId) return [{ class: "refund_payment_differs" }];
  if (ours.externalId !== undefined && ours.externalId !== theirs.externalId)
    return theirs.status === "succeeded" ? [{ class: "refund_returned_twice", action: "record_refund" }] : [];
  if (theirs.amount !== ours.amount) return [{ class: "refund_amount_differs" }];
  const status = compareStatus(ours, theirs);
  if (status !== undefined) return [status];
  return ours.status === "succeeded" && theirs.status === "succeeded"
    ? compareReceipt(ours.receiptRegistration, theirs.receiptRegistration, "settle_refund", shop)
    : [];
}

function missingThere({ externalId, status, sentAt }: RefundHere, now: Instant): readonly Finding[] {
  if (externalId !== undefined || status === "succeeded") return [{ class: "refund_missing_there" }];
  const isLost = sentAt !== undefined && later(sentAt, answerLost) <= now;
  return isLost && !isRefundFinal({ status })
    ? [{ class: "refund_unanswered", action: "look_up_refund" }]
    : [];
}

/** One that was called off has moved no money, and is no loss. */
function missingHere({ status, refundId }: RefundThere, paymentId: string | undefined): readonly Finding[] {
  if (status === "canceled") return [];
  if (refundId !== undefined)
    return paymentId === undefined
      ? [{ class: "refund_missing_here" }]
      : [{ class: "refund_missing_here", action: "record_refund" }];
  // By hand in the cabinet: as long as it is under way it may still be called off there.
  if (status === "pending") return [];
  return paymentId === undefined
    ? [{ class: "refund_foreign" }]
    : [{ class: "refund_by_hand", action: "record_refund" }];
}

const settled = { action: "settle_refund" } as const;
const accepted: Finding = { class: "refund_accepted_unnoticed", ...settled };
const returned: Finding = { class: "refund_returned_unnoticed", ...settled };
const rejected: Finding = { class: "refund_rejected_unnoticed", ...settled };
const neverReturned: Finding = { class: "refund_never_returned" };
const thoughCanceled: Finding = { class: "refund_returned_though_canceled" };

/** Our status, then the provider's; what is absent agrees, or will by itself. */
const byStatus: {
  readonly [S in RefundStatus]: { readonly [T in RefundThere["status"]]?: Finding };
} = {
  requested: { pending: accepted, succeeded: returned, canceled: rejected },
  pending: { succeeded: returned, canceled: rejected },
  succeeded: { pending: neverReturned, canceled: neverReturned },
  canceled: { succeeded: thoughCanceled },
};

function compareStatus(ours: RefundHere, theirs: RefundThere): Finding | undefined {
  const finding = byStatus[ours.status][theirs.status];
  // A row of its own can only be written for it while the canceled one does not stand under the same id.
  return finding === thoughCanceled && ours.externalId === undefined
    ? { ...thoughCanceled, action: "record_refund" }
    : finding;
}
