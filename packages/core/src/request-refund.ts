import { type Changes, type Circumstances, together } from "./changes.ts";
import { giveBack } from "./give-back.ts";
import { endsWith, type GivenBackCase, giveBackPeriod, isLastPaid } from "./give-back-period.ts";
import type { Instant } from "./instant.ts";
import { type Kopecks, zeroKopecks } from "./money.ts";
import { leftOf, refundableUntil } from "./payment.ts";
import { type Proration, prorate } from "./prorate.ts";
import { Refusal } from "./refusal.ts";
import { paidPartOf } from "./subscription.ts";

/** What goes back: all that is left of the payment, the part of the unused days, or a sum that a Manager named. */
export type RefundWish =
  | { readonly kind: "full" }
  | { readonly kind: "prorated" }
  | { readonly kind: "partial"; readonly amount: Kopecks };

export type RefundRequestCase = GivenBackCase;

/**
 * Which payments may be given back: by the rule for viewers that of the running period; when a Manager sets this
 * rule aside, any that the provider still gives back.
 */
export type RefundReach = "running_period" | "any_period";

/** What a refund would give back and, for a prorated one, how that is reckoned. */
export interface RefundPreview {
  readonly amount: Kopecks;
  readonly formula: Proration["formula"] | undefined;
  /** The subscription ends with it; a renewal that was charged ahead only goes, with the consent to further ones. */
  readonly endsSubscription: boolean;
  /** By the rule for viewers it would be refused: the payment's period is over, or others were paid after it. */
  readonly overridesPeriod: boolean;
}

/**
 * What a refund gives back: the preview and the refund itself are this one function. What is given back of a period
 * that is over, or that others were paid after, takes no access: only the last paid period of a live subscription
 * can still be taken back.
 * @throws {Refusal} refund_not_paid, refund_period_over, refund_too_old, refund_nothing_left, refund_too_large,
 * refund_not_proratable
 */
export function previewRefund(
  rows: RefundRequestCase,
  wish: RefundWish,
  now: Instant,
  reach: RefundReach = "running_period",
): RefundPreview {
  const { payment } = rows;
  if (payment.status !== "succeeded") throw new Refusal("refund_not_paid");
  const overridesPeriod = !isOfRunningPeriod(rows, now);
  if (overridesPeriod && reach === "running_period") throw new Refusal("refund_period_over");
  if (now >= refundableUntil(payment)) throw new Refusal("refund_too_old");
  const rest = leftOf(payment);
  if (rest === zeroKopecks) throw new Refusal("refund_nothing_left");
  const endsSubscription = isLastPaid(rows) && endsWith(rows, now);
  switch (wish.kind) {
    case "full":
      return { amount: rest, formula: undefined, endsSubscription, overridesPeriod };
    case "prorated": {
      if (overridesPeriod) throw new Refusal("refund_not_proratable", "kind");
      const { amount, formula } = proratedFor(rows, now);
      if (amount === zeroKopecks) throw new Refusal("refund_nothing_left");
      return { amount, formula, endsSubscription, overridesPeriod };
    }
    case "partial":
      if (wish.amount > rest) throw new Refusal("refund_too_large", "amountKopecks");
      return {
        amount: wish.amount,
        formula: undefined,
        endsSubscription: wish.amount === rest && endsSubscription,
        overridesPeriod,
      };
  }
}

/** Why a refund is asked for, by whom, and under which id of another service. */
export interface RefundGround {
  readonly reason: string;
  readonly requestedBy?: string | undefined;
  readonly requestId?: string | undefined;
}

/**
 * Asks for a refund: the money is reserved in the payment, the order goes out by message, and a refund of all
 * or of the unused days takes the payment's period back.
 * @throws {Refusal} those of {@link previewRefund}
 */
export function requestRefund(
  rows: RefundRequestCase,
  wish: RefundWish,
  ground: RefundGround,
  circumstances: Circumstances,
  reach: RefundReach = "running_period",
): Changes {
  const { amount } = previewRefund(rows, wish, circumstances.now, reach);
  const isAll = wish.kind !== "partial" || amount === leftOf(rows.payment);
  const { payment, changes } =
    isAll && isLastPaid(rows) ? giveBackPeriod(rows, circumstances) : { payment: rows.payment, changes: {} };
  return together(giveBack(payment, { amount, kind: wish.kind, ...ground }, circumstances), changes);
}

/** Of the last paid period, which runs or has not begun; the free days at its end were never paid for. */
function isOfRunningPeriod(rows: RefundRequestCase, now: Instant): boolean {
  const { payment, subscription, type } = rows;
  const paid = paidPartOf(subscription, type.length, payment.periodNumber);
  return isLastPaid(rows) && paid !== undefined && now < paid.end;
}

function proratedFor({ payment, subscription, type }: RefundRequestCase, now: Instant): Proration {
  const paid = paidPartOf(subscription, type.length, payment.periodNumber);
  if (paid === undefined) throw new Refusal("refund_period_over");
  return prorate(payment.amount, payment.refunded, paid, now);
}
