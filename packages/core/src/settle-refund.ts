import type { Changes, Circumstances } from "./changes.ts";
import { day, type Instant, later, minute } from "./instant.ts";
import type { Letter } from "./letter.ts";
import { deliverLetter, issueRefund } from "./message.ts";
import { type Kopecks, subtract, sum } from "./money.ts";
import type { Cancellation, Payment, ReceiptRegistration } from "./payment.ts";
import { advanceRefund, isRefundFinal, type Refund } from "./refund.ts";
import type { Subscription } from "./subscription.ts";
import type { SubscriptionType } from "./subscription-type.ts";

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

/** What the provider's current refund changes; the second time it changes nothing. */
export function settleRefund(
  rows: RefundCase,
  facts: ProviderRefundFacts,
  circumstances: Circumstances,
): Changes {
  const { refund } = rows;
  const known = {
    externalRefundId: facts.externalId,
    receiptRegistration: facts.receiptRegistration ?? refund.receiptRegistration,
  };
  if (isRefundFinal(refund)) {
    if (known.receiptRegistration === refund.receiptRegistration) return {};
    return { refunds: [{ ...refund, receiptRegistration: known.receiptRegistration }] };
  }
  switch (facts.status) {
    case "pending":
      return { refunds: [advanceRefund(refund, "accepted", known)] };
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

/** The provider would not take the order for a refund, or a complete look-up did not find it: nothing went back. */
export function settleRefundAbsence(
  rows: RefundCase,
  reason: "never_reached_provider" | "refused_by_provider",
  circumstances: Circumstances,
): Changes {
  if (isRefundFinal(rows.refund)) return {};
  const cancellation = { party: "merchant", reason };
  return rejected(rows, advanceRefund(rows.refund, "rejected", { cancellation }), circumstances);
}

function returned(
  { payment, subscription, type }: RefundCase,
  refund: Refund,
  { now, newId }: Circumstances,
): Changes {
  const letter: Letter = {
    id: newId(),
    cause: `refund:${refund.id}`,
    userId: payment.userId,
    template: "refunded",
    language: subscription.language,
    data: { planName: type.name, amount: refund.amount, refundKind: refund.kind },
    status: "queued",
    createdAt: now,
    sentAt: undefined,
    error: undefined,
  };
  return { refunds: [refund], letters: [letter], messages: [deliverLetter(letter, newId)] };
}

/**
 * Rejections that pass: the shop's inflow of the day was less than the refund, or the provider was in trouble.
 * They are asked for again as a new refund with a new id (YooKassa: "new key, growing interval").
 */
const waitAfter: { readonly [reason: string]: number } = {
  insufficient_funds: 1 * day,
  rejected_by_timeout: 30 * minute,
  never_reached_provider: 1 * minute,
};

function rejected({ payment }: RefundCase, refund: Refund, { now, newId }: Circumstances): Changes {
  const released: Payment = { ...payment, refunded: subtract(payment.refunded, refund.amount) };
  const wait = waitAfter[refund.cancellation?.reason ?? ""];
  if (wait === undefined) return { refunds: [refund], payments: [released] };
  const again: Refund = {
    ...refund,
    id: newId(),
    status: "requested",
    externalRefundId: undefined,
    sentAt: undefined,
    sentTimes: 0,
    cancellation: undefined,
    createdAt: now,
  };
  return {
    refunds: [refund, again],
    payments: [{ ...released, refunded: sum(released.refunded, again.amount) }],
    messages: [issueRefund(again.id, later(now, wait), newId)],
  };
}
