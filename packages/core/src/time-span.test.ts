import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { between, day, hour, instant, instantOf } from "./instant.ts";
import { calendarSpan, dayOf, halvesOf, moment, stretchesOf, type TimeSpan } from "./time-span.ts";

describe("what a text names on Moscow's calendar", () => {
  test.each([
    ["2026", "2025-12-31T21:00:00.000Z", "2026-12-31T21:00:00.000Z"],
    ["2026-10", "2026-09-30T21:00:00.000Z", "2026-10-31T21:00:00.000Z"],
    ["2026-12", "2026-11-30T21:00:00.000Z", "2026-12-31T21:00:00.000Z"],
    ["2028-02-29", "2028-02-28T21:00:00.000Z", "2028-02-29T21:00:00.000Z"],
    // Moscow was four hours ahead then.
    ["2012-07", "2012-06-30T20:00:00.000Z", "2012-07-31T20:00:00.000Z"],
  ])("%s", (text, from, to) => expect(calendarSpan(text)).toEqual({ from, to } as TimeSpan));

  test.each([
    "",
    "26",
    "2026-1",
    "2026-13",
    "2026-00",
    "2026-02-30",
    "2026-10-1",
    "october",
    " 2026",
    "2026-10-05T",
  ])("%p is none", (text) => expect(calendarSpan(text)).toBeUndefined());
});

test.each([
  ["2026-10-05", "2026-10-04T21:00:00.000Z"],
  ["2026-10-05T12:00:00+03:00", "2026-10-05T09:00:00.000Z"],
  ["2026-10-05T12:00:00Z", "2026-10-05T12:00:00.000Z"],
  ["2026-10-05T12:00:00", undefined],
  ["2026-10-32", undefined],
  ["yesterday", undefined],
  ["", undefined],
])("the moment %p", (text, expected) => expect<string | undefined>(moment(text)).toBe(expected));

test.each([
  ["2026-10-04T20:59:59.999Z", "2026-10-03T21:00:00.000Z"],
  ["2026-10-04T21:00:00.000Z", "2026-10-04T21:00:00.000Z"],
])("the day of %s begins %s", (at, begins) => expect<string>(dayOf(instant(at))).toBe(begins));

describe("a span in parts", () => {
  const start = Date.parse("2026-01-01T00:00:00Z");
  const spans = fc
    .tuple(fc.nat(400 * day), fc.integer({ min: 1, max: 40 * day }))
    .map(
      ([from, length]): TimeSpan => ({ from: instantOf(start + from), to: instantOf(start + from + length) }),
    );

  test("stretches follow each other without a gap, none longer than asked for", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: hour, max: 3 * day }), (span, length) => {
        const stretches = [...stretchesOf(span, length)];
        expect(stretches[0]?.from).toBe(span.from);
        expect(stretches.at(-1)?.to).toBe(span.to);
        for (const [index, { from, to }] of stretches.entries()) {
          expect(between(from, to)).toBeGreaterThan(0);
          expect(between(from, to)).toBeLessThanOrEqual(length);
          if (index > 0) expect(stretches[index - 1]?.to).toBe(from);
        }
      }),
    );
  });

  test("halves meet in the middle", () => {
    fc.assert(
      fc.property(spans, (span) => {
        const [one, other] = halvesOf(span);
        expect([one.from, one.to, other.to]).toEqual([span.from, other.from, span.to]);
        expect(Math.abs(between(one.from, one.to) - between(other.from, other.to))).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("an empty one has none", () => {
    const at = instant("2026-01-01T00:00:00Z");
    expect([...stretchesOf({ from: at, to: at })]).toEqual([]);
  });
});
