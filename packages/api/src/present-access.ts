import { type Access, accessBy } from "@cinema/core/access";
import type { Instant } from "@cinema/core/instant";
import type { Subscription, SubscriptionState } from "@cinema/core/subscription";

export interface PresentedAccess {
  readonly mayWatch: boolean;
  /** When this answer ends unless something is paid; null when the viewer may not watch. */
  readonly until: string | null;
  /** The state of the subscription it comes from; null when there never was one. */
  readonly state: SubscriptionState | null;
}

/**
 * Access to one product, or, when none is named, the best that the viewer has to any: a subscription on hold to
 * one product must not hide a paid one to another.
 */
export function presentAccess(
  subscriptions: readonly Subscription[],
  product: string | undefined,
  now: Instant,
): PresentedAccess {
  const byProduct = Map.groupBy(subscriptions, (subscription) => subscription.product);
  const products = product === undefined ? [...byProduct.keys()] : [product];
  const [best] = products.map((name) => accessBy(byProduct.get(name) ?? [], now)).toSorted(byWorth);
  return {
    mayWatch: best?.mayWatch ?? false,
    until: best?.until ?? null,
    state: best?.state ?? null,
  };
}

function byWorth(one: Access, other: Access): number {
  return (other.until ?? "").localeCompare(one.until ?? "");
}
