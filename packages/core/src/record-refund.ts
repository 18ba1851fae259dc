import { type Changes, type Circumstances, together } from "./changes.ts";
import { refundEvent } from "./event.ts";
import { type GivenBackCase, giveBackPeriod, isLastPaid } from "./give-back-period.ts";
import { type Kopecks, sum } from "./money.ts";
import { leftOf, type Payment } from "./payment.ts";
import type { Refund } from "./refund.ts";
import { type ProviderRefundFacts, refundLetter } from "./settle-refund.ts";
import { SettlementMismatch } from "./settlement.ts";

/**
 * Whether our books have as much left of a payment as somebody gave back. When not, one of our own refunds is under
 * way, whose outcome has to be known first.
 */
export function isLeft(amount: Kopecks, payment: Payment): boolean {
  return payment.status === "succeeded" && amount <= leftOf(payment);
}

/**
 * Writes down a refund that a person made in the provider's cabinet: the money has gone back, whatever our rules for
 * refunds say. One that returns all that is left of the last paid period takes the period back, like one of ours.
 * @throws {SettlementMismatch} unless so much is left of the payment
 */
export function recordRefund(
  rows: GivenBackCase,
  facts: ProviderRefundFacts,
  circumstances: Circumstances,
): Changes {
  const { payment, subscription } = rows;
  if (!isLeft(facts.amount, payment))
    throw new SettlementMismatch(
      `${facts.externalId} gave back ${facts.amount} kopecks of payment ${payment.id}, more than is left of it`,
    );
  const isFull = facts.amount === leftOf(payment);
  const period = isFull && isLastPaid(rows) ? giveBackPeriod(rows, circumstances) : { payment, changes: {} };
  const returned = { ...period.payment, refunded: sum(payment.refunded, facts.amount) };
  const after = period.changes.subscriptions?.[0] ?? subscription;
  const refund = madeByHand(returned.id, isFull ? "full" : "partial", facts, circumstances);
  return together(
    {
      payments: [returned],
      refunds: [refund],
      messages: [refundEvent(refund, returned, after, circumstances)],
    },
    period.changes,
    refundLetter(refund, { subscription: after, type: rows.type }, circumstances),
  );
}

function madeByHand(
  paymentId: string,
  kind: "full" | "partial",
  { externalId, amount, receiptRegistration }: ProviderRefundFacts,
  { now, newId }: Circumstances,
): Refund {
  return {
    id: newId(),
    paymentId,
    amount,
    status: "succeeded",
    kind,
    reason: "made by hand in the provider's cabinet",
    tries: 1,
    externalRefundId: externalId,
    // No order of ours ever left.
    sentAt: undefined,
    lastSentAt: undefined,
    sentTimes: 0,
    refundDate: now,
    cancellation: undefined,
    receiptRegistration,
    requestedBy: undefined,
    requestId: undefined,
    createdAt: now,
  };
}
