import { type Changes, type Circumstances, together } from "./changes.ts";
import { giveBack } from "./give-back.ts";
import { endsWith, type GivenBackCase, giveBackPeriod } from "./give-back-period.ts";
import type { Instant } from "./instant.ts";
import { type Kopecks, subtract, zeroKopecks } from "./money.ts";
import { type Proration, prorate } from "./prorate.ts";
import { Refusal } from "./refusal.ts";
import { isLive, paidPartOf } from "./subscription.ts";

/** What goes back: all that is left of the payment, the part of the unused days, or a sum that a Manager named. */
export type RefundWish =
  | { readonly kind: "full" }
  | { readonly kind: "prorated" }
  | { readonly kind: "partial"; readonly amount: Kopecks };

export type RefundRequestCase = GivenBackCase;

/** What a refund would give back and, for a prorated one, how that is reckoned. */
export interface RefundPreview {
  readonly amount: Kopecks;
  readonly formula: Proration["formula"] | undefined;
  /** The subscription ends with it; a renewal that was charged ahead only goes, with the consent to further ones. */
  readonly endsSubscription: boolean;
}

/**
 * What a refund gives back: the preview and the refund itself are this one function.
 * @throws {Refusal} refund_not_paid, refund_period_over, refund_nothing_left, refund_too_large
 */
export function previewRefund(rows: RefundRequestCase, wish: RefundWish, now: Instant): RefundPreview {
  const { payment } = rows;
  requireRunningPeriod(rows, now);
  const rest = subtract(payment.amount, payment.refunded);
  if (rest === zeroKopecks) throw new Refusal("refund_nothing_left");
  switch (wish.kind) {
    case "full":
      return { amount: rest, formula: undefined, endsSubscription: endsWith(rows, now) };
    case "prorated": {
      const { amount, formula } = proratedFor(rows, now);
      if (amount === zeroKopecks) throw new Refusal("refund_nothing_left");
      return { amount, formula, endsSubscription: endsWith(rows, now) };
    }
    case "partial":
      if (wish.amount > rest) throw new Refusal("refund_too_large", "amountKopecks");
      return {
        amount: wish.amount,
        formula: undefined,
        endsSubscription: wish.amount === rest && endsWith(rows, now),
      };
  }
}

/**
 * Asks for a refund: the money is reserved in the payment, the order goes out by message, and a refund of all
 * or of the unused days takes the payment's period back.
 * @throws {Refusal} those of {@link previewRefund}
 */
export function requestRefund(
  rows: RefundRequestCase,
  wish: RefundWish,
  why: { readonly reason: string; readonly requestId?: string | undefined },
  circumstances: Circumstances,
): Changes {
  const { amount } = previewRefund(rows, wish, circumstances.now);
  const isAll = amount === subtract(rows.payment.amount, rows.payment.refunded);
  const { payment, changes } =
    wish.kind !== "partial" || isAll
      ? giveBackPeriod(rows, circumstances)
      : { payment: rows.payment, changes: {} };
  return together(giveBack(payment, { amount, kind: wish.kind, ...why }, circumstances), changes);
}

/**
 * Only the last paid period can be given back, and only while it runs or has not begun; the free days at its end were
 * never paid for.
 */
function requireRunningPeriod({ payment, subscription, type }: RefundRequestCase, now: Instant): void {
  if (payment.status !== "succeeded") throw new Refusal("refund_not_paid");
  const paid = paidPartOf(subscription, type.length, payment.periodNumber);
  const isLast = isLive(subscription) && subscription.paymentId === payment.id;
  if (!isLast || paid === undefined || now >= paid.end) throw new Refusal("refund_period_over");
}

function proratedFor({ payment, subscription, type }: RefundRequestCase, now: Instant): Proration {
  const paid = paidPartOf(subscription, type.length, payment.periodNumber);
  if (paid === undefined) throw new Refusal("refund_period_over");
  return prorate(payment.amount, payment.refunded, paid, now);
}
