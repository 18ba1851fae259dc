import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { retryTable } from "./decline.ts";
import { kopecks } from "./money.ts";
import { periodUnits } from "./period.ts";
import { churnOf, daysIn, endClasses, momentsOf, perMonth, recoveryOf } from "./reporting.ts";
import { subscriptionTransitions } from "./subscription.ts";

describe("days are Moscow's", () => {
  test("a day begins at 21:00 UTC of the day before", () => {
    expect(momentsOf({ from: "2026-10-01", to: "2026-11-01" })).toEqual({
      start: "2026-09-30T21:00:00.000Z",
      end: "2026-10-31T21:00:00.000Z",
    } as ReturnType<typeof momentsOf>);
  });
  test.each([
    ["2026-02-01", "2026-03-01", 28],
    ["2028-01-01", "2029-01-01", 366],
    ["2026-01-01", "2026-01-01", 0],
    ["2026-01-02", "2026-01-01", -1],
  ])("from %s to %s", (from, to, days) => {
    expect(daysIn({ from, to })).toBe(days);
  });
});

describe("what a price comes to per month", () => {
  test.each([
    [39_900, "month", 1, 39_900],
    [149_900, "month", 6, 24_983],
    [349_000, "year", 1, 29_083],
    [9_900, "week", 1, 43_046],
    [1_000, "day", 1, 30_437],
    [1, "year", 1, 0],
    [6, "year", 1, 1],
  ] as const)("%d kopecks each %s x %d: %d", (amount, unit, count, expected) => {
    expect(perMonth(kopecks(amount), { unit, count })).toBe(kopecks(expected));
  });

  test("many together differ from each by itself by rounding only", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 50 }),
        fc.constantFrom(...periodUnits),
        fc.integer({ min: 1, max: 24 }),
        (amounts, unit, count) => {
          const each = amounts.map((amount) => perMonth(kopecks(amount), { unit, count }));
          const together = perMonth(kopecks(amounts.reduce((sum, amount) => sum + amount, 0)), {
            unit,
            count,
          });
          const difference = Math.abs(together - each.reduce((sum, amount) => sum + amount, 0));
          expect(difference).toBeLessThanOrEqual(amounts.length / 2 + 1);
        },
      ),
    );
  });
});

test("every event that ends a live subscription has its class", () => {
  const ending = Object.values(subscriptionTransitions).flatMap((row) =>
    Object.entries(row).flatMap(([event, next]) => (next === "ended" ? event : [])),
  );
  expect(Object.keys(endClasses).sort()).toEqual([...new Set(ending)].sort());
});

test("churn counts who left by class, against those who were there at the start", () => {
  const ended = [
    { cause: "withdrawn", count: 3 },
    { cause: "hold_over", count: 2 },
    { cause: "period_over_cancelled", count: 4 },
  ] as const;
  expect(churnOf({ liveAtStart: 200, ended })).toEqual({ voluntary: 7, involuntary: 2, rate: 450 });
  expect(churnOf({ liveAtStart: 0, ended: [] })).toEqual({ voluntary: 0, involuntary: 0, rate: null });
});

test("recovery adds up the reasons of a class, and rates only what is decided", () => {
  const row = { declined: 0, recovered: 0, open: 0, recoveredAmount: kopecks(0) };
  expect(
    recoveryOf([
      {
        ...row,
        reason: "insufficient_funds",
        declined: 10,
        recovered: 4,
        open: 2,
        recoveredAmount: kopecks(1_600),
      },
      {
        ...row,
        reason: "payment_method_limit_exceeded",
        declined: 2,
        recovered: 2,
        recoveredAmount: kopecks(800),
      },
      { ...row, reason: "never heard of", declined: 1, open: 1 },
    ]),
  ).toEqual([
    {
      declineClass: "funds",
      declined: 12,
      recovered: 6,
      open: 2,
      lost: 4,
      recoveredAmount: kopecks(2_400),
      rate: 6_000,
    },
    {
      declineClass: "opaque",
      declined: 1,
      recovered: 0,
      open: 1,
      lost: 0,
      recoveredAmount: kopecks(0),
      rate: null,
    },
  ]);
  expect(Object.keys(retryTable.classes)).toContain("insufficient_funds");
});
