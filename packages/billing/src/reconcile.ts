import type { Shop } from "@cinema/core/both-sides";
import { closeDifference, type Difference } from "@cinema/core/difference";
import { between, type Instant, minute } from "@cinema/core/instant";
import {
  advanceReconciliation,
  type Reconciliation,
  type ReconciliationCounts,
} from "@cinema/core/reconciliation";
import { halvesOf, stretchesOf, type TimeSpan } from "@cinema/core/time-span";
import { askPatiently, type Patience } from "./ask-patiently.ts";
import { comparePayments } from "./compare-payments.ts";
import { compareRefunds } from "./compare-refunds.ts";
import type { Comparison, Tally } from "./comparison.ts";
import type { Authorship, World } from "./ports.ts";

export interface ReconcileOptions extends Patience {
  /** Look and tell, but save and repair nothing. */
  readonly isDry?: boolean;
  /** Objects of the provider's list that are held in memory at once, 20 000 when not given. */
  readonly most?: number;
  /** Called after each stretch with the run as it stands. */
  readonly onProgress?: ((run: Reconciliation) => void) | undefined;
  /** Told each difference once it is known what becomes of it. */
  readonly onSeen?: ((difference: Difference) => void) | undefined;
  /** Ends the run between two stretches; another process goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares our payments and refunds with the provider's, a day at a time from the oldest on: names what differs, puts
 * right what is safe by the operations that do so in their usual course, and leaves the rest as open differences.
 * Doing it again changes nothing.
 * @param run under way (`begun`); it is saved as it goes, unless dry
 * @throws {ProviderUnavailable | ProviderMisconfigured | Inconsistency} when the lists cannot be read to their end;
 * what was compared before stays so
 */
export async function reconcile(
  world: World,
  by: Authorship,
  run: Reconciliation,
  options: ReconcileOptions = {},
): Promise<Reconciliation> {
  let current = run;
  const keep = async (next: Reconciliation) => {
    current = next;
    if (!options.isDry) await world.store.change(by, (unit) => unit.save({ reconciliations: [next] }));
    return next;
  };
  try {
    const comparison = await open(world, by, run, options, keep, () => current);
    for (const span of stretchesOf({ from: run.comparedUntil, to: run.to })) {
      if (options.signal?.aborted)
        return await keep(advanceReconciliation(current, "interrupted", world.now()));
      await compareSpan(comparison, span, options.most ?? 20_000);
      const counts = countsOf(run.counts, comparison.tally);
      await keep({ ...current, comparedUntil: span.to, beatAt: world.now(), counts });
      options.onProgress?.(current);
    }
    return await keep(advanceReconciliation(current, "finished", world.now()));
  } catch (error) {
    await keep(advanceReconciliation(current, "broken", world.now(), { error: String(error) }));
    throw error;
  }
}

async function open(
  world: World,
  by: Authorship,
  run: Reconciliation,
  options: ReconcileOptions,
  keep: (next: Reconciliation) => Promise<Reconciliation>,
  current: () => Reconciliation,
): Promise<Comparison> {
  const patience = { pause: options.pause };
  return {
    world,
    by,
    shop: await shopOf(world, patience),
    seenBy: run.id,
    isDry: options.isDry ?? false,
    patience,
    tally: { payments: 0, refunds: 0, repaired: 0, unknown: 0, seen: new Set() },
    onSeen: options.onSeen,
    beat: async () => {
      if (isSilent(current(), world.now())) await keep({ ...current(), beatAt: world.now() });
    },
  };
}

/** The shop as the provider describes it. */
export async function shopOf(world: World, patience: Patience = {}): Promise<Shop> {
  const { test: isTest, fiscalisation: givesReceipts } = await askPatiently(
    () => world.gateway.me(),
    patience,
  );
  return { isTest, givesReceipts };
}

const beatEvery = 1 * minute;

function isSilent({ beatAt }: Reconciliation, now: Instant): boolean {
  return beatAt === undefined || between(beatAt, now) >= beatEvery;
}

/** Payments first: a refund can only be recorded of a payment that is here. */
async function compareSpan(comparison: Comparison, span: TimeSpan, most: number): Promise<void> {
  const begunAt = comparison.world.now();
  await inParts(span, most, (part, limit) => comparePayments(comparison, part, limit));
  await inParts(span, most, (part, limit) => compareRefunds(comparison, part, limit));
  if (!comparison.isDry) await closeVanished(comparison, span, begunAt);
}

/** No shop takes more payments in a minute than can be held. */
const shortest = 1 * minute;

/** A span in which too much happened is halved until it does not. */
async function inParts(
  span: TimeSpan,
  most: number,
  compare: (part: TimeSpan, limit: number) => Promise<boolean>,
): Promise<void> {
  const isShortest = between(span.from, span.to) <= shortest;
  if (await compare(span, isShortest ? Number.POSITIVE_INFINITY : most)) return;
  for (const half of halvesOf(span)) await inParts(half, most, compare);
}

/** Rows that are closed at once. */
const batch = 500;

/** What was open and was not found again has been put right by somebody or by time. */
async function closeVanished(
  { world, by, seenBy }: Comparison,
  span: TimeSpan,
  begunAt: Instant,
): Promise<void> {
  let closed: number;
  do {
    closed = await world.store.change(by, async (unit) => {
      const unseen = await unit.unseenDifferences(span, { seenBy, begunAt }, batch);
      const how = { by: by.actor, how: "no longer found" };
      await unit.save({
        differences: unseen.map((each) => closeDifference(each, "vanished", how, world.now())),
      });
      return unseen.length;
    });
  } while (closed === batch);
}

function countsOf(before: ReconciliationCounts, tally: Tally): ReconciliationCounts {
  return {
    payments: before.payments + tally.payments,
    refunds: before.refunds + tally.refunds,
    seen: before.seen + tally.seen.size,
    repaired: before.repaired + tally.repaired,
  };
}
