import { type Instant, instant, later } from "@cinema/core/instant";

/** A clock that stands still until the test moves it. */
export interface TestClock {
  readonly now: () => Instant;
  /** Moves it forward by milliseconds and returns the new now. */
  advance(milliseconds: number): Instant;
  set(at: Instant): void;
}

/** @param start any ISO instant with an offset */
export function testClock(start: string): TestClock {
  let current = instant(start);
  return {
    now: () => current,
    advance(milliseconds) {
      current = later(current, milliseconds);
      return current;
    },
    set(at) {
      current = at;
    },
  };
}
