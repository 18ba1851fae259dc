import { type Changes, type Circumstances, together } from "./changes.ts";
import { refundEvent } from "./event.ts";
import { type GivenBackCase, giveBackPeriod, isLastPaid } from "./give-back-period.ts";
import { type Kopecks, sum } from "./money.ts";
import { leftOf, type Payment } from "./payment.ts";
import type { Refund, RefundKind } from "./refund.ts";
import { type ProviderRefundFacts, refundLetter } from "./settle-refund.ts";
import { SettlementMismatch } from "./settlement.ts";

/**
 * Whether our books have as much left of a payment as somebody gave back. When not, one of our own refunds is under
 * way, whose outcome has to be known first.
 */
export function isLeft(amount: Kopecks, payment: Payment): boolean {
  return payment.status === "succeeded" && amount <= leftOf(payment);
}

/** Where a refund comes from that our books do not have. */
export interface RefundOrigin {
  readonly reason: string;
  /** An order of ours, whose row is lost; its id, when that is free, and its kind, when that is known. */
  readonly order?: { readonly id: string | undefined; readonly kind: RefundKind | undefined };
}

export const madeInCabinet: RefundOrigin = { reason: "made by hand in the provider's cabinet" };

/**
 * Writes down a refund that our books do not have: a person made it in the provider's cabinet, or its row was lost. The
 * money has gone back (or, by an order of ours, is on its way), whatever our rules for refunds say. One that returns all
 * that is left of the last paid period, or its unused days, takes the period back, like any of ours.
 * @throws {SettlementMismatch} unless so much is left of the payment
 */
export function recordRefund(
  rows: GivenBackCase,
  facts: ProviderRefundFacts,
  circumstances: Circumstances,
  origin: RefundOrigin = madeInCabinet,
): Changes {
  const { payment, subscription } = rows;
  if (!isLeft(facts.amount, payment))
    throw new SettlementMismatch(
      `${facts.externalId} gave back ${facts.amount} kopecks of payment ${payment.id}, more than is left of it`,
    );
  const isFull = facts.amount === leftOf(payment);
  const kind = origin.order?.kind ?? (isFull ? "full" : "partial");
  const takesPeriod = isLastPaid(rows) && (isFull || kind === "prorated");
  const period = takesPeriod ? giveBackPeriod(rows, circumstances) : { payment, changes: {} };
  const returned = { ...period.payment, refunded: sum(payment.refunded, facts.amount) };
  const after = period.changes.subscriptions?.[0] ?? subscription;
  const refund = refundOf({ paymentId: returned.id, kind, origin }, facts, circumstances);
  const recorded: Changes = { payments: [returned], refunds: [refund] };
  if (refund.status !== "succeeded") return together(recorded, period.changes);
  return together(
    recorded,
    { messages: [refundEvent(refund, returned, after, circumstances)] },
    period.changes,
    refundLetter(refund, { subscription: after, type: rows.type }, circumstances),
  );
}

function refundOf(
  what: { readonly paymentId: string; readonly kind: RefundKind; readonly origin: RefundOrigin },
  { externalId, amount, status, createdAt, receiptRegistration }: ProviderRefundFacts,
  { now, newId }: Circumstances,
): Refund {
  const { paymentId, kind, origin } = what;
  // No order of ours ever left for one made by hand.
  const sentAt = origin.order && createdAt;
  return {
    id: origin.order?.id ?? newId(),
    paymentId,
    amount,
    status: status === "succeeded" ? "succeeded" : "pending",
    kind,
    reason: origin.reason,
    tries: 1,
    externalRefundId: externalId,
    sentAt,
    lastSentAt: sentAt,
    sentTimes: origin.order ? 1 : 0,
    refundDate: status === "succeeded" ? now : undefined,
    cancellation: undefined,
    receiptRegistration,
    requestedBy: undefined,
    requestId: undefined,
    createdAt: now,
  };
}
