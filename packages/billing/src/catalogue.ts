import type { Approval } from "@cinema/core/approval";
import {
  changePrice,
  createType,
  keepListPrice,
  type Plan,
  type PriceWish,
  renameType,
  requirePlan,
  setSold,
  type TypeWish,
} from "@cinema/core/catalogue";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { type Instant, instant } from "@cinema/core/instant";
import { type Kopecks, kopecks } from "@cinema/core/money";
import { type PlanNames, priceAt } from "@cinema/core/subscription-type";
import { z } from "zod";
import { askForApproval } from "./ask-for-approval.ts";
import type { Authorship, Page, UnitOfWork, World } from "./ports.ts";
import type { RunCounts, RunOptions } from "./run-due.ts";

/** All subscription types, also those that are no longer sold; for people to read. */
export interface Catalogue {
  get(subscriptionTypeId: string): Promise<Plan | undefined>;
  /** The newest first. */
  list(page: Page & { readonly isActive: boolean | undefined }): Promise<readonly Plan[]>;
  /** Of all of them, by their ids. */
  names(): Promise<ReadonlyMap<string, PlanNames>>;
  /** When a price that is planned reaches those who have subscribed. */
  reach(question: ReachQuestion): Promise<Reach>;
  /** Who has the type now. */
  holders(subscriptionTypeId: string): Promise<Holders>;
}

export interface ReachQuestion {
  readonly plan: Plan;
  readonly startsAt: Instant;
  readonly now: Instant;
}

/** Whom a planned price reaches by itself, and when. */
export interface Reach {
  /** Renewing subscriptions that will be charged it. */
  readonly subscriptions: number;
  /** Of these: a letter has named the old price for a period that begins under the new one, so they pay it once more. */
  readonly announcedAtOldPrice: number;
  /** Of these: a person stopped charging them, so they are charged when that is lifted. */
  readonly parked: number;
  /** Not of these: a price planned for later holds before their turn comes. */
  readonly overtaken: number;
  /** The days of the first and the last charge at it that is somebody's first, by the viewers' calendar: "2027-03-01". */
  readonly firstChargeOn: string | undefined;
  readonly lastChargeOn: string | undefined;
  /** How many are first charged it in each month, by the viewers' calendar: "2027-03". */
  readonly months: readonly { readonly month: string; readonly subscriptions: number }[];
}

/** The subscriptions to one type that are not over. */
export interface Holders {
  readonly live: number;
  /** Of these: renewed by themselves, unless a person has parked them. */
  readonly renewing: number;
  /** Purchases whose first payment is not in yet. */
  readonly pending: number;
}

export interface PricePreview extends Reach {
  readonly wish: PriceWish;
  /** What would be in force at that moment without it; undefined when no price is. */
  readonly previous: Kopecks | undefined;
  /** All who have the type: the rest of them does not renew by itself. */
  readonly holders: Holders;
}

/**
 * A new subscription type with its first price; nobody has it yet, so no second person is asked.
 * @throws {Refusal} those of the rule
 */
export async function createSubscriptionType(world: World, by: Authorship, wish: TypeWish): Promise<Plan> {
  return world.store.change(by, async (unit) => {
    const { plan, changes } = createType(wish, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return plan;
  });
}

/** @throws {Refusal} type_unknown */
export async function renameSubscriptionType(
  world: World,
  by: Authorship,
  { subscriptionTypeId, ...names }: TypeNamed & PlanNames,
): Promise<Plan> {
  return changeType(world, by, subscriptionTypeId, (plan) => renameType(plan, names));
}

/**
 * Takes a type off sale, or puts it on again.
 * @throws {Refusal} type_unknown, period_unworkable
 */
export async function setTypeSold(
  world: World,
  by: Authorship,
  { subscriptionTypeId, isActive }: TypeNamed & { readonly isActive: boolean },
): Promise<Plan> {
  return changeType(world, by, subscriptionTypeId, (plan) => setSold(plan, isActive));
}

/**
 * Asks a second person for a new price; what is refused now is not asked for.
 * @throws {Refusal} those of the rule
 */
export async function askToChangePrice(
  world: World,
  by: Authorship,
  { userId, subscriptionTypeId, ...wish }: TypeNamed & PriceWish & { readonly userId: string },
): Promise<Approval> {
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const { type, prices } = requirePlan(await unit.plan(subscriptionTypeId));
    changePrice({ type, prices }, wish, circumstances);
    const previousKopecks = priceAt(prices, wish.startsAt)?.amount ?? null;
    return askForApproval(
      unit,
      {
        kind: "change_price",
        subject: `subscription_type:${subscriptionTypeId}`,
        wish: {
          subscriptionTypeId,
          amountKopecks: wish.amount,
          startsAt: wish.startsAt,
          // For the eyes of whoever decides.
          name: type.name,
          previousKopecks,
        },
      },
      { userId, reason: by.reason },
      circumstances,
    );
  });
}

