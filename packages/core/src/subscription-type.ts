import type { Instant } from "./instant.ts";
import type { Kopecks } from "./money.ts";
import type { PeriodLength } from "./period.ts";

/** A plan: what a viewer can subscribe to. Its length never changes; its price has versions. */
export interface SubscriptionType {
  readonly id: string;
  readonly name: string;
  /** What access it gives; a viewer has one live subscription per product. */
  readonly product: string;
  readonly length: PeriodLength;
  /** False: no longer sold; the subscriptions already sold go on. */
  readonly isActive: boolean;
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
