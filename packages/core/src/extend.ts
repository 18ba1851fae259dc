import { chargeDay, noticeTime } from "./announce-renewal.ts";
import { type LiveCase, withdrawUnsent } from "./auto-renew.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { subscriptionEvent } from "./event.ts";
import { type Instant, later, latest } from "./instant.ts";
import { daysGiven, type PeriodLength } from "./period.ts";
import { Refusal } from "./refusal.ts";
import { advance, isLive, isRenewing, periodIn, type Subscription } from "./subscription.ts";
import { planName } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** The most free days that are given at once: a year, and a leap one. */
export const longestExtension = 366;

/**
 * Free days: the running period ends so much later, and so do all that follow. A subscription that waits for its
 * renewal goes on. What was announced of the coming charge no longer holds, so it is announced anew for its new day,
 * and a prepared charge that has not left is taken back. One that has left cannot be, and is waited for.
 * @param days a whole number, 1 to {@link longestExtension}
 * @throws {Refusal} subscription_not_live, payment_in_progress, extension_too_short
 */
export function extend(rows: LiveCase, days: number, circumstances: Circumstances): Changes {
  const { subscription, type, unfinished } = rows;
  const { endDate, paidPeriods, retryAt, extensions } = subscription;
  if (!isLive(subscription) || endDate === undefined)
    throw new Refusal("subscription_not_live", "subscriptionId");
  if (unfinished !== undefined && unfinished.status !== "draft") throw new Refusal("payment_in_progress");
  const periodNumber = runningPeriod(subscription, type.length, circumstances.now);
  const given = { periodNumber, totalDays: days + daysGiven(extensions, periodNumber) };
  const moved = { ...subscription, extensions: [...extensions, given] };
  const until = periodIn(moved, type.length, paidPeriods)?.end;
  if (until === undefined || until <= circumstances.now) throw new Refusal("extension_too_short", "days");
  const isAnnounced = subscription.noticePeriod === paidPeriods + 1;
  const extended = advance(moved, "extended", {
    endDate: until,
    // A declined charge is tried again no sooner than the coming period may be charged at all.
    retryAt: retryAt && latest(retryAt, chargeDay(until)),
    ...(isAnnounced ? { noticePeriod: undefined, noticePriceId: undefined } : {}),
  });
  const nextChargeAt = nextCharge(extended, until, circumstances.now);
  return together(
    {
      subscriptions: [extended],
      messages: [subscriptionEvent("extended", extended, circumstances)],
    },
    withdrawUnsent(unfinished, extended, circumstances),
    writeLetter(
      "extended",
      `subscription:${extended.id}:extended:${extended.version}`,
      extended,
      {
        planName: planName(type, extended.language),
        until,
        previousUntil: endDate,
        ...(nextChargeAt && { nextChargeAt }),
      },
      circumstances,
    ),
  );
}

/** The period that runs now: the last paid one, unless that was charged ahead and has not begun. */
function runningPeriod(subscription: Subscription, length: PeriodLength, now: Instant): number {
  const { paidPeriods } = subscription;
  const last = periodIn(subscription, length, paidPeriods);
  return last !== undefined && now < last.start ? Math.max(1, paidPeriods - 1) : paidPeriods;
}

/** What the letter says of the charge that has moved. */
function nextCharge(subscription: Subscription, until: Instant, now: Instant): Instant | undefined {
  if (!isRenewing(subscription)) return undefined;
  if (subscription.tries > 0) return subscription.retryAt;
  return latest(chargeDay(until), later(now, noticeTime));
}
