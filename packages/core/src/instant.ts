/**
 * A moment as an ISO 8601 string in UTC with exactly three digits of milliseconds
 * ("2026-11-22T09:00:00.000Z"). One fixed form makes instants compare with `<` and travel as JSON.
 */
export type Instant = string & { readonly __brand: "Instant" };

/** A length of time in milliseconds, for waits and windows; calendar lengths are in `period.ts`. */
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/**
 * Brings any ISO instant with an offset ("...Z", "...+03:00") to the one form; finer than a millisecond is cut off.
 * @throws {RangeError} when the text is not an instant, or its year has not four digits and would not compare
 */
export function instant(text: string): Instant {
  const form = Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 });
  if (!/^\d{4}-/.test(form)) throw new RangeError(`not within the years 0000 to 9999: ${form}`);
  return form as Instant;
}

/** The instant of a count of milliseconds since 1970-01-01T00:00Z. */
export function instantOf(epochMilliseconds: number): Instant {
  return instant(Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toString());
}

/** Milliseconds since 1970-01-01T00:00Z. */
export function epochMilliseconds(at: Instant): number {
  return Temporal.Instant.from(at).epochMilliseconds;
}

/** The instant `milliseconds` later (earlier when negative). */
export function later(at: Instant, milliseconds: number): Instant {
  return instantOf(epochMilliseconds(at) + milliseconds);
}

/** Milliseconds from `start` to `end`; negative when `end` comes first. */
export function between(start: Instant, end: Instant): number {
  return epochMilliseconds(end) - epochMilliseconds(start);
}

/** The later of two instants. */
export function latest(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}

/** The earlier of two instants. */
export function earliest(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}
