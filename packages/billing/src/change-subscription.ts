import type { LiveCase } from "@cinema/core/auto-renew";
import { type CancelTime, cancel } from "@cinema/core/cancel";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { extend } from "@cinema/core/extend";
import { refuseOwnAffairs } from "@cinema/core/own-affairs";
import { Refusal } from "@cinema/core/refusal";
import type { Subscription } from "@cinema/core/subscription";
import type { Authorship, World } from "./ports.ts";

// What the staff does to one subscription; parking, which jobs do too, is in hold-back.ts.

/** Which subscription, and who of the staff decides about it, by his user id. */
interface StaffWish {
  readonly subscriptionId: string;
  readonly userId: string;
}

/**
 * Ends a subscription at the end of its period, or now and without a refund.
 * @returns it as it is afterwards
 * @throws {Refusal} subscription_unknown, own_affairs, subscription_not_live
 */
export async function cancelSubscription(
  world: World,
  by: Authorship,
  { at, ...wish }: StaffWish & { readonly at: CancelTime },
): Promise<Subscription> {
  return change(world, by, wish, (rows, circumstances) => cancel(rows, at, circumstances));
}

/**
 * Gives a subscription free days.
 * @returns it as it is afterwards
 * @throws {Refusal} subscription_unknown, own_affairs, subscription_not_live, extension_too_short
 */
export async function extendSubscription(
  world: World,
  by: Authorship,
  { days, ...wish }: StaffWish & { readonly days: number },
): Promise<Subscription> {
  return change(world, by, wish, (rows, circumstances) => extend(rows, days, circumstances));
}

async function change(
  world: World,
  by: Authorship,
  { subscriptionId, userId }: StaffWish,
  decide: (rows: LiveCase, circumstances: Circumstances) => Changes,
): Promise<Subscription> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.subscriptionCase(subscriptionId);
    if (rows === undefined) throw new Refusal("subscription_unknown", "subscriptionId");
    refuseOwnAffairs(rows.subscription.userId, userId);
    const changes = decide(rows, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return changes.subscriptions?.[0] ?? rows.subscription;
  });
}
