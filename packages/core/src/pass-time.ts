import { type Changes, type Circumstances, together } from "./changes.ts";
import { subscriptionEvent } from "./event.ts";
import { day, earliest, type Instant, later, latest } from "./instant.ts";
import {
  advanceOrEnd,
  comingPeriod,
  isRenewing,
  type Subscription,
  type SubscriptionEvent,
  stageOf,
} from "./subscription.ts";
import { planName, type SubscriptionType } from "./subscription-type.ts";
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
  return state === "grace" || mayRenew(subscription) ? later(endDate, patience.grace) : endDate;
}

/**
 * When an unpaid subscription ends for good, so that no charge is tried from then on: when patience is at its end,
 * or when the owed period is over itself (a week is shorter than the patience), for nobody pays for days gone by.
 */
export function triesEnd(
  subscription: Subscription,
  { length }: SubscriptionType,
  patience = defaultPatience,
): Instant | undefined {
  const { endDate } = subscription;
  const owed = comingPeriod(subscription, length);
  if (endDate === undefined || owed === undefined) return undefined;
  return earliest(owed.end, later(endDate, patience.grace + patience.hold));
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
    subscription = advanceOrEnd(subscription, event, circumstances.now);
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
          `subscription:${subscription.id}:${state}:${stageOf(subscription, subscription.paidPeriods)}`,
          subscription,
          {
            planName: planName(rows.type, subscription.language),
            ...plannedTry(subscription, circumstances.now),
          },
          circumstances,
        );
  return together({ subscriptions: [subscription] }, ...steps, letter);
}

/** The next try as the letter says it: one that was due while nobody looked is made now. */
function plannedTry(subscription: Subscription, now: Instant): { readonly nextChargeAt?: Instant } {
  const { state, retryAt } = subscription;
  if (state !== "hold" || !isRenewing(subscription) || retryAt === undefined) return {};
  return { nextChargeAt: latest(retryAt, now) };
}

function dueEvent(
  { subscription, type, isBeingPaid }: PassingCase,
  now: Instant,
  patience: Patience,
): SubscriptionEvent | undefined {
  const { state, endDate } = subscription;
  if (endDate === undefined || now < endDate) return undefined;
  // The viewer cancelled while a charge was under way, and it came to nothing: there is nothing to wait for.
  const isOver = !subscription.isRepeatable && !isBeingPaid;
  switch (state) {
    case "active":
      return mayRenew(subscription) || isBeingPaid ? "period_over_renewing" : "period_over_cancelled";
    case "grace":
      if (isOver) return "withdrawn";
      return now >= later(endDate, patience.grace) ? "grace_over" : undefined;
    case "hold": {
      if (isOver) return "withdrawn";
      const end = triesEnd(subscription, type, patience);
      return end !== undefined && now >= end && !isBeingPaid ? "hold_over" : undefined;
    }
    default:
      return undefined;
  }
}

/** Also one that a person has parked: he may lift that yet. */
function mayRenew({ isRepeatable, paymentMethodId }: Subscription): boolean {
  return isRepeatable && paymentMethodId !== undefined;
}

function factOf({ state }: Subscription): "grace" | "hold" | "ended" {
  return state === "grace" || state === "hold" ? state : "ended";
}
