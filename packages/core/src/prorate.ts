import type { Instant } from "./instant.ts";
import { type Kopecks, kopecks, shareOf } from "./money.ts";
import type { Period } from "./period.ts";

/** How much of a paid period comes back, and how that was reckoned; shown before and stored with the refund. */
export interface Proration {
  readonly amount: Kopecks;
  readonly formula: {
    readonly paid: Kopecks;
    readonly daysInPeriod: number;
    readonly daysUnused: number;
    readonly alreadyRefunded: Kopecks;
  };
}

/**
 * The unused part of a period by whole calendar days in Moscow, the current day counted as used, less what has
 * gone back already: paid x unused / all days. The preview and the refund are this one function.
 */
export function prorate(paid: Kopecks, alreadyRefunded: Kopecks, period: Period, now: Instant): Proration {
  const daysInPeriod = Math.max(1, daysBetween(period.start, period.end));
  // A refund before the period begins (renewals are charged up to three days ahead) returns all of it.
  const daysUnused =
    now < period.start ? daysInPeriod : Math.min(daysInPeriod, Math.max(0, daysBetween(now, period.end) - 1));
  const share = shareOf(paid, daysUnused, daysInPeriod);
  return {
    amount: kopecks(Math.max(0, share - alreadyRefunded)),
    formula: { paid, daysInPeriod, daysUnused, alreadyRefunded },
  };
}

function daysBetween(start: Instant, end: Instant): number {
  return dayOf(start).until(dayOf(end), { largestUnit: "day" }).days;
}

function dayOf(at: Instant): Temporal.PlainDate {
  return Temporal.Instant.from(at).toZonedDateTimeISO("Europe/Moscow").toPlainDate();
}
