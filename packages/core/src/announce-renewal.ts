import { type Changes, type Circumstances, together } from "./changes.ts";
import { day, type Instant, later, latest } from "./instant.ts";
import type { LetterData } from "./letter.ts";
import type { Kopecks } from "./money.ts";
import { methodName, type PaymentMethod } from "./payment-method.ts";
import type { Period } from "./period.ts";
import { comingPeriod, isLive, isRenewing, type Subscription, stageOf } from "./subscription.ts";
import { type Price, planName, priceAt, type SubscriptionType } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** A renewal may be charged from this long before the end of the paid period (the mission's three days). */
export const chargeWindow = 3 * day;

/** A letter that names date and sum is sent at least this long before the charge (Union State Decree No. 6). */
export const noticeTime = 3 * day;

/** The announcement is begun a day earlier than it must be, so that a mail server's bad day costs nothing. */
const slack = 1 * day;

/** The first moment at which the renewal of a period that ends then may be charged. */
export function chargeDay(periodEnd: Instant): Instant {
  return later(periodEnd, -chargeWindow);
}

/** From when on the coming charge of a period that ends then is announced. */
export function noticeDay(periodEnd: Instant): Instant {
  return later(periodEnd, -(chargeWindow + noticeTime + slack));
}

/**
 * What a letter about a paid period says of the one after it, by the prices that are planned so far.
 * @param paid what this period has cost: for a type without a price, which has lost it by hand
 */
export function chargeAfter(
  { end }: Period,
  prices: readonly Price[],
  paid: Kopecks,
): Pick<LetterData, "nextAmount" | "nextChargeAt"> {
  return { nextAmount: priceAt(prices, end)?.amount ?? paid, nextChargeAt: chargeDay(end) };
}

export interface AnnouncementCase {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  readonly method: PaymentMethod | undefined;
  /** All versions of the type's price. */
  readonly prices: readonly Price[];
}

/** The cause under which the letter about a period's charge is kept: there is one per period and day of it. */
export function noticeCause(
  subscription: Pick<Subscription, "id" | "extensions">,
  periodNumber: number,
): string {
  return `subscription:${subscription.id}:period:${stageOf(subscription, periodNumber)}`;
}

/** All causes under which the charge of a period may have been announced: free days may have moved it since. */
export function noticeCauses(
  { id, extensions }: Pick<Subscription, "id" | "extensions">,
  periodNumber: number,
): readonly string[] {
  const before = extensions.map((_, index) => extensions.slice(0, index + 1));
  const causes = [[], ...before].map((given) => noticeCause({ id, extensions: given }, periodNumber));
  return [...new Set(causes)];
}

/** The subscription whose charge the letter about a cause announces; undefined when it is about something else. */
export function announcedSubscription(cause: string): string | undefined {
  return /^subscription:([0-9a-f-]{36}):period:\d+(?:\+\d+)?$/.exec(cause)?.[1];
}

/**
 * The price at which the coming period is charged: the one that was announced, else the one that will be in force
 * when that period begins.
 */
export function comingPrice(
  { noticePeriod, noticePriceId, paidPeriods, priceId, endDate }: Subscription,
  prices: readonly Price[],
): Price | undefined {
  const isAnnounced = noticePeriod === paidPeriods + 1;
  if (endDate !== undefined && !isAnnounced) return priceAt(prices, endDate);
  return prices.find(({ id }) => id === (isAnnounced ? noticePriceId : priceId));
}

/**
 * Announces the charge of the coming period, once, at the price that will be in force when that period begins:
 * a new price is charged only after it was announced. Nothing changes when there is nothing to announce.
 */
export function announceRenewal(
  { subscription, type, method, prices }: AnnouncementCase,
  circumstances: Circumstances,
): Changes {
  const { now } = circumstances;
  const { endDate } = subscription;
  const coming = comingPeriod(subscription, type.length);
  const { tries, retryAt } = subscription;
  // Also in grace and hold: who switched renewal on in the last minute, or whom a long standstill of ours met. A
  // charge that was declined for good is not made anew because free days have moved its day.
  const isDue =
    isLive(subscription) &&
    isRenewing(subscription) &&
    method !== undefined &&
    method.unlinkedAt === undefined &&
    endDate !== undefined &&
    coming !== undefined &&
    subscription.noticePeriod !== coming.number &&
    (tries === 0 || retryAt !== undefined) &&
    noticeDay(endDate) <= now;
  if (!isDue) return {};
  const nextChargeAt = latest(latest(later(now, noticeTime), chargeDay(endDate)), retryAt ?? now);
  // Nobody is charged for a period that is over by then, so nothing is announced.
  if (coming.end <= nextChargeAt) return {};
  const price = comingPrice(subscription, prices);
  if (price === undefined) return {};
  const old = prices.find(({ id }) => id === subscription.priceId);
  const announced: Subscription = {
    ...subscription,
    noticePeriod: coming.number,
    noticePriceId: price.id,
    version: subscription.version + 1,
  };
  return together(
    { subscriptions: [announced] },
    writeLetter(
      "charge_coming",
      noticeCause(subscription, coming.number),
      subscription,
      {
        planName: planName(type, subscription.language),
        amount: price.amount,
        methodTitle: methodName(method, subscription.language),
        until: endDate,
        nextChargeAt,
        ...(old !== undefined && old.amount !== price.amount ? { previousAmount: old.amount } : {}),
      },
      circumstances,
    ),
  );
}
