import { announceRenewal } from "@cinema/core/announce-renewal";
import { type Changes, type Circumstances, together } from "@cinema/core/changes";
import { defaultPatience, passTime } from "@cinema/core/pass-time";
import { renew } from "@cinema/core/renew";
import { isRenewing, type Subscription } from "@cinema/core/subscription";
import { warnOfExpiry } from "@cinema/core/warn-of-expiry";
import { setParked } from "./hold-back.ts";
import { type Authorship, type Due, dueCursor, type UnitOfWork, type World } from "./ports.ts";

export interface RunOptions {
  /** Rows loaded, decided and saved at once. */
  readonly batch?: number;
  /** Decide and count, but save nothing. */
  readonly isDry?: boolean;
  /** A run by hand: the inquiries are about everything, also what was asked about lately. */
  readonly isImpatient?: boolean;
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
  return runInBatches(world, by, options, async (unit, due) => {
    const isHalted = await unit.isHalted();
    const rows = await unit.overdue({ ...due, patience: defaultPatience });
    // While we do not charge, nobody who wants to be charged loses anything by it.
    return decideEach(rows, (row, circumstances) =>
      isHalted && isRenewing(row.subscription) ? {} : passTime(row, circumstances),
    );
  });
}

/** Warns of cards that expire before their next charge. */
export function warnDue(world: World, by: Authorship, options: RunOptions = {}): Promise<RunCounts> {
  return runInBatches(world, by, options, async (unit, due) =>
    decideEach(await unit.expiringMethods(due), warnOfExpiry),
  );
}

/** A subscription, where the run stands with it, and what was decided for it. */
interface Decided {
  readonly subscriptionId: string;
  readonly cursor: string;
  readonly decide: (circumstances: Circumstances) => Changes;
}

function decideEach<Row extends { readonly subscription: Subscription }>(
  rows: readonly Row[],
  rule: (row: Row, circumstances: Circumstances) => Changes,
): readonly Decided[] {
  return rows.map((row) => ({
    subscriptionId: row.subscription.id,
    cursor: dueCursor(row.subscription),
    decide: (circumstances) => rule(row, circumstances),
  }));
}

/**
 * Load a batch, decide each row, save the batch at once, until a batch comes back short. One transaction per
 * batch: a run that dies has done whole batches and the next one goes on where it stood. A batch that fails is
 * done again one by one, and the row that fails alone twice is parked, so that one bad row stops nobody else, and a
 * lock or a restart of the database that was met once stops nobody at all.
 */
async function runInBatches(
  world: World,
  by: Authorship,
  { batch = 500, isDry = false, onProgress, signal }: RunOptions,
  load: (unit: UnitOfWork, due: Due) => Promise<readonly Decided[]>,
): Promise<RunCounts> {
  let counts: RunCounts = { seen: 0, changed: 0 };
  let after: string | undefined;
  let oneByOne = 0;
  let failedAlone: string | undefined;
  for (;;) {
    const limit = oneByOne > 0 ? 1 : batch;
    let loaded: readonly Decided[] = [];
    try {
      const changed = await world.store.change(by, async (unit) => {
        const now = world.now();
        loaded = await load(unit, { after, limit, now });
        const decided = loaded.map(({ decide }) => decide({ now, newId: world.newId }));
        if (!isDry) await unit.save(together(...decided));
        return decided.filter((changes) => Object.keys(changes).length > 0).length;
      });
      counts = { seen: counts.seen + loaded.length, changed: counts.changed + changed };
    } catch (error) {
      const [first] = loaded;
      // Nothing was loaded: it is not a row that is bad.
      if (first === undefined) throw error;
      if (limit > 1) {
        oneByOne = loaded.length;
        continue;
      }
      if (failedAlone !== first.subscriptionId) {
        failedAlone = first.subscriptionId;
        continue;
      }
      if (!isDry) await parkBad(world, by, first.subscriptionId, error);
    }
    onProgress?.(counts);
    oneByOne = Math.max(0, oneByOne - 1);
    if (loaded.length < limit || signal?.aborted) return counts;
    after = loaded.at(-1)?.cursor;
  }
}

async function parkBad(world: World, by: Authorship, subscriptionId: string, error: unknown): Promise<void> {
  const said = String(error);
  world.log.error("subscription.parked", { subscription_id: subscriptionId, said });
  const wish = { subscriptionId, isParked: true, userId: undefined };
  await setParked(world, { ...by, reason: `${by.actor}: ${said}` }, wish);
}
