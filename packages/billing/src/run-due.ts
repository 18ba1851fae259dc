import { announceRenewal } from "@cinema/core/announce-renewal";
import { type Changes, type Circumstances, together } from "@cinema/core/changes";
import { defaultPatience, passTime } from "@cinema/core/pass-time";
import { renew } from "@cinema/core/renew";
import { warnOfExpiry } from "@cinema/core/warn-of-expiry";
import type { Authorship, Due, UnitOfWork, World } from "./ports.ts";

export interface RunOptions {
  /** Rows loaded, decided and saved at once. */
  readonly batch?: number;
  /** Decide and count, but save nothing. */
  readonly isDry?: boolean;
  /** Called after each batch with the counts so far. */
  readonly onProgress?: (counts: RunCounts) => void;
  /** Ends the run between two batches. */
  readonly signal?: AbortSignal;
}

export interface RunCounts {
  /** Subscriptions that were looked at. */
  readonly seen: number;
  /** Subscriptions for which something was decided. */
  readonly changed: number;
}

/** Queues the charge of every subscription whose period ends within three days and that renews by itself. */
export function renewDue(world: World, by: Authorship, options: RunOptions = {}): Promise<RunCounts> {
  return queueCharges(world, by, options, false);
}

/** Queues every declined charge whose next try has come. */
export function retryDue(world: World, by: Authorship, options: RunOptions = {}): Promise<RunCounts> {
  return queueCharges(world, by, options, true);
}

function queueCharges(
  world: World,
  by: Authorship,
  options: RunOptions,
  isRetry: boolean,
): Promise<RunCounts> {
  return runInBatches(world, by, options, async (unit, due) =>
    (await unit.isHalted()) ? [] : decideEach(await unit.renewable({ ...due, isRetry }), renew),
  );
}

/** Announces every coming charge in time. */
export function announceDue(world: World, by: Authorship, options: RunOptions = {}): Promise<RunCounts> {
  return runInBatches(world, by, options, async (unit, due) =>
    decideEach(await unit.unannounced(due), announceRenewal),
  );
}

/** Moves on every subscription whose paid period, grace or hold is over. */
export function passDue(world: World, by: Authorship, options: RunOptions = {}): Promise<RunCounts> {
  return runInBatches(world, by, options, async (unit, due) =>
    decideEach(await unit.overdue({ ...due, patience: defaultPatience }), passTime),
  );
}

/** Warns of cards that expire before their next charge. */
export function warnDue(world: World, by: Authorship, options: RunOptions = {}): Promise<RunCounts> {
  return runInBatches(world, by, options, async (unit, due) =>
    decideEach(await unit.expiringMethods(due), warnOfExpiry),
  );
}

/** A row's id, so that the run goes on after it, and what was decided for it. */
interface Decided {
  readonly id: string;
  readonly decide: (circumstances: Circumstances) => Changes;
}

function decideEach<Row extends { readonly subscription: { readonly id: string } }>(
  rows: readonly Row[],
  rule: (row: Row, circumstances: Circumstances) => Changes,
): readonly Decided[] {
  return rows.map((row) => ({
    id: row.subscription.id,
    decide: (circumstances) => rule(row, circumstances),
  }));
}

/**
 * Load a batch, decide each row, save the batch at once, until a batch comes back short. One transaction per
 * batch: a run that dies has done whole batches and the next one goes on where it stood.
 */
async function runInBatches(
  world: World,
  by: Authorship,
  { batch = 500, isDry = false, onProgress, signal }: RunOptions,
  load: (unit: UnitOfWork, due: Due) => Promise<readonly Decided[]>,
): Promise<RunCounts> {
  let counts: RunCounts = { seen: 0, changed: 0 };
  let after: string | undefined;
  do {
    const rows = await world.store.change(by, async (unit) => {
      const now = world.now();
      const loaded = await load(unit, { after, limit: batch, now });
      const decided = loaded.map(({ decide }) => decide({ now, newId: world.newId }));
      if (!isDry) await unit.save(together(...decided));
      counts = {
        seen: counts.seen + loaded.length,
        changed: counts.changed + decided.filter((changes) => Object.keys(changes).length > 0).length,
      };
      return loaded;
    });
    onProgress?.(counts);
    after = rows.length < batch ? undefined : rows.at(-1)?.id;
  } while (after !== undefined && !signal?.aborted);
  return counts;
}
