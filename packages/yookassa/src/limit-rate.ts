/** Lets so many calls a second begin; the rest wait their turn, in order. */
export interface RateLimit {
  /** Resolves when the caller may begin. */
  turn(): Promise<void>;
}

/**
 * A token bucket: `perSecond` calls a second on average, up to a second's worth at once after a pause.
 * YooKassa publishes no limit and answers 429 above it, so ours stays below what the shop was granted.
 * @param clock milliseconds that only grow, and a wait; real time when not given
 * @throws {RangeError} unless perSecond is above zero
 */
export function limitRate(perSecond: number, clock: RateClock = realTime): RateLimit {
  if (!(perSecond > 0)) throw new RangeError(`not a rate: ${perSecond}`);
  const interval = 1_000 / perSecond;
  const burst = Math.max(1, Math.floor(perSecond));
  // When the bucket will be full again: each turn takes one interval out of it.
  let full = clock.now();
  return {
    async turn() {
      const now = clock.now();
      full = Math.max(full, now) + interval;
      const wait = full - now - burst * interval;
      if (wait > 0) await clock.sleep(wait);
    },
  };
}

export interface RateClock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const realTime: RateClock = {
  now: () => performance.now(),
  sleep: (milliseconds) => Bun.sleep(milliseconds),
};
