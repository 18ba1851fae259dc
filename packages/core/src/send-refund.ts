import type { Changes, Circumstances } from "./changes.ts";
import { later, minute } from "./instant.ts";
import { issueRefund } from "./message.ts";
import { nextAsking, type RefusedRepeat, wayToAsk, withoutRepeat } from "./payment.ts";
import { advanceRefund, isRefundFinal, type Refund } from "./refund.ts";

/** As for payments: what is to be done about a refund that is asked to go out. */
export interface RefundSending {
  readonly step: "send" | "look_up" | "settle" | "nothing";
  readonly changes: Changes;
  readonly refund: Refund;
}

/** Decides, on rows read under lock just before, whether a refund may go out to the provider now. */
export function decideRefundSending(refund: Refund, { now, newId }: Circumstances): RefundSending {
  if (isRefundFinal(refund)) return { step: "nothing", changes: {}, refund };
  if (refund.externalRefundId !== undefined) return { step: "settle", changes: {}, refund };
  if (refund.sentAt !== undefined && wayToAsk(refund.sentAt, now) === "look_up")
    return { step: "look_up", changes: {}, refund };
  const sent = advanceRefund(refund, "sent", {
    sentAt: refund.sentAt ?? now,
    lastSentAt: now,
    sentTimes: refund.sentTimes + 1,
  });
  const safetyNet = issueRefund(refund.id, later(now, 1 * minute), newId);
  return { step: "send", changes: { refunds: [sent], messages: [safetyNet] }, refund: sent };
}

/**
 * The provider did not answer about a refund: it is asked again later.
 * @param refused as for payments
 */
export function decideRefundNoAnswer(
  refund: Refund,
  { now, newId }: Circumstances,
  wait?: number,
  refused?: RefusedRepeat,
): Changes {
  if (isRefundFinal(refund) || refund.externalRefundId !== undefined || refund.sentAt === undefined)
    return {};
  const next = wait === undefined ? nextAsking(refund.sentAt, now) : later(now, wait);
  const before = withoutRepeat(refund, refused);
  return { ...(before && { refunds: [before] }), messages: [issueRefund(refund.id, next, newId)] };
}
