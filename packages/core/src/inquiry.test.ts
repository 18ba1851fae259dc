import { expect, test } from "bun:test";
import fc from "fast-check";
import { nextInquiry } from "./inquiry.ts";
import { between, day, hour, instant, later, minute } from "./instant.ts";

const begun = instant("2026-11-22T09:00:00Z");

test.each([
  [0, 2 * minute],
  [20 * minute, 2 * minute],
  [1 * hour, 6 * minute],
  [10 * hour, 1 * hour],
  [30 * day, 6 * hour],
])("%p ms after it began the next question waits %p ms", (age, wait) => {
  const now = later(begun, age);
  expect(between(now, nextInquiry(begun, now))).toBe(wait);
});

test("a month without an outcome costs fewer than 250 questions", () => {
  let asked = 0;
  for (let at = begun; at < later(begun, 30 * day); at = nextInquiry(begun, at)) asked += 1;
  expect(asked).toBeLessThan(250);
});

test("the older, the seldomer", () => {
  fc.assert(
    fc.property(fc.nat(40 * day), fc.nat(40 * day), (one, other) => {
      const wait = (age: number) => between(later(begun, age), nextInquiry(begun, later(begun, age)));
      expect(wait(Math.max(one, other))).toBeGreaterThanOrEqual(wait(Math.min(one, other)));
    }),
  );
});
