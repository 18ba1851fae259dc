import { expect, test } from "bun:test";
import fc from "fast-check";
import { limitRate, type RateClock } from "./limit-rate.ts";

/** A clock on which waiting takes no time; it writes down when each turn began. */
function testTime(): RateClock & { at: number } {
  return {
    at: 0,
    now() {
      return this.at;
    },
    async sleep(milliseconds) {
      this.at += milliseconds;
    },
  };
}

test("a burst of a second's worth goes at once, the rest at the rate", async () => {
  const clock = testTime();
  const limit = limitRate(10, clock);
  const began: number[] = [];
  for (let call = 0; call < 25; call += 1) {
    await limit.turn();
    began.push(Math.round(clock.at));
  }
  expect(began.slice(0, 10)).toEqual(Array(10).fill(0));
  expect(began.slice(10)).toEqual(Array.from({ length: 15 }, (_, index) => (index + 1) * 100));
});

test("in no window of a second do more begin than twice the rate", () => {
  return fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 150 }),
      async (rate, pauses) => {
        const clock = testTime();
        const limit = limitRate(rate, clock);
        const began: number[] = [];
        for (const pause of pauses) {
          clock.at += pause;
          await limit.turn();
          began.push(clock.at);
        }
        for (const start of began)
          expect(began.filter((at) => at >= start && at < start + 999).length).toBeLessThanOrEqual(
            2 * rate + 1,
          );
      },
    ),
    { numRuns: 50 },
  );
});

test("a rate that is none is refused", () => {
  expect(() => limitRate(0)).toThrow(RangeError);
});
