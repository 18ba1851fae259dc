import type { Instant } from "./instant.ts";
import { instant } from "./instant.ts";

/** How long one paid period of a subscription type is: calendar units, so a month is not 30 days. */
export interface PeriodLength {
  readonly unit: PeriodUnit;
  /** A whole number above zero: half a year is six months. */
  readonly count: number;
}

export type PeriodUnit = "day" | "week" | "month" | "year";

export const periodUnits: readonly PeriodUnit[] = ["day", "week", "month", "year"];

/** One paid period: `number` counts from 1; `start` is included, `end` is not. */
export interface Period {
  readonly number: number;
  readonly start: Instant;
  readonly end: Instant;
}

/** Free days that were given within a period: its end, and all that comes after it, moves. */
export interface Extension {
  readonly periodNumber: number;
  /** By how many days it has moved in all: these and those given before. */
  readonly totalDays: number;
}

/** Calendar arithmetic is done on the viewers' wall clock: 21:30Z on 31 January is 1 February in Moscow. */
export const zone = "Europe/Moscow";

const durationKey = { day: "days", week: "weeks", month: "months", year: "years" } as const;

/**
 * The `number`-th period of a subscription that began at `anchor`. Always anchor + n x length, never the
 * previous end + length: an anchor on the 31st gives 28 February and then 31 March again. Free days are counted
 * from there, so they do not make it drift either.
 * @throws {RangeError} unless number and length.count are whole and above zero
 */
export function periodOf(
  anchor: Instant,
  length: PeriodLength,
  number: number,
  extensions: readonly Extension[] = [],
): Period {
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`not a period's number: ${number}`);
  return {
    number,
    start: boundary(anchor, length, number - 1, daysGiven(extensions, number - 1)),
    end: boundary(anchor, length, number, daysGiven(extensions, number)),
  };
}

/** All free days that were given up to the end of a period. */
export function daysGiven(extensions: readonly Extension[], periodNumber: number): number {
  return extensions.findLast((given) => given.periodNumber <= periodNumber)?.totalDays ?? 0;
}

function boundary(anchor: Instant, length: PeriodLength, lengths: number, days: number): Instant {
  if (!Number.isSafeInteger(length.count) || length.count < 1)
    throw new RangeError(`not a count of ${length.unit}s: ${length.count}`);
  if (lengths === 0) return anchor;
  const wall = Temporal.Instant.from(anchor).toZonedDateTimeISO(zone);
  return instant(
    wall
      .add({ [durationKey[length.unit]]: length.count * lengths })
      .add({ days })
      .toInstant()
      .toString(),
  );
}
