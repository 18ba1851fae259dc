import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import type { Kopecks } from "./money.ts";
import type { PeriodLength } from "./period.ts";

/** A plan: what a viewer can subscribe to. Its length never changes; its price has versions. */
export interface SubscriptionType {
  readonly id: string;
  /** In Russian. */
  readonly name: string;
  /** In English; undefined: pages and letters in English show the Russian one. */
  readonly nameEn: string | undefined;
  /** What access it gives; a viewer has one live subscription per product. */
  readonly product: string;
  readonly length: PeriodLength;
  /** The list price: of the price version in force, once the job `prices` has seen it begin. */
  readonly amount: Kopecks;
  /** False: no longer sold; the subscriptions already sold go on. */
  readonly isActive: boolean;
}

/** A plan's name as viewers of each language read it. */
export type PlanNames = Pick<SubscriptionType, "name" | "nameEn">;

export function planName({ name, nameEn }: PlanNames, language: Language): string {
  return language === "en" ? (nameEn ?? name) : name;
}

/** One version of a type's price: an immutable row that holds from `startsAt` until the next one starts. */
export interface Price {
  readonly id: string;
  readonly subscriptionTypeId: string;
  readonly amount: Kopecks;
  readonly startsAt: Instant;
}

/** The price in force at a moment: the latest that has started; undefined before the first one starts. */
export function priceAt(prices: readonly Price[], now: Instant): Price | undefined {
  return prices
    .filter((price) => price.startsAt <= now)
    .reduce<Price | undefined>(
      (latest, price) => (latest === undefined || price.startsAt > latest.startsAt ? price : latest),
      undefined,
    );
}
