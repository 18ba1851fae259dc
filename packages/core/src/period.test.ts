import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { epochMilliseconds, type Instant, instant, instantOf } from "./instant.ts";
import { type Extension, type PeriodLength, periodOf, periodUnits } from "./period.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** Moscow has been three hours ahead of UTC, summer and winter, since October 2014. */
const moscow = 3 * hour;

/** The same rule said another way: no calendar library, only days of months counted by hand. */
function expectedBoundary(anchor: Instant, { unit, count }: PeriodLength, lengths: number): number {
  const wall = new Date(epochMilliseconds(anchor) + moscow);
  const timeOfDay = (epochMilliseconds(anchor) + moscow) % day;
  if (unit === "day" || unit === "week")
    return epochMilliseconds(anchor) + lengths * count * (unit === "week" ? 7 : 1) * day;
  const months =
    wall.getUTCFullYear() * 12 + wall.getUTCMonth() + lengths * count * (unit === "year" ? 12 : 1);
  const year = Math.floor(months / 12);
  const month = months % 12;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const daysIn = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] ?? 0;
  return Date.UTC(year, month, Math.min(wall.getUTCDate(), daysIn)) + timeOfDay - moscow;
}

function moscowDay(at: Instant): number {
  return new Date(epochMilliseconds(at) + moscow).getUTCDate();
}

function lastDayOfMoscowMonth(at: Instant): number {
  const wall = new Date(epochMilliseconds(at) + moscow);
  return new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
}

/** Anchors that break calendars: the ends of months, leap days, a millisecond either side of Moscow's midnight. */
const anchors: fc.Arbitrary<Instant> = fc
  .record({
    year: fc.oneof(fc.integer({ min: 2015, max: 2090 }), fc.constantFrom(2024, 2028, 2096)),
    month: fc.oneof(fc.integer({ min: 0, max: 11 }), fc.constantFrom(0, 1)),
    date: fc.oneof(fc.constantFrom(28, 29, 30, 31), fc.integer({ min: 1, max: 31 })),
    time: fc.oneof(
      fc.constantFrom(0, 1, day - 1, 3 * hour, 3 * hour - 1, 21 * hour),
      fc.integer({ min: 0, max: day - 1 }),
    ),
  })
  .map(({ year, month, date, time }) => instantOf(Date.UTC(year, month, date) + time - moscow));

const lengths: fc.Arbitrary<PeriodLength> = fc.record({
  unit: fc.constantFrom(...periodUnits),
  count: fc.integer({ min: 1, max: 12 }),
});