const priceWish = z.object({
  subscriptionTypeId: z.uuid(),
  amountKopecks: z.int().min(0).transform(kopecks),
  startsAt: z.string().transform(instant),
});

/**
 * The new price, as asked for and approved.
 * @throws {Refusal} those of the rule: price_start_past when the second person came too late
 */
export async function changePriceApproved(
  unit: UnitOfWork,
  { wish }: Approval,
  circumstances: Circumstances,
): Promise<Changes> {
  const { subscriptionTypeId, amountKopecks: amount, startsAt } = priceWish.parse(wish);
  return changePrice(await unit.plan(subscriptionTypeId), { amount, startsAt }, circumstances);
}

/**
 * Who would pay a new price, how much more or less, and from when on; nothing is changed.
 * @throws {Refusal} those of the rule for the price itself
 */
export async function previewPrice(
  world: World,
  { subscriptionTypeId, ...wish }: TypeNamed & PriceWish,
): Promise<PricePreview> {
  const now = world.now();
  const plan = requirePlan(await world.store.catalogue.get(subscriptionTypeId));
  changePrice(plan, wish, { now, newId: world.newId });
  const [reach, holders] = await Promise.all([
    world.store.catalogue.reach({ plan, startsAt: wish.startsAt, now }),
    world.store.catalogue.holders(subscriptionTypeId),
  ]);
  return { ...reach, wish, previous: priceAt(plan.prices, wish.startsAt)?.amount, holders };
}

/**
 * Who has a type that is to be taken off sale; none of them loses anything by it.
 * @throws {Refusal} type_unknown
 */
export async function previewDeactivation(world: World, { subscriptionTypeId }: TypeNamed): Promise<Holders> {
  requirePlan(await world.store.catalogue.get(subscriptionTypeId));
  return world.store.catalogue.holders(subscriptionTypeId);
}

/** Brings every list price to the version that has begun since the last run. */
export async function keepListPrices(
  world: World,
  by: Authorship,
  { isDry = false }: RunOptions = {},
): Promise<RunCounts> {
  let counts: RunCounts = { seen: 0, changed: 0 };
  let after: string | undefined;
  for (;;) {
    const plans = await world.store.catalogue.list({ after, limit: 100, isActive: undefined });
    for (const { type } of plans) {
      const changes = await world.store.change(by, async (unit) => {
        const decided = keepListPrice(requirePlan(await unit.plan(type.id)), world.now());
        if (!isDry) await unit.save(decided);
        return decided;
      });
      const changed = counts.changed + (changes.subscriptionTypes?.length ?? 0);
      counts = { seen: counts.seen + 1, changed };
    }
    after = plans.at(-1)?.type.id;
    if (plans.length < 100) return counts;
  }
}

interface TypeNamed {
  readonly subscriptionTypeId: string;
}

async function changeType(
  world: World,
  by: Authorship,
  subscriptionTypeId: string,
  decide: (plan: Plan | undefined) => Changes,
): Promise<Plan> {
  return world.store.change(by, async (unit) => {
    const plan = await unit.plan(subscriptionTypeId);
    const changes = decide(plan);
    await unit.save(changes);
    const { type, prices } = requirePlan(plan);
    return { type: changes.subscriptionTypes?.[0] ?? type, prices };
  });
}
