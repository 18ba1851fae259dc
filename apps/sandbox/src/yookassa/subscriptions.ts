import { EVENTS, isOneOf } from "./enums.ts";
import type { Shop } from "./model.ts";
import { invalidValue, missingValue } from "./problem.ts";
import type { Body } from "./read.ts";
import type { Subscription, World } from "./world.ts";

/** Webhooks of OAuth partners: one subscription per event. Shops with a key set theirs in the cabinet. */

/** POST /webhooks. */
export function createSubscription(world: World, shop: Shop, body: Body, now: number): Subscription {
  const { event, url } = body;
  if (event === undefined) throw missingValue("event");
  if (!isOneOf(EVENTS, event)) throw invalidValue("event");
  if (typeof url !== "string" || !/^https?:\/\/\S+$/.test(url)) throw invalidValue("url");
  const id = `wh-${world.random.uuid()}`;
  const subscription = { id, shopId: shop.id, createdAt: now, event, url };
  world.subscriptions.add(subscription);
  return subscription;
}

/** The webhook object. */
export function presentSubscription({ id, event, url }: Subscription): Record<string, unknown> {
  return { id, event, url };
}
