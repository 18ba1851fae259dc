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

/** Calendar arithmetic is done on the viewers' wall clock: 21:30Z on 31 January is 1 February in Moscow. */
const zone = "Europe/Moscow";

const durationKey = { day: "days", week: "weeks", month: "months", year: "years" } as const;

/**
 * The `number`-th period of a subscription that began at `anchor`. Always anchor + n x length, never the
 * previous end + length: an anchor on the 31st gives 28 February and then 31 March again.
 * @throws {RangeError} unless number and length.count are whole and above zero
 */
export function periodOf(anchor: Instant, length: PeriodLength, number: number): Period {
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError(`not a period's number: ${number}`);
  return { number, start: boundary(anchor, length, number - 1), end: boundary(anchor, length, number) };
}

function boundary(anchor: Instant, length: PeriodLength, lengths: number): Instant {
  if (!Number.isSafeInteger(length.count) || length.count < 1)
    throw new RangeError(`not a count of ${length.unit}s: ${length.count}`);
  if (lengths === 0) return anchor;
  const wall = Temporal.Instant.from(anchor).toZonedDateTimeISO(zone);
  return instant(
    wall
      .add({ [durationKey[length.unit]]: length.count * lengths })
      .toInstant()
      .toString(),
  );
}
