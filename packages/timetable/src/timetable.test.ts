import { describe, expect, test } from "bun:test";
import { jobs } from "@cinema/billing/jobs";
import { instant } from "@cinema/core/instant";
import { atEachStroke, createTimetable } from "./timetable.ts";

const { next } = createTimetable();

describe("the next stroke", () => {
  test.each([
    ["*/10 * * * *", "2026-11-25T18:32:07Z", "2026-11-25T18:40:00.000Z"],
    ["*/10 * * * *", "2026-11-25T18:40:00Z", "2026-11-25T18:50:00.000Z"],
    // Hours are Moscow's: three ahead of UTC all the year.
    ["30 11 * * *", "2026-11-25T08:29:59.999Z", "2026-11-25T08:30:00.000Z"],
    ["30 11 * * *", "2026-07-25T08:30:00Z", "2026-07-26T08:30:00.000Z"],
    ["17 4 * * *", "2026-12-31T23:59:00Z", "2027-01-01T01:17:00.000Z"],
  ])("of %s after %s", (pattern, after, expected) => {
    expect(String(next(pattern, instant(after)))).toBe(expected);
  });

  test("every job of the table has one", () => {
    const now = instant("2026-11-25T18:32:07Z");
    for (const { pattern } of Object.values(jobs)) expect(next(pattern, now) > now).toBe(true);
  });

  test("a pattern that never strikes again is an error", () => {
    expect(() => next("0 0 30 2 *", instant("2026-01-01T00:00:00Z"))).toThrow("never strikes");
  });
});

test("a stroke that meets work still going on is left out", async () => {
  let running = 0;
  let most = 0;
  let strokes = 0;
  const done = Promise.withResolvers<void>();
  const ticking = atEachStroke("* * * * * *", async () => {
    most = Math.max(most, ++running);
    strokes += 1;
    await Bun.sleep(1_300);
    running -= 1;
    if (strokes === 2) done.resolve();
  });
  await done.promise;
  ticking.stop();
  expect(most).toBe(1);
});
