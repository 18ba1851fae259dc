import { type Changes, type Circumstances, together } from "./changes.ts";
import { refundEvent } from "./event.ts";
import { day, type Instant, later, minute } from "./instant.ts";
import type { LetterData } from "./letter.ts";
import { issueRefund } from "./message.ts";
import { type Kopecks, subtract } from "./money.ts";
import { type Cancellation, type Payment, type ReceiptRegistration, registrationAfter } from "./payment.ts";
import { advanceRefund, isRefundFinal, type Refund } from "./refund.ts";
import { SettlementMismatch } from "./settlement.ts";
import { isLive, type Subscription } from "./subscription.ts";
import { planName, type SubscriptionType } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** The rows that a refund's outcome touches, read under lock. */
export interface RefundCase {
  readonly refund: Refund;
  readonly payment: Payment;
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
}

/** The provider's refund as it is now. */
export interface ProviderRefundFacts {
  readonly externalId: string;
  readonly status: "pending" | "succeeded" | "canceled";
  readonly amount: Kopecks;
  readonly createdAt: Instant;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
}

/**
 * What the provider's current refund changes; the second time it changes nothing.
 * @throws {SettlementMismatch} when it is another one, or of another sum, or given back although ours is canceled
 */
export function settleRefund(
  rows: RefundCase,
  facts: ProviderRefundFacts,
  circumstances: Circumstances,
): Changes {
  const { refund } = rows;
  requireSame(refund, facts);
  const known = {
    externalRefundId: facts.externalId,
    receiptRegistration: registrationAfter(refund.receiptRegistration, facts.receiptRegistration),
  };
  if (isRefundFinal(refund)) {
    if (known.receiptRegistration === refund.receiptRegistration) return {};
    return { refunds: [{ ...refund, receiptRegistration: known.receiptRegistration }] };
  }
  switch (facts.status) {
    case "pending":
      return accepted(refund, advanceRefund(refund, "accepted", known));
    case "succeeded":
      return returned(
        rows,
        advanceRefund(refund, "returned", { ...known, refundDate: circumstances.now }),
        circumstances,
      );
    case "canceled":
      return rejected(
        rows,
        advanceRefund(refund, "rejected", {
          ...known,
          cancellation: facts.cancellation ?? { party: "yoo_money", reason: "general_decline" },
        }),
        circumstances,
      );
  }
}

/**
 * The provider would not take the order for a refund, or a complete look-up did not find it: nothing went back.
 * Once the provider's id is known this is no news, and believing it would give the money back twice.
 */
export function settleRefundAbsence(
  rows: RefundCase,
  reason: "never_reached_provider" | "refused_by_provider",
  circumstances: Circumstances,
): Changes {
  if (isRefundFinal(rows.refund) || rows.refund.externalRefundId !== undefined) return {};
  const cancellation = { party: "merchant", reason };
  return rejected(rows, advanceRefund(rows.refund, "rejected", { cancellation }), circumstances);
}

function requireSame(refund: Refund, facts: ProviderRefundFacts): void {
  if (refund.externalRefundId !== undefined && refund.externalRefundId !== facts.externalId)
    throw new SettlementMismatch(
      `refund ${refund.id} is ${refund.externalRefundId}, not ${facts.externalId}`,
    );
  if (facts.amount !== refund.amount)
    throw new SettlementMismatch(`refund ${refund.id} is of ${refund.amount} kopecks, not ${facts.amount}`);
  if (refund.status === "canceled" && facts.status === "succeeded")
    throw new SettlementMismatch(`refund ${refund.id} is canceled here, but ${facts.externalId} went back`);
}

function accepted(before: Refund, after: Refund): Changes {
  const same =
    before.status === after.status &&
    before.externalRefundId === after.externalRefundId &&
    before.receiptRegistration === after.receiptRegistration;
  return same ? {} : { refunds: [after] };
}

function returned(rows: RefundCase, refund: Refund, circumstances: Circumstances): Changes {
  const { payment, subscription } = rows;
  return together(
    { refunds: [refund], messages: [refundEvent(refund, payment, subscription, circumstances)] },
    refundLetter(refund, rows, circumstances),
  );
}

/** The letter that tells the viewer that his money has gone back. */
export function refundLetter(
  refund: Refund,
  { subscription, type }: Pick<RefundCase, "subscription" | "type">,
  circumstances: Circumstances,
): Changes {
  return writeLetter(
    "refunded",
    `refund:${refund.id}`,
    subscription,
    {
      planName: planName(type, subscription.language),
      amount: refund.amount,
      refundKind: refund.kind,
      ...whatBecomesOf(subscription, refund),
    },
    circumstances,
  );
}

/**
 * What a viewer who has all or the unused days of a payment back asks next: a refund of an old period leaves his
 * subscription as it is, one of a renewal charged ahead lets it run out.
 */
function whatBecomesOf({ state, isRepeatable, endDate }: Subscription, { kind }: Refund): LetterData {
  if (kind !== "full" && kind !== "prorated") return {};
  if (!isLive({ state })) return { subscriptionNow: "ended" };
  return isRepeatable || endDate === undefined
    ? { subscriptionNow: "goes_on" }
    : { subscriptionNow: "runs_out", until: endDate };
}

/**
 * Rejections that pass: the shop's inflow of the day was less than the refund, or the provider was in trouble.
 * They are asked for again as a new refund with a new id (YooKassa: "new key, growing interval").
 */
export const firstWait: ReadonlyMap<string, number> = new Map([
  ["insufficient_funds", 1 * day],
  ["rejected_by_timeout", 30 * minute],
  ["never_reached_provider", 1 * minute],
]);

/** A fortnight of daily tries; afterwards a person has to speak with the provider. */
export const mostTries = 14;

/** The longest wait between two tries. */
const longestWait = 1 * day;

/** Refused, and not asked for again by itself: the viewer has no money, and a person has to help. */
export function isGivenUp({ status, cancellation, tries }: Refund): boolean {
  return status === "canceled" && (!firstWait.has(cancellation?.reason ?? "") || tries >= mostTries);
}

function rejected(rows: RefundCase, refund: Refund, circumstances: Circumstances): Changes {
  const { now, newId } = circumstances;
  const first = firstWait.get(refund.cancellation?.reason ?? "");
  if (first === undefined || isGivenUp(refund)) return givenUp(rows, refund, circumstances);
  const wait = Math.min(longestWait, first * 2 ** (refund.tries - 1));
  // The new refund takes the old one's place in the payment's sum.
  const again: Refund = {
    ...refund,
    id: newId(),
    status: "requested",
    tries: refund.tries + 1,
    externalRefundId: undefined,
    sentAt: undefined,
    lastSentAt: undefined,
    sentTimes: 0,
    cancellation: undefined,
    receiptRegistration: undefined,
    createdAt: now,
  };
  return { refunds: [refund, again], messages: [issueRefund(again.id, later(now, wait), newId)] };
}

/** The sum may be given back another way, and the viewer, who was promised it, is told. */
function givenUp(
  { payment, subscription, type }: RefundCase,
  refund: Refund,
  circumstances: Circumstances,
): Changes {
  const released: Payment = { ...payment, refunded: subtract(payment.refunded, refund.amount) };
  return together(
    {
      refunds: [refund],
      payments: [released],
      messages: [refundEvent(refund, released, subscription, circumstances)],
    },
    writeLetter(
      "refund_failed",
      `refund:${refund.id}`,
      subscription,
      { planName: planName(type, subscription.language), amount: refund.amount },
      circumstances,
    ),
  );
}
