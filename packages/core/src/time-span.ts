import { between, day, earliest, type Instant, instant, later } from "./instant.ts";
import { zone } from "./period.ts";

/** A stretch of time: `from` is in it, `to` is not. */
export interface TimeSpan {
  readonly from: Instant;
  readonly to: Instant;
}

const calendarForms: readonly { readonly form: RegExp; readonly first: string; readonly length: object }[] = [
  { form: /^\d{4}$/, first: "-01-01", length: { years: 1 } },
  { form: /^\d{4}-\d\d$/, first: "-01", length: { months: 1 } },
  { form: /^\d{4}-\d\d-\d\d$/, first: "", length: { days: 1 } },
];

/**
 * The year, month or day of the Moscow calendar that a text names ("2026", "2026-10", "2026-10-05"); undefined when it
 * names none.
 */
export function calendarSpan(text: string): TimeSpan | undefined {
  const found = calendarForms.find(({ form }) => form.test(text));
  if (found === undefined) return undefined;
  try {
    const first = Temporal.PlainDate.from(`${text}${found.first}`, { overflow: "reject" });
    return { from: dayBegins(first), to: dayBegins(first.add(found.length)) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * A moment that a person names: an instant with an offset, or a date, which is its beginning in Moscow. Undefined when
 * it is neither.
 */
export function moment(text: string): Instant | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return calendarSpan(text)?.from;
  try {
    return instant(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function dayBegins(date: Temporal.PlainDate): Instant {
  return instant(date.toZonedDateTime(zone).toInstant().toString());
}

/** The stretches of at most `length` milliseconds that a span consists of, the earliest first. */
export function* stretchesOf({ from, to }: TimeSpan, length: number = day): Generator<TimeSpan> {
  for (let begin = from; begin < to; ) {
    const end = earliest(later(begin, length), to);
    yield { from: begin, to: end };
    begin = end;
  }
}

/** Both halves of a span, the earlier one first. */
export function halvesOf({ from, to }: TimeSpan): readonly [TimeSpan, TimeSpan] {
  const middle = later(from, Math.floor(between(from, to) / 2));
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** The beginning of the day in Moscow that a moment lies in. */
export function dayOf(at: Instant): Instant {
  return dayBegins(Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate());
}
