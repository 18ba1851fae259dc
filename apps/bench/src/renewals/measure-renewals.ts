import { instantOf } from "@cinema/core/instant";
import { lookAt } from "../chaos/watch-broker.ts";
import { type DueSubscription, dueSubscription } from "../due-subscriptions.ts";
import { type Driver, openDriver } from "../open-driver.ts";
import { seedDue } from "../seed-due.ts";
import { openFloor } from "./floor.ts";
import { doWhatWasPutOff, renewAll } from "./ours.ts";
import { openSurroundings, type Surroundings } from "./surroundings.ts";

export interface MeasureOptions {
  /** Renewals in a round. */
  readonly count: number;
  readonly rounds: number;
  /** Consumer processes. */
  readonly consumers: number;
  readonly say: (line: string) => void;
}

/** One way through one round. */
export interface Run {
  readonly seconds: number;
  readonly perSecond: number;
  /** Seconds of processor time by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

export interface Round {
  readonly ours: Run & {
    /** Seconds until the scheduler's job was done. */
    readonly job: number;
    /** Messages that were put off into the next minutes, and what doing them costs. */
    readonly putOff: number;
    readonly afterwards: Run;
  };
  readonly floor: Run;
  /** Our seconds for one of the floor's. */
  readonly ratio: number;
}

/** HTTP calls under way at once, as many as one consumer process makes. */
const concurrency = 16;

/** Renewals of the round before the first that counts, in which everything gets warm. */
const warmUp = 300;

/** Renews in rounds, each followed by its bare floor on the same servers. */
export async function measureRenewals(options: MeasureOptions): Promise<readonly Round[]> {
  const { count, rounds, consumers, say } = options;
  const sizes = [warmUp, ...Array.from({ length: rounds }, () => count)];
  const fields = makeDue(sizes);
  const surroundings = await openSurroundings(
    fields.flatMap(({ ours, floor }) => [...ours, ...floor]),
    consumers,
  );
  const driver = await openDriver(surroundings.databaseUrl, surroundings.shop);
  const eye = lookAt(surroundings.rabbitmqUrl);
  const { rabbitmqUrl, shop } = surroundings;
  const floor = await openFloor({ sql: driver.sql, rabbitmqUrl, shop, concurrency: concurrency * consumers });
  try {
    surroundings.startConsumers();
    const measured: Round[] = [];
    for (const due of fields) {
      const round = await measureRound(due, {
        surroundings,
        driver,
        waiting: () => eye.waiting({ withoutLetters: true }),
        runFloor: floor.run,
      });
      if (measured.push(round) > 1) say(describe(round));
    }
    return measured.slice(1);
  } finally {
    await floor.close();
    await driver.close();
    await surroundings.stop();
  }
}

interface Field {
  readonly ours: readonly DueSubscription[];
  readonly floor: readonly DueSubscription[];
}

/** For each round viewers of its own, all due a minute ago. */
function makeDue(sizes: readonly number[]): readonly Field[] {
  const dueAt = instantOf(Date.now() - 60_000);
  let made = 0;
  const make = (size: number) =>
    Array.from({ length: size }, () => dueSubscription(made++, dueAt, () => Bun.randomUUIDv7()));
  return sizes.map((size) => ({ ours: make(size), floor: make(size) }));
}

interface Tools {
  readonly surroundings: Surroundings;
  readonly driver: Driver;
  readonly waiting: () => Promise<number>;
  readonly runFloor: (due: readonly DueSubscription[]) => Promise<void>;
}

async function measureRound(due: Field, { surroundings, driver, waiting, runFloor }: Tools): Promise<Round> {
  const count = due.ours.length;
  const timed = async <T>(work: () => Promise<T>): Promise<readonly [Run, T]> => {
    const before = surroundings.cpu();
    const begun = performance.now();
    const result = await work();
    const seconds = (performance.now() - begun) / 1_000;
    return [{ seconds, perSecond: count / seconds, cpu: difference(before, surroundings.cpu()) }, result];
  };
  await seedDue(driver.world.store, due.ours);
  const [ours, { job }] = await timed(() => renewAll(driver, count));
  const [afterwards, putOff] = await timed(() => doWhatWasPutOff(driver, waiting));
  await seedDue(driver.world.store, due.floor);
  const [floor] = await timed(() => runFloor(due.floor));
  await driver.sql`delete from outbox`;
  await driver.sql`update subscription set is_repeatable = false where is_repeatable`;
  return { ours: { ...ours, job, putOff, afterwards }, floor, ratio: ours.seconds / floor.seconds };
}

function difference(before: Record<string, number>, after: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(after).map(([who, seconds]) => [who, seconds - (before[who] ?? 0)]),
  );
}

function describe({ ours, floor, ratio }: Round): string {
  const rate = ({ perSecond }: Run) => `${perSecond.toFixed(0)}/s`;
  return `ours ${rate(ours)}, floor ${rate(floor)}, ratio ${ratio.toFixed(2)}`;
}
