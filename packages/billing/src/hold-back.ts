import type { Instant } from "@cinema/core/instant";
import { park, unpark } from "@cinema/core/park";
import type { Authorship, World } from "./ports.ts";

/** Why and since when nobody is charged without being there himself. */
export interface Halt {
  readonly reason: string;
  readonly haltedBy: string;
  readonly haltedAt: Instant;
}

/** The kill switch: from this moment no renewal leaves for the provider, also none that is queued. */
export async function haltCharging(world: World, by: Authorship): Promise<void> {
  await world.store.change(by, (unit) =>
    unit.setHalt({ reason: by.reason, haltedBy: by.actor, haltedAt: world.now() }),
  );
  world.log.warn("charging.halted", { actor: by.actor, reason: by.reason });
}

/** Lets renewals be charged again; what waited goes out within ten minutes. */
export async function resumeCharging(world: World, by: Authorship): Promise<void> {
  await world.store.change(by, (unit) => unit.setHalt(undefined));
  world.log.warn("charging.resumed", { actor: by.actor, reason: by.reason });
}

/**
 * Stops the charging of one subscription, or lifts that; the reason is the author's.
 * @throws {Refusal} not_subscribed
 */
export async function setParked(
  world: World,
  by: Authorship,
  wish: { readonly subscriptionId: string; readonly isParked: boolean },
): Promise<void> {
  await world.store.change(by, async (unit) => {
    const subscription = await unit.subscription(wish.subscriptionId);
    await unit.save(wish.isParked ? park(subscription, by.reason) : unpark(subscription));
  });
}
