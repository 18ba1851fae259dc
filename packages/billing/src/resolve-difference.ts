import { act } from "@cinema/core/act";
import type { Approval } from "@cinema/core/approval";
import type { PaymentThere } from "@cinema/core/both-sides";
import { type Changes, type Circumstances, together } from "@cinema/core/changes";
import { closeDifference, type Difference, type Resolution, requireOpen } from "@cinema/core/difference";
import { differenceObstacles } from "@cinema/core/difference-obstacle";
import { refuseOwnAffairs } from "@cinema/core/own-affairs";
import { type RecordingCase, recordPayment } from "@cinema/core/record-payment";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import { askForApproval } from "./ask-for-approval.ts";
import { attempt } from "./comparison.ts";
import { lookAgain } from "./look-again.ts";
import { isReceiptMade, makeReceipt } from "./make-receipt.ts";
import type { Authorship, UnitOfWork, World } from "./ports.ts";
import { shopOf } from "./reconcile.ts";
import { repairPayment, repairRefund } from "./repair.ts";
import { findingsOf, type Sight, sidesOf } from "./sight.ts";
import { paymentThere } from "./their-side.ts";

/** A member of the staff who wants a difference put right. */
export interface Resolving {
  readonly differenceId: string;
  readonly userId: string;
}

/**
 * Carries out the ready action of a difference, on what both sides say by now: one that is no longer found is closed as
 * vanished. What would give back more than one person may waits for a second one, and the difference stays open.
 * @throws {Refusal} difference_unknown, difference_closed, difference_without_action, difference_action_unfit,
 * own_affairs
 * @throws {ProviderUnavailable | ProviderMisconfigured}
 */
export async function resolveDifference(
  world: World,
  by: Authorship,
  { differenceId, userId }: Resolving,
): Promise<Difference> {
  const difference = await world.store.change(by, async (unit) =>
    requireOpen(await unit.difference(differenceId)),
  );
  const { action } = difference;
  if (action === undefined) throw new Refusal("difference_without_action", "differenceId");
  const sight = await lookAgain(world, difference);
  if (action === "record_payment" && sight.kind === "payment" && sight.found !== undefined)
    return recordWanted(world, by, { differenceId, userId }, paymentThere(sight.found));
  const finding = findingsOf(sight, await shopOf(world), world.now()).find(
    (each) => each.class === difference.class && each.action === action,
  );
  if (finding === undefined || (await isReceiptMade({ world, patience: {} }, finding, sight)))
    return close(world, by, differenceId, "vanished");
  const obstacle = await attempt(world, difference.class, () => carryOut(world, by, difference, sight));
  if (obstacle === undefined) return close(world, by, differenceId, "repaired");
  await putObstacle(world, by, differenceId, obstacle);
  throw new Refusal("difference_action_unfit", "differenceId");
}

/**
 * A person has looked at a difference and wants nothing done about it.
 * @throws {Refusal} difference_unknown, difference_closed
 */
export async function dismissDifference(
  world: World,
  by: Authorship,
  differenceId: string,
): Promise<Difference> {
  return world.store.change(by, async (unit) => {
    const now = world.now();
    const how = { by: by.actor, how: by.reason };
    const closed = closeDifference(await unit.difference(differenceId), "dismissed", how, now);
    await unit.save(traced(closed, "difference.dismissed", { now, newId: world.newId }));
    return closed;
  });
}

const keptWish = z.object({ difference_id: z.uuid(), gives_back_kopecks: z.int().min(0) });

/**
 * Both sides of a difference as they are by now, for {@link resolveApproved}: days may have gone by since it was asked
 * for, and the money may have gone back another way.
 * @throws {Refusal} difference_unknown
 * @throws {ProviderUnavailable | ProviderMisconfigured}
 */
export async function lookAtApproved(world: World, { wish }: Approval): Promise<Sight> {
  const difference = await world.store.differences.get(keptWish.parse(wish).difference_id);
  if (difference === undefined) throw new Refusal("difference_unknown", "approvalId");
  return lookAgain(world, difference);
}

/**
 * Records the payment of a difference, as asked for and approved, decided anew: it may give back less by now, not more.
 * @throws {Refusal} difference_unknown, difference_closed, difference_action_unfit, own_affairs
 */
