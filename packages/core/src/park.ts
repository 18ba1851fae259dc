import type { Changes } from "./changes.ts";
import { Refusal } from "./refusal.ts";
import { isLive, type Subscription } from "./subscription.ts";

/**
 * Stops all charging of one subscription until a person lifts it; what the viewer does himself still works.
 * @throws {Refusal} not_subscribed when it is not live
 */
export function park(subscription: Subscription | undefined, reason: string): Changes {
  if (subscription === undefined || !isLive(subscription))
    throw new Refusal("not_subscribed", "subscriptionId");
  if (subscription.parkedReason === reason) return {};
  return { subscriptions: [{ ...subscription, parkedReason: reason, version: subscription.version + 1 }] };
}

/**
 * Lets a parked subscription be charged again.
 * @throws {Refusal} not_subscribed when it is not live
 */
export function unpark(subscription: Subscription | undefined): Changes {
  if (subscription === undefined || !isLive(subscription))
    throw new Refusal("not_subscribed", "subscriptionId");
  if (subscription.parkedReason === undefined) return {};
  return { subscriptions: [{ ...subscription, parkedReason: undefined, version: subscription.version + 1 }] };
}
