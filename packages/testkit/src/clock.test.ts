import { expect, test } from "bun:test";
import { instant, minute } from "@cinema/core/instant";
import { testClock } from "./clock.ts";
import { testIds } from "./ids.ts";

test("the clock stands still until it is moved", () => {
  const clock = testClock("2026-11-22T12:00:00+03:00");
  expect(clock.now()).toBe(instant("2026-11-22T09:00:00.000Z"));
  expect(clock.now()).toBe(clock.now());
  expect(clock.advance(90 * minute)).toBe(instant("2026-11-22T10:30:00.000Z"));
  clock.set(instant("2027-01-01T00:00:00Z"));
  expect(clock.now()).toBe(instant("2027-01-01T00:00:00.000Z"));
});

test("ids count up, sort in their order and are valid UUIDs of version 7", () => {
  const next = testIds();
  const other = testIds(7);
  const made = Array.from({ length: 20 }, next);
  expect(made[0]).toBe("00000000-0000-7000-8000-000000000001");
  expect(made.toSorted()).toEqual(made);
  expect(made[19]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(other()).toBe("00000000-0007-7000-8000-000000000001");
});
