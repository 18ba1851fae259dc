import { setTimeout as sleep } from "node:timers/promises";

export interface BackOff {
  /** The first wait in milliseconds; each next one is twice as long. */
  readonly first: number;
  /** No wait is longer than this, in milliseconds. */
  readonly most: number;
}

/**
 * The wait in milliseconds before try number `attempt` (from 0). Half of it is left to chance (`random` in [0, 1)),
 * so that a crowd that lost the broker together does not come back in step.
 */
export function backOffWait(attempt: number, { first, most }: BackOff, random: number): number {
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}

/** Waits; returns early, without an error, when the signal is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The promise's value, or `late` when it has not come within `milliseconds`. */
export async function within<T, L>(promise: Promise<T>, milliseconds: number, late: L): Promise<T | L> {
  const timer = Promise.withResolvers<L>();
  const handle = setTimeout(() => timer.resolve(late), milliseconds);
  try {
    return await Promise.race([promise, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}

/** What was thrown, as an Error: JavaScript lets anything be thrown. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
