import type { Changes, Circumstances } from "./changes.ts";
import { subscriptionEvent } from "./event.ts";
import { Refusal } from "./refusal.ts";
import { isLive, type Subscription } from "./subscription.ts";

/**
 * Stops all charging of one subscription until a person lifts it; what the viewer does himself still works. He is not
 * written to: nothing is taken from him, and what comes of it in time has letters of its own.
 * @throws {Refusal} subscription_not_live
 */
export function park(subscription: Subscription, reason: string, circumstances: Circumstances): Changes {
  return setParked(subscription, reason, circumstances);
}

/**
 * Lets a parked subscription be charged again.
 * @throws {Refusal} subscription_not_live
 */
export function unpark(subscription: Subscription, circumstances: Circumstances): Changes {
  return setParked(subscription, undefined, circumstances);
}

function setParked(
  subscription: Subscription,
  parkedReason: string | undefined,
  circumstances: Circumstances,
): Changes {
  if (!isLive(subscription)) throw new Refusal("subscription_not_live", "subscriptionId");
  if (subscription.parkedReason === parkedReason) return {};
  const after = { ...subscription, parkedReason, version: subscription.version + 1 };
  const fact = parkedReason === undefined ? "unparked" : "parked";
  return { subscriptions: [after], messages: [subscriptionEvent(fact, after, circumstances)] };
}
