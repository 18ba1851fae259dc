import { expect, test } from "bun:test";
import fc from "fast-check";
import { instant, instantOf, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { samplePrice } from "./sample-rows.ts";
import { priceAt } from "./subscription-type.ts";

const january = samplePrice({
  id: "january",
  amount: kopecks(29_900),
  startsAt: instant("2026-01-01T00:00:00+03:00"),
});
const july = samplePrice({
  id: "july",
  amount: kopecks(34_900),
  startsAt: instant("2026-07-01T00:00:00+03:00"),
});

test.each([
  ["2025-12-31T23:59:59.999+03:00", undefined],
  ["2026-01-01T00:00:00+03:00", "january"],
  ["2026-06-30T23:59:59.999+03:00", "january"],
  ["2026-07-01T00:00:00+03:00", "july"],
  ["2036-01-01T00:00:00+03:00", "july"],
])("at %s the price is %p", (at, id) => {
  expect(priceAt([january, july], instant(at))?.id).toBe(id as string);
  expect(priceAt([july, january], instant(at))?.id).toBe(id as string);
});

test("a type without a price has none", () => {
  expect(priceAt([], instant("2026-07-01T00:00:00Z"))).toBeUndefined();
});

test("the price in force has started, and none started after it", () => {
  const starts = fc.uniqueArray(fc.integer({ min: 0, max: 2_000_000_000_000 }), { maxLength: 8 });
  fc.assert(
    fc.property(starts, fc.integer({ min: 0, max: 2_000_000_000_000 }), (all, now) => {
      const prices = all.map((start) => samplePrice({ id: String(start), startsAt: instantOf(start) }));
      const started = all.filter((start) => start <= now).sort((one, other) => other - one);
      expect(priceAt(prices, instantOf(now))?.id).toBe(started[0]?.toString() as string);
      const changed = samplePrice({ id: "later", startsAt: later(instantOf(now), 1) });
      expect(priceAt([...prices, changed], instantOf(now))).toEqual(priceAt(prices, instantOf(now)));
    }),
  );
});
