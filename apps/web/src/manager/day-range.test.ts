import { expect, test } from "bun:test";
import { daysOf, lastDays, moscowDay, plusDays } from "./day-range.ts";

test("days are counted over the ends of months and leap days", () => {
  expect(plusDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(plusDays("2026-03-01", -1)).toBe("2026-02-28");
  expect(daysOf({ from: "2026-12-30", to: "2027-01-02" })).toEqual([
    "2026-12-30",
    "2026-12-31",
    "2027-01-01",
  ]);
  expect(daysOf({ from: "2026-12-30", to: "2026-12-30" })).toEqual([]);
});

test("the day is Moscow's, and a range has as many days as were asked for", () => {
  expect(moscowDay(new Date("2026-10-31T20:59:59Z"))).toBe("2026-10-31");
  expect(moscowDay(new Date("2026-10-31T21:00:00Z"))).toBe("2026-11-01");
  expect(daysOf(lastDays(30))).toHaveLength(30);
});