describe("periods", () => {
  test("are where counting by hand puts them", () => {
    fc.assert(
      fc.property(anchors, lengths, fc.integer({ min: 1, max: 60 }), (anchor, length, number) => {
        const period = periodOf(anchor, length, number);
        expect(period.number).toBe(number);
        expect(epochMilliseconds(period.start)).toBe(expectedBoundary(anchor, length, number - 1));
        expect(epochMilliseconds(period.end)).toBe(expectedBoundary(anchor, length, number));
      }),
      { numRuns: 1000 },
    );
  });

  test("follow one another without a gap, and the first one begins at the anchor", () => {
    fc.assert(
      fc.property(anchors, lengths, fc.integer({ min: 1, max: 60 }), (anchor, length, number) => {
        const period = periodOf(anchor, length, number);
        expect(periodOf(anchor, length, 1).start).toBe(anchor);
        expect(periodOf(anchor, length, number + 1).start).toBe(period.end);
        expect(period.end > period.start).toBe(true);
      }),
    );
  });

  test("never drift: the day is the anchor's, or the month's last when it has no such day", () => {
    const calendar = fc.record({
      unit: fc.constantFrom("month" as const, "year" as const),
      count: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(anchors, calendar, fc.integer({ min: 1, max: 60 }), (anchor, length, number) => {
        const { end } = periodOf(anchor, length, number);
        expect(moscowDay(end)).toBe(Math.min(moscowDay(anchor), lastDayOfMoscowMonth(end)));
      }),
      { numRuns: 1000 },
    );
  });

  test("from ten days before the beginning to a year after it, each moment is in one period or in none", () => {
    fc.assert(
      fc.property(anchors, fc.integer({ min: -10, max: 365 }), fc.nat(day - 1), (anchor, days, time) => {
        const at = instantOf(epochMilliseconds(anchor) + days * day + time);
        const length: PeriodLength = { unit: "month", count: 1 };
        const holding = Array.from({ length: 14 }, (_, index) => periodOf(anchor, length, index + 1)).filter(
          (period) => period.start <= at && at < period.end,
        );
        expect(holding).toHaveLength(days < 0 ? 0 : 1);
      }),
    );
  });
});

describe("free days", () => {
  const gifts = fc.array(
    fc.record({ periodNumber: fc.integer({ min: 1, max: 60 }), days: fc.integer({ min: 1, max: 366 }) }),
    { maxLength: 5 },
  );

  /** Gifts in the order of time, as a subscription keeps them. */
  function kept(all: readonly { periodNumber: number; days: number }[]): readonly Extension[] {
    let totalDays = 0;
    return all
      .toSorted((one, other) => one.periodNumber - other.periodNumber)
      .map(({ periodNumber, days }) => {
        totalDays += days;
        return { periodNumber, totalDays };
      });
  }

  test("move the end of their period and all that follows by so many days, and nothing before: never a drift", () => {
    fc.assert(
      fc.property(anchors, lengths, fc.integer({ min: 1, max: 60 }), gifts, (anchor, length, number, all) => {
        const period = periodOf(anchor, length, number, kept(all));
        const daysBy = (boundary: number) =>
          all.filter((one) => one.periodNumber <= boundary).reduce((sum, one) => sum + one.days, 0) * day;
        expect(epochMilliseconds(period.start)).toBe(
          expectedBoundary(anchor, length, number - 1) + daysBy(number - 1),
        );
        expect(epochMilliseconds(period.end)).toBe(expectedBoundary(anchor, length, number) + daysBy(number));
        expect(periodOf(anchor, length, number + 1, kept(all)).start).toBe(period.end);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, Parameters<typeof kept>[0], string[]]>([
    ["none", [], ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"]],
    [
      "a day in the first month",
      [{ periodNumber: 1, days: 1 }],
      ["2027-03-01", "2027-04-01", "2027-05-01", "2027-06-01", "2027-07-01"],
    ],
    [
      "ten in the second, five in the fourth",
      [
        { periodNumber: 2, days: 10 },
        { periodNumber: 4, days: 5 },
      ],
      ["2027-02-28", "2027-04-10", "2027-05-10", "2027-06-15", "2027-07-15"],
    ],
    [
      "a year and a day in the first",
      [{ periodNumber: 1, days: 366 }],
      ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31", "2028-06-30"],
    ],
  ])("an anchor on 31 January with %s", (_, all, ends) => {
    const month: PeriodLength = { unit: "month", count: 1 };
    const days = [1, 2, 3, 4, 5].map((number) =>
      periodOf(instant("2027-01-31T12:00:00+03:00"), month, number, kept(all)).end.slice(0, 10),
    );
    expect(days).toEqual(ends);
  });
});

describe("known hard cases", () => {
  const month: PeriodLength = { unit: "month", count: 1 };

  test("31 January: 28 February, then 31 March again", () => {
    const ends = [1, 2, 3, 4].map(
      (number) => periodOf(instant("2026-01-31T12:00:00+03:00"), month, number).end,
    );
    expect<string[]>(ends).toEqual([
      "2026-02-28T09:00:00.000Z",
      "2026-03-31T09:00:00.000Z",
      "2026-04-30T09:00:00.000Z",
      "2026-05-31T09:00:00.000Z",
    ]);
  });

  test("21:30Z on 31 January is 1 February in Moscow, so the month ends on 1 March there", () => {
    expect<string>(periodOf(instant("2026-01-31T21:30:00Z"), month, 1).end).toBe("2026-02-28T21:30:00.000Z");
    expect<string>(periodOf(instant("2026-01-31T20:59:59.999Z"), month, 1).end).toBe(
      "2026-02-28T20:59:59.999Z",
    );
    expect<string>(periodOf(instant("2027-12-31T21:30:00Z"), month, 2).end).toBe("2028-02-29T21:30:00.000Z");
  });

  test("29 February: 28 February in common years, 29 again in the next leap year", () => {
    const year: PeriodLength = { unit: "year", count: 1 };
    const ends = [1, 2, 3, 4].map(
      (number) => periodOf(instant("2028-02-29T12:00:00+03:00"), year, number).end,
    );
    expect<string[]>(ends).toEqual([
      "2029-02-28T09:00:00.000Z",
      "2030-02-28T09:00:00.000Z",
      "2031-02-28T09:00:00.000Z",
      "2032-02-29T09:00:00.000Z",
    ]);
  });

  test("half a year from 31 August ends on the last of February", () => {
    const half: PeriodLength = { unit: "month", count: 6 };
    expect<string>(periodOf(instant("2027-08-31T00:00:00+03:00"), half, 1).end).toBe(
      "2028-02-28T21:00:00.000Z",
    );
  });

  test("the clock of another zone does not matter: one moment, one period", () => {
    expect(periodOf(instant("2026-01-31T16:30:00-05:00"), month, 1)).toEqual(
      periodOf(instant("2026-01-31T21:30:00Z"), month, 1),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])("there is no period number %p", (number) =>
    expect(() => periodOf(instant("2026-01-31T12:00:00Z"), month, number)).toThrow(RangeError),
  );

  test.each([0, -1, 1.5, Number.NaN])("there is no period of %p months", (count) =>
    expect(() => periodOf(instant("2026-01-31T12:00:00Z"), { unit: "month", count }, 1)).toThrow(RangeError),
  );
});
