import { act } from "@cinema/core/act";
import { later } from "@cinema/core/instant";
import {
  advanceReconciliation,
  askForReconciliation as askRule,
  beatExpires,
  nightlySpan,
  type Reconciliation,
} from "@cinema/core/reconciliation";
import type { TimeSpan } from "@cinema/core/time-span";
import type { Authorship, World } from "./ports.ts";
import { type ReconcileOptions, reconcile } from "./reconcile.ts";

/**
 * Has a span compared with the provider by whoever runs the jobs next.
 * @throws {Refusal} reconciliation_too_early, reconciliation_too_old
 */
export async function askForReconciliation(
  world: World,
  by: Authorship,
  span: TimeSpan,
): Promise<Reconciliation> {
  const run = askFor(world, by, span);
  const { from, to } = run;
  const circumstances = { now: world.now(), newId: world.newId };
  await world.store.change(by, (unit) =>
    unit.save({
      reconciliations: [run],
      acts: [act("reconciliation.asked", `reconciliation:${run.id}`, { from, to }, circumstances)],
    }),
  );
  return run;
}

/**
 * Compares a span with the provider here and now.
 * @throws {Refusal} reconciliation_too_early, reconciliation_too_old
 * @throws {ProviderUnavailable | ProviderMisconfigured | Inconsistency} when the comparison could not come to its end
 */
export async function reconcileNow(
  world: World,
  by: Authorship,
  span: TimeSpan,
  options: ReconcileOptions = {},
): Promise<Reconciliation> {
  const run = advanceReconciliation(askFor(world, by, span), "begun", world.now());
  if (!options.isDry) await world.store.change(by, (unit) => unit.save({ reconciliations: [run] }));
  return reconcile(world, { ...by, requestId: run.id }, run, options);
}

/**
 * Carries out the comparisons that were asked for, the one of the night among them, or the rest of one whose process
 * has died.
 * @returns how many came to their end, and what was found by them
 */
export async function carryOutReconciliations(
  world: World,
  by: Authorship,
  { isDry = false, signal }: Pick<ReconcileOptions, "isDry" | "signal"> = {},
): Promise<{ readonly compared: number; readonly seen: number; readonly repaired: number }> {
  let counts = { compared: 0, seen: 0, repaired: 0 };
  // What was asked for is compared in earnest or not at all.
  if (isDry) return counts;
  await askNightly(world, by);
  while (!signal?.aborted) {
    const run = await takeUp(world, by);
    if (run === undefined) break;
    const { status, counts: found } = await reconcile(world, authorOf(run, by), run, { signal });
    if (status !== "done") break;
    counts = {
      compared: counts.compared + 1,
      seen: counts.seen + found.seen,
      repaired: counts.repaired + found.repaired,
    };
  }
  return counts;
}

async function askNightly(world: World, by: Authorship): Promise<void> {
  const lastAsked = await world.store.reconciliations.lastAskedBy(by.actor);
  const span = nightlySpan(lastAsked, world.now());
  if (span !== undefined) await askForReconciliation(world, { ...by, reason: "every night" }, span);
}

async function takeUp(world: World, by: Authorship): Promise<Reconciliation | undefined> {
  return world.store.change(by, async (unit) => {
    const now = world.now();
    const waiting = await unit.abandonedReconciliation(later(now, -beatExpires));
    if (waiting === undefined) return undefined;
    const run = advanceReconciliation(waiting, "begun", now);
    await unit.save({ reconciliations: [run] });
    return run;
  });
}

function authorOf({ id, requestedBy, reason }: Reconciliation, by: Authorship): Authorship {
  return {
    actor: by.actor,
    reason: `comparison with the provider (asked for by ${requestedBy}: ${reason})`,
    requestId: id,
  };
}

function askFor(world: World, { actor, reason }: Authorship, span: TimeSpan): Reconciliation {
  return askRule(span, { by: actor, reason }, { now: world.now(), newId: world.newId });
}
