import type { Shop } from "@cinema/core/both-sides";
import type { Circumstances } from "@cinema/core/changes";
import { closeDifference, type Difference, type Finding, noteDifference } from "@cinema/core/difference";
import { type DifferenceClass, differenceClasses } from "@cinema/core/difference-class";
import type { Patience } from "./ask-patiently.ts";
import { ProviderMisconfigured, ProviderUnavailable } from "./failures.ts";
import type { Authorship, World } from "./ports.ts";
import { beganAt, objectOf, type Sight, sidesOf } from "./sight.ts";

/** One run through both books: in whose name, at which shop, and what has come of it. */
export interface Comparison {
  readonly world: World;
  readonly by: Authorship;
  readonly shop: Shop;
  /** The run's id, under which it marks what it has seen. */
  readonly seenBy: string;
  /** Look and tell, but save nothing. */
  readonly isDry: boolean;
  readonly patience: Patience;
  readonly tally: Tally;
  /** Told each difference once it is known what becomes of it. */
  readonly onSeen?: ((difference: Difference) => void) | undefined;
  /** Called at every page, so that a long run shows that it lives. */
  readonly beat?: (() => Promise<void>) | undefined;
}

/** What a run has counted so far. */
export interface Tally {
  payments: number;
  refunds: number;
  repaired: number;
  /** Of ours that the provider says it does not know. */
  unknown: number;
  /** Every difference once, by its class and object. */
  readonly seen: Set<string>;
}

/** Puts a difference right; answers in words why it could not. */
export type Repair = () => Promise<string | undefined>;

/**
 * Writes a difference down and, where its class allows that, puts it right at once. It is written down first: should
 * we die in between, the next run finds it gone, and says so.
 */
export async function note(
  comparison: Comparison,
  finding: Finding,
  sight: Sight,
  repair: Repair | undefined,
): Promise<Difference> {
  const { world, by, isDry } = comparison;
  const noted = isDry ? draft(comparison, finding, sight) : await save(comparison, finding, sight);
  const isAutomatic =
    noted.status === "open" &&
    finding.obstacle === undefined &&
    differenceClasses[finding.class].repair === "by_itself";
  if (isDry || !isAutomatic || repair === undefined) return tell(comparison, noted);
  const obstacle = await attempt(world, finding.class, repair);
  const after = await world.store.change(by, async (unit) => {
    const known = await unit.difference(noted.id);
    if (known?.status !== "open") return known ?? noted;
    const how = { by: by.actor, how: differenceClasses[known.class].toDo };
    const changed =
      obstacle === undefined ? closeDifference(known, "repaired", how, world.now()) : { ...known, obstacle };
    await unit.save({ differences: [changed] });
    return changed;
  });
  return tell(comparison, after);
}

function save(comparison: Comparison, finding: Finding, sight: Sight): Promise<Difference> {
  const { world, by } = comparison;
  return world.store.change(by, async (unit) => {
    const known = await unit.differenceOf(objectOf(sight), finding.class);
    const noted = noteDifference(known, finding, sightingOf(comparison, sight), circumstancesOf(world));
    await unit.save({ differences: [noted] });
    return noted;
  });
}

function draft(comparison: Comparison, finding: Finding, sight: Sight): Difference {
  const circumstances = circumstancesOf(comparison.world);
  return noteDifference(undefined, finding, sightingOf(comparison, sight), circumstances);
}

function sightingOf({ world, seenBy }: Comparison, sight: Sight) {
  return {
    object: objectOf(sight),
    sides: sidesOf(sight),
    occurredAt: beganAt(sight, world.now()),
    seenBy,
  };
}

/**
 * What stands against the repair of one thing is said of it, and must not keep the others from being looked at.
 * @throws {ProviderUnavailable | ProviderMisconfigured} which would stand against all
 */
export async function attempt(
  world: World,
  name: DifferenceClass,
  repair: Repair,
): Promise<string | undefined> {
  try {
    return await repair();
  } catch (error) {
    if (error instanceof ProviderUnavailable || error instanceof ProviderMisconfigured) throw error;
    const said = error instanceof Error ? error.message : String(error);
    world.log.error("difference.not_repaired", { reason: name, said });
    return said;
  }
}

function tell({ tally, onSeen }: Comparison, difference: Difference): Difference {
  const key = `${difference.class} ${difference.object}`;
  if (tally.seen.has(key)) return difference;
  tally.seen.add(key);
  if (difference.status === "repaired") tally.repaired += 1;
  onSeen?.(difference);
  return difference;
}

function circumstancesOf(world: World): Circumstances {
  return { now: world.now(), newId: world.newId };
}
