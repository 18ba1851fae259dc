import { act } from "./act.ts";
import { noticeTime } from "./announce-renewal.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { day, type Instant } from "./instant.ts";
import { type Kopecks, kopecks } from "./money.ts";
import type { PeriodLength, PeriodUnit } from "./period.ts";
import { Refusal } from "./refusal.ts";
import { type PlanNames, type Price, priceAt, type SubscriptionType } from "./subscription-type.ts";

/** A subscription type with all versions of its price. */
export interface Plan {
  readonly type: SubscriptionType;
  readonly prices: readonly Price[];
}

/** The provider's own limits for one payment by card: 1 and 350 000 roubles. */
export const smallestPrice = kopecks(100);
export const largestPrice = kopecks(35_000_000);

/** The most units of a period: three years, for as long the provider gives money back. */
const longestPeriod: { readonly [U in PeriodUnit]: number } = { day: 1_096, week: 156, month: 36, year: 3 };

/** The fewest days that a unit has. */
const fewestDays: { readonly [U in PeriodUnit]: number } = { day: 1, week: 7, month: 28, year: 365 };

export interface PriceWish {
  readonly amount: Kopecks;
  /** From when on it holds. */
  readonly startsAt: Instant;
}

export interface TypeWish extends PlanNames {
  readonly product: string;
  readonly length: PeriodLength;
  readonly amount: Kopecks;
  /** From when on it is sold; undefined: from now on. */
  readonly startsAt: Instant | undefined;
}

/**
 * A new subscription type with its first price.
 * @throws {Refusal} period_unworkable, price_unworkable, price_start_past
 */
export function createType(
  { name, nameEn, product, length, amount, startsAt }: TypeWish,
  circumstances: Circumstances,
): { readonly plan: Plan; readonly changes: Changes } {
  requireWorkable(length);
  requirePayable(amount);
  const { now, newId } = circumstances;
  if (startsAt !== undefined && startsAt < now) throw new Refusal("price_start_past", "startsAt");
  const type = { id: newId(), name, nameEn, product, length, amount, isActive: true };
  const { price, changes } = addPrice(type, { amount, startsAt: startsAt ?? now }, circumstances);
  return { plan: { type, prices: [price] }, changes: { ...changes, subscriptionTypes: [type] } };
}

/**
 * Another name, for whoever looks from now on; letters that are written keep theirs.
 * @throws {Refusal} type_unknown
 */
export function renameType(plan: Plan | undefined, { name, nameEn }: PlanNames): Changes {
  const { type } = requirePlan(plan);
  if (type.name === name && type.nameEn === nameEn) return {};
  return { subscriptionTypes: [{ ...type, name, nameEn }] };
}

/**
 * Takes a type off sale or puts it on again. Off sale it cannot be bought, and that is all: what is sold goes on, is
 * renewed and follows the price.
 * @throws {Refusal} type_unknown; period_unworkable when one that nobody could renew is to be sold again
 */
export function setSold(plan: Plan | undefined, isActive: boolean): Changes {
  const { type } = requirePlan(plan);
  if (type.isActive === isActive) return {};
  if (isActive) requireWorkable(type.length);
  return { subscriptionTypes: [{ ...type, isActive }] };
}

/**
 * A new version of a type's price. What two people agreed on is done as it stands or not at all: a start that has
 * passed meanwhile is refused, not shifted.
 * @throws {Refusal} type_unknown, price_unworkable, price_start_past, price_start_taken, price_unchanged
 */
export function changePrice(
  plan: Plan | undefined,
  wish: PriceWish,
  circumstances: Circumstances,
): Changes & { readonly prices: readonly Price[] } {
  const { type, prices } = requirePlan(plan);
  requirePayable(wish.amount);
  if (wish.startsAt <= circumstances.now) throw new Refusal("price_start_past", "startsAt");
  if (prices.some(({ startsAt }) => startsAt === wish.startsAt))
    throw new Refusal("price_start_taken", "startsAt");
  if (priceAt(prices, wish.startsAt)?.amount === wish.amount)
    throw new Refusal("price_unchanged", "amountKopecks");
  return addPrice(type, wish, circumstances).changes;
}

/** Brings the list price to the version that has begun; nothing when it stands there already. */
export function keepListPrice({ type, prices }: Plan, now: Instant): Changes {
  const inForce = priceAt(prices, now);
  if (inForce === undefined || inForce.amount === type.amount) return {};
  return { subscriptionTypes: [{ ...type, amount: inForce.amount }] };
}

/** @throws {Refusal} type_unknown */
export function requirePlan(plan: Plan | undefined): Plan {
  if (plan === undefined) throw new Refusal("type_unknown", "subscriptionTypeId");
  return plan;
}

function addPrice(type: SubscriptionType, { amount, startsAt }: PriceWish, circumstances: Circumstances) {
  const price: Price = { id: circumstances.newId(), subscriptionTypeId: type.id, amount, startsAt };
  const details = { priceId: price.id, amountKopecks: amount, startsAt };
  const added = act("price.added", `subscription_type:${type.id}`, details, circumstances);
  return { price, changes: { prices: [price], acts: [added] } };
}

/** A charge is announced 72 hours before it, and not before the period ahead of it is paid. */
function requireWorkable({ unit, count }: PeriodLength): void {
  if (fewestDays[unit] * count * day <= noticeTime || count > longestPeriod[unit])
    throw new Refusal("period_unworkable", "length");
}

function requirePayable(amount: Kopecks): void {
  if (amount < smallestPrice || amount > largestPrice) throw new Refusal("price_unworkable", "amountKopecks");
}
