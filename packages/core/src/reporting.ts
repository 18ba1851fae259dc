import { classOf, type DeclineClass } from "./decline.ts";
import { type Instant, instant } from "./instant.ts";
import { type Kopecks, kopecks } from "./money.ts";
import type { PeriodLength } from "./period.ts";
import type { SubscriptionEvent } from "./subscription.ts";

/** A stretch of whole days on the viewers' clock (Europe/Moscow), the last one not included. */
export interface DayRange {
  /** "2026-10-01". */
  readonly from: string;
  readonly to: string;
}

/** The most days that one report covers: a year and its leap day. */
export const mostDays = 366;

/** How many days a range has; zero or less when it ends before it begins. */
export function daysIn({ from, to }: DayRange): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "day" }).days;
}

/** The moments between which a range lies, the end not included. */
export function momentsOf({ from, to }: DayRange): { readonly start: Instant; readonly end: Instant } {
  return { start: startOfDay(from), end: startOfDay(to) };
}

function startOfDay(day: string): Instant {
  return instant(Temporal.PlainDate.from(day).toZonedDateTime("Europe/Moscow").toInstant().toString());
}

/** The days of an average Gregorian month, as a fraction: 146,097 days in 400 years of 12 months. */
const daysOfMonths = { days: 146_097n, months: 4_800n };

/**
 * What a sum per period comes to in an average month, in kopecks, rounded to the nearest, a half upwards.
 * @param amount of one price, or of many subscriptions of one length together: then it is rounded but once
 */
export function perMonth(amount: Kopecks, { unit, count }: PeriodLength): Kopecks {
  const { days, months } = daysOfMonths;
  const [numerator, denominator] = {
    day: [days, months],
    week: [days, months * 7n],
    month: [1n, 1n],
    year: [1n, 12n],
  }[unit] as [bigint, bigint];
  const whole = denominator * BigInt(count);
  return kopecks(Number((BigInt(amount) * numerator * 2n + whole) / (whole * 2n)));
}

/** Why a subscription ended, as far as the cinema can do something about it. */
export type EndClass = "voluntary" | "involuntary";

/** Each event that ends a live subscription; involuntary is who would have paid and could not be charged. */
export const endClasses: { readonly [E in SubscriptionEvent]?: EndClass } = {
  period_over_cancelled: "voluntary",
  withdrawn: "voluntary",
  refunded_in_full: "voluntary",
  closed: "voluntary",
  hold_over: "involuntary",
};

/** Subscriptions that ended, by cause, and those that were live when the time began. */
export interface Leaving {
  readonly liveAtStart: number;
  readonly ended: readonly { readonly cause: SubscriptionEvent; readonly count: number }[];
}

/** How many left and how large a part of those live at the start that is, in ten-thousandths (null without any). */
export interface Churn {
  readonly voluntary: number;
  readonly involuntary: number;
  readonly rate: number | null;
}

export function churnOf({ liveAtStart, ended }: Leaving): Churn {
  const count = (wanted: EndClass) =>
    ended
      .filter(({ cause }) => (endClasses[cause] ?? "voluntary") === wanted)
      .reduce((total, { count }) => total + count, 0);
  const [voluntary, involuntary] = [count("voluntary"), count("involuntary")];
  return { voluntary, involuntary, rate: partOf(voluntary + involuntary, liveAtStart) };
}

/** Periods whose first charge was declined for a reason, and what became of them. */
export interface DeclinedPeriods {
  readonly reason: string;
  readonly declined: number;
  /** Paid after all, by a later charge or by the viewer himself. */
  readonly recovered: number;
  /** The subscription lives and the period is not paid yet. */
  readonly open: number;
  /** The sums of the recovered. */
  readonly recoveredAmount: Kopecks;
}

export interface Recovery extends Omit<DeclinedPeriods, "reason"> {
  readonly declineClass: DeclineClass;
  readonly lost: number;
  /** Recovered of those that are decided, in ten-thousandths; null while none is. */
  readonly rate: number | null;
}

/** Declined periods by class of their first reason, in the order of the classes. */
export function recoveryOf(periods: readonly DeclinedPeriods[]): readonly Recovery[] {
  const byClass = Map.groupBy(periods, ({ reason }) => classOf(reason));
  return [...byClass]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([declineClass, rows]) => {
      const add = (field: "declined" | "recovered" | "open" | "recoveredAmount") =>
        rows.reduce((total, row) => total + row[field], 0);
      const [declined, recovered, open] = [add("declined"), add("recovered"), add("open")];
      return {
        declineClass,
        declined,
        recovered,
        open,
        lost: declined - recovered - open,
        recoveredAmount: kopecks(add("recoveredAmount")),
        rate: partOf(recovered, declined - open),
      };
    });
}

function partOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 10_000) / whole);
}
