import type { Random } from "@cinema/sandbox/random";

/** What may be killed. */
export type Victim =
  | "server"
  | "consumer-1"
  | "consumer-2"
  | "scheduler-1"
  | "scheduler-2"
  | "job"
  | "postgres"
  | "rabbitmq";

export interface Blow {
  /** Milliseconds after the beginning. */
  readonly at: number;
  readonly victim: Victim;
}

/** Dealt out again and again in a new order, so that nobody is spared for long. */
const deck: readonly Victim[] = [
  ...["consumer-1", "consumer-2", "consumer-1", "consumer-2", "job", "job"],
  ...["server", "scheduler-1", "scheduler-2", "postgres", "postgres", "rabbitmq"],
] as const satisfies readonly Victim[];

/** The shortest and the longest pause between two blows, in milliseconds. */
const pause = { least: 200, most: 1_800 };

/** Who is killed when, over so many milliseconds; the same chance gives the same plan. */
export function planBlows(random: Random, lasting: number): readonly Blow[] {
  const blows: Blow[] = [];
  let hand: readonly Victim[] = [];
  for (
    let at = pause.least;
    at < lasting;
    at += pause.least + random.fraction() * (pause.most - pause.least)
  ) {
    if (hand.length === 0) hand = shuffled(deck, random);
    const [victim, ...rest] = hand;
    if (victim !== undefined) blows.push({ at: Math.round(at), victim });
    hand = rest;
  }
  return blows;
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random.fraction() * (last + 1));
    const kept = mixed[last] as T;
    mixed[last] = mixed[chosen] as T;
    mixed[chosen] = kept;
  }
  return mixed;
}
