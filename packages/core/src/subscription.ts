import type { Declines } from "./decline.ts";
import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import { daysGiven, type Extension, type Period, type PeriodLength, periodOf } from "./period.ts";
import { type Transitions, transition } from "./transition.ts";

/** A viewer's subscription to one product of the cinema. */
export interface Subscription extends Declines {
  readonly id: string;
  readonly userId: string;
  readonly product: string;
  readonly subscriptionTypeId: string;
  /** The price it was sold at; a later price of the type does not touch it by itself. */
  readonly priceId: string;
  readonly state: SubscriptionState;
  /** True: renews by itself. False in `active`: cancelled at the end of the paid period. */
  readonly isRepeatable: boolean;
  /** The anchor of all periods: when the first one began. Absent until the first payment is in. */
  readonly startDate: Instant | undefined;
  /** The end of the last paid period. */
  readonly endDate: Instant | undefined;
  /** How many periods have been paid: `endDate` is the end of this one. */
  readonly paidPeriods: number;
  /** The free days it was given, in their order. */
  readonly extensions: readonly Extension[];
  /** The payment that paid the last paid period. */
  readonly paymentId: string | undefined;
  readonly paymentMethodId: string | undefined;
  readonly consentId: string | undefined;
  /** Why a person or a check stopped charging it; undefined when nobody did. */
  readonly parkedReason: string | undefined;
  /** When the next charge of the coming period is tried after a decline; undefined when none is planned. */
  readonly retryAt: Instant | undefined;
  /** The period whose charge a letter has announced, and at which price; undefined when none was. */
  readonly noticePeriod: number | undefined;
  readonly noticePriceId: string | undefined;
  /** Language of the viewer's letters about it. */
  readonly language: Language;
  /** Grows with every change, so that a listener can ignore an old event. */
  readonly version: number;
  readonly createdAt: Instant;
  /** When it ended, having been live, and by what. */
  readonly endedAt: Instant | undefined;
  readonly endCause: SubscriptionEvent | undefined;
}

/**
 * - `pending`: the first payment is not yet in; several may stand side by side (two tabs), the first paid wins;
 * - `active`: paid;
 * - `grace`: the period is over, a renewal is still being tried, access is kept;
 * - `hold`: no access any more, still tried;
 * - `ended`: it was live and is no more;
 * - `abandoned`: it never became live.
 */
export type SubscriptionState = "pending" | "active" | "grace" | "hold" | "ended" | "abandoned";

/**
 * What may happen to it. Two of them only a person of the staff does: `extended`, free days that reach beyond now, and
 * `closed`, an end before its time and without a refund.
 */
export type SubscriptionEvent =
  | "first_payment_succeeded"
  | "first_payment_failed"
  | "another_was_paid"
  | "renewal_paid"
  | "period_over_renewing"
  | "period_over_cancelled"
  | "grace_over"
  | "hold_over"
  | "withdrawn"
  | "refunded_in_full"
  | "extended"
  | "closed";

export const subscriptionStates: readonly SubscriptionState[] = [
  "pending",
  "active",
  "grace",
  "hold",
  "ended",
  "abandoned",
];

export const subscriptionTransitions: Transitions<SubscriptionState, SubscriptionEvent> = {
  pending: {
    first_payment_succeeded: "active",
    first_payment_failed: "abandoned",
    another_was_paid: "abandoned",
  },
  active: {
    renewal_paid: "active",
    period_over_renewing: "grace",
    period_over_cancelled: "ended",
    refunded_in_full: "ended",
    extended: "active",
    closed: "ended",
  },
  grace: {
    renewal_paid: "active",
    grace_over: "hold",
    withdrawn: "ended",
    refunded_in_full: "ended",
    extended: "active",
    closed: "ended",
  },
  hold: {
    renewal_paid: "active",
    hold_over: "ended",
    withdrawn: "ended",
    refunded_in_full: "ended",
    extended: "active",
    closed: "ended",
  },
  ended: {},
  abandoned: {},
};

/** The states in which a viewer has at most one subscription per product. */
export const liveStates: readonly SubscriptionState[] = ["active", "grace", "hold"];

export function isLive(subscription: Pick<Subscription, "state">): boolean {
  return liveStates.includes(subscription.state);
}

/** Another period will be charged by itself: the viewer wants it, nobody parked it, and there is what to charge. */
export function isRenewing(
  subscription: Pick<Subscription, "isRepeatable" | "parkedReason" | "paymentMethodId">,
): boolean {
  return (
    subscription.isRepeatable &&
    subscription.parkedReason === undefined &&
    subscription.paymentMethodId !== undefined
  );
}

type Anchored = Pick<Subscription, "startDate" | "extensions">;

/** A period of the subscription by its number, at the type's length; undefined before the first is paid. */
export function periodIn(
  { startDate, extensions }: Anchored,
  length: PeriodLength,
  number: number,
): Period | undefined {
  return startDate && periodOf(startDate, length, number, extensions);
}

/** The same without the free days that were given in it: they come last and cost nothing. */
export function paidPartOf(subscription: Anchored, length: PeriodLength, number: number): Period | undefined {
  const extensions = subscription.extensions.filter(({ periodNumber }) => periodNumber < number);
  return periodIn({ ...subscription, extensions }, length, number);
}

/** The period after the last paid one; undefined before the first is paid. */
export function comingPeriod(
  subscription: Anchored & Pick<Subscription, "paidPeriods">,
  length: PeriodLength,
): Period | undefined {
  return periodIn(subscription, length, subscription.paidPeriods + 1);
}

/**
 * Names the days at which a paid period ends, so that what is written once about them is written again when free
 * days have moved them: "2", or "2+30" after thirty days.
 */
export function stageOf({ extensions }: Pick<Subscription, "extensions">, periodNumber: number): string {
  const days = daysGiven(extensions, periodNumber);
  return days === 0 ? `${periodNumber}` : `${periodNumber}+${days}`;
}

/** The mission's `is_active`: the viewer may watch. */
export function isActive(subscription: Pick<Subscription, "state">): boolean {
  return subscription.state === "active" || subscription.state === "grace";
}

/**
 * The subscription after an event, one version later.
 * @throws {ForbiddenTransition} when its state has no place for the event
 */
export function advance(
  subscription: Subscription,
  event: SubscriptionEvent,
  change: Partial<Subscription> = {},
): Subscription {
  return {
    ...subscription,
    ...change,
    state: transition("subscription", subscriptionTransitions, subscription.state, event),
    version: subscription.version + 1,
  };
}

/**
 * The same for an event that may end it: then it keeps when and by what.
 * @throws {ForbiddenTransition} when its state has no place for the event
 */
export function advanceOrEnd(
  subscription: Subscription,
  event: SubscriptionEvent,
  now: Instant,
  change: Partial<Subscription> = {},
): Subscription {
  const next = advance(subscription, event, change);
  return next.state === "ended" ? { ...next, endedAt: now, endCause: event } : next;
}
