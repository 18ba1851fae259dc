import { act } from "@cinema/core/act";
import { type Approval, supersede } from "@cinema/core/approval";
import { type Changes, type Circumstances, together } from "@cinema/core/changes";
import type { Instant } from "@cinema/core/instant";
import { refuseOwnAffairs } from "@cinema/core/own-affairs";
import { park, unpark } from "@cinema/core/park";
import { Refusal } from "@cinema/core/refusal";
import type { Subscription } from "@cinema/core/subscription";
import { askForApproval } from "./ask-for-approval.ts";
import type { Authorship, UnitOfWork, World } from "./ports.ts";

/** Why and since when nobody is charged without being there himself. */
export interface Halt {
  readonly reason: string;
  readonly haltedBy: string;
  readonly haltedAt: Instant;
}

/**
 * The kill switch: from this moment no renewal leaves for the provider, also none that is queued. Whoever has asked to
 * lift an earlier halt did not know of this one.
 * @param userId who halts
 */
export async function haltCharging(
  world: World,
  by: Authorship,
  { userId }: { readonly userId: string },
): Promise<void> {
  await world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    await unit.setHalt({ reason: by.reason, haltedBy: by.actor, haltedAt: circumstances.now });
    const asked = await unit.waitingApprovals("resume_charging");
    const who = { userId, reason: "Charging was halted anew: ask again." };
    const halted = { acts: [act("charging.halted", "charging", {}, circumstances)] };
    await unit.save(together(halted, supersede(asked, who, circumstances)));
  });
  // Why, in a person's own words, stands in the trail: it may name somebody.
  world.log.warn("charging.halted", { actor: by.actor });
}

/**
 * Asks a second person to let renewals be charged again.
 * @throws {Refusal} not_halted
 */
export async function askToResumeCharging(
  world: World,
  by: Authorship,
  { userId }: { readonly userId: string },
): Promise<Approval> {
  return world.store.change(by, async (unit) => {
    const halt = await unit.halt();
    if (halt === undefined) throw new Refusal("not_halted");
    const { haltedAt, haltedBy, reason: haltReason } = halt;
    return askForApproval(
      unit,
      { kind: "resume_charging", subject: "charging", wish: { haltedAt, haltedBy, haltReason } },
      { userId, reason: by.reason },
      { now: world.now(), newId: world.newId },
    );
  });
}

/**
 * Lets renewals be charged again, as asked for and approved; what waited goes out within ten minutes. Who asked knew
 * of one halt, and a later one may have another reason. Others who asked the same have what they wanted.
 * @throws {Refusal} not_halted when that halt is over
 */
export async function resumeApproved(
  unit: UnitOfWork,
  { id, wish, decidedBy }: Approval,
  circumstances: Circumstances,
): Promise<Changes> {
  const halt = await unit.halt();
  if (halt === undefined || halt.haltedAt !== wish.haltedAt) throw new Refusal("not_halted");
  await unit.setHalt(undefined);
  const others = (await unit.waitingApprovals("resume_charging")).filter((each) => each.id !== id);
  const who = { userId: decidedBy ?? "", reason: `Charging goes on by approval ${id}.` };
  const resumed = { acts: [act("charging.resumed", "charging", {}, circumstances)] };
  return together(resumed, supersede(others, who, circumstances));
}

/**
 * Stops the charging of one subscription, or lifts that; the reason is the author's.
 * @param wish `userId` is who of the staff decides; undefined: a job, or somebody at a shell, who is no viewer
 * @returns it as it is afterwards
 * @throws {Refusal} subscription_unknown, own_affairs, subscription_not_live
 */
export async function setParked(
  world: World,
  by: Authorship,
  wish: { readonly subscriptionId: string; readonly isParked: boolean; readonly userId: string | undefined },
): Promise<Subscription> {
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const subscription = await unit.subscription(wish.subscriptionId);
    if (subscription === undefined) throw new Refusal("subscription_unknown", "subscriptionId");
    refuseOwnAffairs(subscription.userId, wish.userId);
    const changes = wish.isParked
      ? park(subscription, by.reason, circumstances)
      : unpark(subscription, circumstances);
    await unit.save(changes);
    return changes.subscriptions?.[0] ?? subscription;
  });
}
