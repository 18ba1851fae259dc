import { endNow, type LiveCase, withdrawUnsent } from "./auto-renew.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { subscriptionEvent } from "./event.ts";
import type { Instant } from "./instant.ts";
import type { Payment } from "./payment.ts";
import { isLive, periodIn, type Subscription } from "./subscription.ts";

/** A payment of a subscription that is given back, with what its period stands on. */
export interface GivenBackCase extends LiveCase {
  readonly payment: Payment;
  /** The payment that paid the period before. */
  readonly previous: Payment | undefined;
}

/** It paid the last period of a subscription that still lives: what it paid for can be taken back. */
export function isLastPaid({
  payment,
  subscription,
}: Pick<GivenBackCase, "payment" | "subscription">): boolean {
  return isLive(subscription) && subscription.paymentId === payment.id;
}

/** What stays of a renewal that was charged ahead: its period is taken back, the one before goes on to its end. */
interface Standing {
  readonly previous: Payment;
  readonly endDate: Instant;
}

/** Undefined when the payment's period has begun: then nothing that is paid for stays. */
function standing(
  { subscription, type, payment, previous }: GivenBackCase,
  now: Instant,
): Standing | undefined {
  const period = periodIn(subscription, type.length, payment.periodNumber);
  if (subscription.state !== "active" || period === undefined || previous === undefined) return undefined;
  return now < period.start ? { previous, endDate: period.start } : undefined;
}

/** Whether the subscription ends when its last payment goes back; one charged ahead leaves the paid days before it. */
export function endsWith(rows: GivenBackCase, now: Instant): boolean {
  return standing(rows, now) === undefined;
}

/**
 * What becomes of a live subscription whose last payment goes back: it ends now, or, charged ahead, it goes on to the
 * end of the period before, and the consent to further charges is taken back.
 * @returns the payment as it is to be given back, and what else changes
 */
export function giveBackPeriod(
  rows: GivenBackCase,
  circumstances: Circumstances,
): { readonly payment: Payment; readonly changes: Changes } {
  const stays = standing(rows, circumstances.now);
  if (stays === undefined)
    return { payment: rows.payment, changes: endNow(rows, "refunded_in_full", circumstances) };
  const { subscription, payment, unfinished } = rows;
  const shorter: Subscription = {
    ...subscription,
    paidPeriods: payment.periodNumber - 1,
    endDate: stays.endDate,
    paymentId: stays.previous.id,
    priceId: stays.previous.priceId,
    isRepeatable: false,
    consentId: undefined,
    version: subscription.version + 1,
  };
  return {
    payment: { ...payment, undoneAt: circumstances.now },
    changes: together(
      {
        subscriptions: [shorter],
        messages: [subscriptionEvent("auto-renew-changed", shorter, circumstances)],
      },
      withdrawUnsent(unfinished, shorter, circumstances),
    ),
  };
}
