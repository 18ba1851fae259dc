import { type Changes, type Circumstances, together } from "./changes.ts";
import { subscriptionEvent } from "./event.ts";
import { day, type Instant, later } from "./instant.ts";
import { advance, isRenewing, type Subscription, type SubscriptionEvent } from "./subscription.ts";
import type { SubscriptionType } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** How long an unpaid subscription lives on after its period; milliseconds. */
export interface Patience {
  /** Access is kept and the renewal is tried. */
  readonly grace: number;
  /** Access is gone and the renewal is still tried. */
  readonly hold: number;
}

export const defaultPatience: Patience = { grace: 3 * day, hold: 14 * day };

/** When the access of a live subscription ends unless something is paid. */
export function accessEnds(subscription: Subscription, patience = defaultPatience): Instant | undefined {
  const { state, endDate } = subscription;
  if (endDate === undefined || state === "hold") return undefined;
  return state === "grace" || isRenewing(subscription) ? later(endDate, patience.grace) : endDate;
}

/** When an unpaid subscription ends for good, so that no charge is tried from then on. */
export function triesEnd({ endDate }: Subscription, patience = defaultPatience): Instant | undefined {
  return endDate && later(endDate, patience.grace + patience.hold);
}

export interface PassingCase {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  /** A charge of the coming period has no outcome yet: what it comes to is waited for. */
  readonly isBeingPaid: boolean;
}

/** What has become of a subscription by the mere passing of time; several steps at once when nobody looked for long. */
export function passTime(
  rows: PassingCase,
  circumstances: Circumstances,
  patience: Patience = defaultPatience,
): Changes {
  let { subscription } = rows;
  const steps: Changes[] = [];
  for (;;) {
    const event = dueEvent({ ...rows, subscription }, circumstances.now, patience);
    if (event === undefined) break;
    subscription = advance(subscription, event);
    steps.push({ messages: [subscriptionEvent(factOf(subscription), subscription, circumstances)] });
  }
  if (subscription === rows.subscription) return {};
  const { state } = subscription;
  // Only the last step is written about: nobody wants to read on one day that he is warned and that it is over.
  const letter =
    state === "grace"
      ? {}
      : writeLetter(
          state === "hold" ? "access_paused" : "ended",
          `subscription:${subscription.id}:${state}:${subscription.paidPeriods}`,
          subscription,
          { planName: rows.type.name, ...(subscription.retryAt && { nextChargeAt: subscription.retryAt }) },
          circumstances,
        );
  return together({ subscriptions: [subscription] }, ...steps, letter);
}

function dueEvent(
  { subscription, isBeingPaid }: PassingCase,
  now: Instant,
  { grace, hold }: Patience,
): SubscriptionEvent | undefined {
  const { state, endDate } = subscription;
  if (endDate === undefined || now < endDate) return undefined;
  switch (state) {
    case "active":
      return isRenewing(subscription) || isBeingPaid ? "period_over_renewing" : "period_over_cancelled";
    case "grace":
      return now >= later(endDate, grace) ? "grace_over" : undefined;
    case "hold":
      return now >= later(endDate, grace + hold) && !isBeingPaid ? "hold_over" : undefined;
    default:
      return undefined;
  }
}

function factOf({ state }: Subscription): "grace" | "hold" | "ended" {
  return state === "grace" || state === "hold" ? state : "ended";
}