export async function resolveApproved(
  unit: UnitOfWork,
  { wish, requestedBy, decidedBy, decisionReason }: Approval,
  circumstances: Circumstances,
  sight: Sight | undefined,
): Promise<Changes> {
  const { difference_id, gives_back_kopecks: most } = keptWish.parse(wish);
  const difference = requireOpen(await unit.difference(difference_id));
  if (sight?.kind !== "payment" || sight.found === undefined)
    throw new Refusal("difference_action_unfit", "approvalId");
  const theirs = paymentThere(sight.found);
  const rows = await caseOfOthers(unit, theirs, requestedBy, decidedBy);
  const recording = recordPayment(rows, theirs, circumstances);
  if (recording.kind === "obstacle" || recording.givesBack > most)
    throw new Refusal("difference_action_unfit", "approvalId");
  const how = { by: `${decidedBy} (asked for by ${requestedBy})`, how: decisionReason ?? "" };
  const closed = closeDifference(difference, "repaired", how, circumstances.now);
  return together(recording.changes, traced(closed, "difference.repaired", circumstances));
}

/** @throws {Refusal} own_affairs when the payment is one of these members of the staff's own */
async function caseOfOthers(
  unit: UnitOfWork,
  theirs: PaymentThere,
  ...deciders: readonly (string | undefined)[]
): Promise<RecordingCase> {
  const rows = await unit.recordingCase(theirs);
  const viewerId = rows.subscription?.userId ?? theirs.userId;
  if (viewerId !== undefined) refuseOwnAffairs(viewerId, ...deciders);
  return rows;
}

async function recordWanted(
  world: World,
  by: Authorship,
  { differenceId, userId }: Resolving,
  theirs: PaymentThere,
): Promise<Difference> {
  const { refundAlone } = world.settings.limits;
  const outcome = await world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const known = await unit.difference(differenceId);
    // Carried out by somebody else meanwhile, or by this very call before it was cut short.
    if (known?.status !== "open") return { difference: known };
    const recording = recordPayment(await caseOfOthers(unit, theirs, userId), theirs, circumstances);
    if (recording.kind === "obstacle") {
      const obstacle = differenceObstacles[recording.obstacle];
      await unit.save({ differences: [{ ...known, obstacle }] });
      return { difference: undefined };
    }
    if (recording.givesBack <= refundAlone) {
      const closed = closeDifference(known, "repaired", resolutionOf(by), circumstances.now);
      await unit.save(together(recording.changes, traced(closed, "difference.repaired", circumstances)));
      return { difference: closed };
    }
    const wish = { difference_id: differenceId, gives_back_kopecks: recording.givesBack };
    const approval = await askForApproval(
      unit,
      { kind: "resolve_difference", subject: `difference:${differenceId}`, wish },
      { userId, reason: by.reason },
      circumstances,
    );
    const waiting: Difference = {
      ...known,
      sides: known.sides.kind === "payment" ? { ...known.sides, theirs } : known.sides,
      obstacle: `${differenceObstacles.second_person}: approval ${approval.id}.`,
    };
    await unit.save({ differences: [waiting] });
    return { difference: waiting };
  });
  if (outcome.difference === undefined) throw new Refusal("difference_action_unfit", "differenceId");
  return outcome.difference;
}

async function carryOut(
  world: World,
  by: Authorship,
  difference: Difference,
  sight: Sight,
): Promise<string | undefined> {
  const { action } = difference;
  if (action === undefined || sight.kind === "unreadable") return differenceObstacles.nothing_ready;
  if (action === "make_receipt") {
    await makeReceipt(world, by, { ...difference, sides: sidesOf(sight) });
    return undefined;
  }
  return sight.kind === "payment"
    ? repairPayment(world, by, action, sight)
    : repairRefund(world, by, action, sight);
}

async function close(
  world: World,
  by: Authorship,
  differenceId: string,
  event: "repaired" | "vanished",
): Promise<Difference> {
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const known = await unit.difference(differenceId);
    if (known !== undefined && known.status !== "open") return known;
    const closed = closeDifference(known, event, resolutionOf(by), circumstances.now);
    await unit.save(
      event === "repaired" ? traced(closed, "difference.repaired", circumstances) : { differences: [closed] },
    );
    return closed;
  });
}

async function putObstacle(
  world: World,
  by: Authorship,
  differenceId: string,
  obstacle: string,
): Promise<void> {
  await world.store.change(by, async (unit) => {
    const known = await unit.difference(differenceId);
    if (known?.status === "open") await unit.save({ differences: [{ ...known, obstacle }] });
  });
}

function resolutionOf(by: Authorship): Resolution {
  return { by: by.actor, how: by.reason };
}

/** The closed difference, with the act that says who closed it. */
function traced(
  closed: Difference,
  name: "difference.repaired" | "difference.dismissed",
  circumstances: Circumstances,
): Changes {
  const { class: what, object, action } = closed;
  const details = { class: what, object, action: action ?? null };
  return {
    differences: [closed],
    acts: [act(name, `difference:${closed.id}`, details, circumstances)],
  };
}
