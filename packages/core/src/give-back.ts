import type { Changes, Circumstances } from "./changes.ts";
import { issueRefund } from "./message.ts";
import { type Kopecks, sum } from "./money.ts";
import type { Payment } from "./payment.ts";
import type { Refund, RefundKind } from "./refund.ts";

/** A sum of a paid payment on its way back: the refund, what the payment now counts as returned, the message. */
export function giveBack(
  payment: Payment,
  refund: {
    readonly amount: Kopecks;
    readonly kind: RefundKind;
    readonly reason: string;
    readonly requestedBy?: string | undefined;
    readonly requestId?: string | undefined;
  },
  { now, newId }: Circumstances,
): Changes {
  const row: Refund = {
    id: newId(),
    paymentId: payment.id,
    amount: refund.amount,
    status: "requested",
    kind: refund.kind,
    reason: refund.reason,
    tries: 1,
    externalRefundId: undefined,
    sentAt: undefined,
    lastSentAt: undefined,
    sentTimes: 0,
    refundDate: undefined,
    cancellation: undefined,
    receiptRegistration: undefined,
    requestedBy: refund.requestedBy,
    requestId: refund.requestId,
    createdAt: now,
  };
  return {
    payments: [{ ...payment, refunded: sum(payment.refunded, refund.amount) }],
    refunds: [row],
    messages: [issueRefund(row.id, now, newId)],
  };
}

/** Paid for what he already has, or cannot have any more: the whole sum goes back by itself. */
export function giveBackDuplicate(payment: Payment, circumstances: Circumstances): Changes {
  const reason = "the viewer has already paid for this another way, or it has ended";
  return giveBack(payment, { amount: payment.amount, kind: "duplicate", reason }, circumstances);
}
