import { day, later } from "@cinema/core/instant";
import type { World } from "./ports.ts";
import type { RunOptions } from "./run-due.ts";

export interface Forgotten {
  /** Answers to callers: a key is good for a day. */
  readonly answers: number;
  /** Runs of jobs by the clock, some thousand a day; what a person has asked for stays. */
  readonly runs: number;
  /** Messages of other services. */
  readonly arrivals: number;
}

/**
 * Nothing bounds how long a dead letter rests or when a sender repeats a command, so more than a year: all that a
 * repetition could do twice is a refund of a part, and by then the period it was of, a year at most, is over.
 */
const arrivalsKept = 400 * day;

/** Forgets what nobody asks for any more. None of it is about money. */
export async function forget(
  world: World,
  { isDry = false }: Pick<RunOptions, "isDry"> = {},
): Promise<Forgotten> {
  const now = world.now();
  const { calls, jobRuns, inbox } = world.store;
  return {
    answers: await calls.forget(later(now, -1 * day), isDry),
    runs: await jobRuns.forget(later(now, -90 * day), isDry),
    arrivals: await inbox.forget(later(now, -arrivalsKept), isDry),
  };
}
