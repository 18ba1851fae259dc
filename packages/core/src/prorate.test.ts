import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { day, epochMilliseconds, hour, type Instant, instant, instantOf } from "./instant.ts";
import { kopecks, zeroKopecks } from "./money.ts";
import { type PeriodLength, periodOf } from "./period.ts";
import { prorate } from "./prorate.ts";

const month = periodOf(instant("2026-11-22T12:00:00+03:00"), { unit: "month", count: 1 }, 1);
const paid = kopecks(30_000);
const at = (wall: string) => instant(`${wall}+03:00`);

test.each([
  // The day on which it is asked counts as used; days end at Moscow's midnight.
  ["2026-11-19T12:00:00", 30, 30_000],
  ["2026-11-22T11:59:59.999", 30, 30_000],
  ["2026-11-22T12:00:00", 29, 29_000],
  ["2026-11-22T23:59:59.999", 29, 29_000],
  ["2026-11-23T00:00:00", 28, 28_000],
  ["2026-12-07T00:00:00", 14, 14_000],
  ["2026-12-20T23:59:59.999", 1, 1_000],
  ["2026-12-21T00:00:00", 0, 0],
  ["2026-12-22T11:59:59.999", 0, 0],
  ["2027-12-22T12:00:00", 0, 0],
])("on %s %p of 30 days are unused: %p kopecks", (wall, daysUnused, amount) =>
  expect(prorate(paid, zeroKopecks, month, at(wall))).toEqual({
    amount: kopecks(amount),
    formula: { paid, daysInPeriod: 30, daysUnused, alreadyRefunded: zeroKopecks },
  }),
);

test("never more than what is left of the payment", () => {
  const early = at("2026-11-22T12:00:00");
  expect(prorate(paid, kopecks(1_000), month, early).amount).toBeLessThanOrEqual(29_000);
  expect(prorate(paid, kopecks(29_999), month, early).amount).toBeLessThanOrEqual(1);
  expect(prorate(paid, paid, month, early).amount).toBe(zeroKopecks);
  expect(prorate(paid, kopecks(500), month, at("2026-11-19T12:00:00")).amount).toBe(kopecks(29_500));
});

describe("a period of a single day", () => {
  const single = periodOf(at("2026-11-22T12:00:00"), { unit: "day", count: 1 }, 1);

  test.each([
    ["2026-11-22T11:59:59.999", 30_000],
    ["2026-11-22T12:00:00", 0],
    ["2026-11-23T11:59:59.999", 0],
  ])("on %s: %p", (wall, amount) =>
    expect(prorate(paid, zeroKopecks, single, at(wall)).amount).toBe(kopecks(amount)),
  );
});

const cases = fc.record({
  anchor: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) }),
  unit: fc.constantFrom<PeriodLength["unit"]>("day", "week", "month", "year"),
  count: fc.integer({ min: 1, max: 12 }),
  number: fc.integer({ min: 1, max: 24 }),
  paid: fc.integer({ min: 1, max: 10_000_000 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** The day in Moscow as a count, reckoned apart from the rule: the zone keeps +03:00 in these years. */
const dayCount = (moment: Instant) => Math.floor((epochMilliseconds(moment) + 3 * hour) / day);

test("within the payment, by whole days, and the later the less, for every plan and any part given back", () => {
  fc.assert(
    fc.property(
      cases,
      fc.array(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 12 }),
      (plan, moments) => {
        const period = periodOf(instantOf(plan.anchor), plan, plan.number);
        const [start, end] = [epochMilliseconds(period.start), epochMilliseconds(period.end)];
        const refunded = kopecks(Math.floor(plan.paid * plan.part));
        let last = Number.POSITIVE_INFINITY;
        for (const moment of [...moments].sort((one, other) => one - other)) {
          const now = instantOf(Math.round(start + (end - start) * moment));
          const { amount, formula } = prorate(kopecks(plan.paid), refunded, period, now);
          expect(amount).toBeLessThanOrEqual(plan.paid - refunded);
          expect(amount).toBeLessThanOrEqual(last);
          last = amount;
          const all = dayCount(period.end) - dayCount(period.start);
          const unused = now < period.start ? all : Math.max(0, dayCount(period.end) - dayCount(now) - 1);
          expect(formula).toEqual({
            paid: kopecks(plan.paid),
            daysInPeriod: all,
            daysUnused: unused,
            alreadyRefunded: refunded,
          });
          if (refunded === 0) expect(Math.abs(amount - (plan.paid * unused) / all)).toBeLessThanOrEqual(0.5);
          if (now >= period.end) expect(amount).toBe(zeroKopecks);
        }
      },
    ),
    { numRuns: 300 },
  );
});
