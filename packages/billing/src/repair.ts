import type { PaymentThere } from "@cinema/core/both-sides";
import type { DifferenceAction } from "@cinema/core/difference-class";
import { differenceObstacles } from "@cinema/core/difference-obstacle";
import { isFinal } from "@cinema/core/payment";
import { isHarmless, type Recording, recordPayment } from "@cinema/core/record-payment";
import type { RefundOrigin } from "@cinema/core/record-refund";
import { isRefundFinal } from "@cinema/core/refund";
import { charge } from "./charge.ts";
import { Inconsistency } from "./failures.ts";
import type { ProviderRefund } from "./gateway.ts";
import type { Authorship, World } from "./ports.ts";
import { recordForeignRefund } from "./record-foreign-refund.ts";
import { issueRefund, settleRefundAs } from "./refund.ts";
import { settleAs } from "./settle.ts";
import type { PaymentSight, RefundSight } from "./sight.ts";
import { paymentThere } from "./their-side.ts";

/**
 * Puts right what differs about a payment, by the operation that does the same in its usual course; safe to repeat.
 * @returns in words why it could not; undefined when it is done
 */
export async function repairPayment(
  world: World,
  by: Authorship,
  action: DifferenceAction,
  { ours, found }: PaymentSight,
): Promise<string | undefined> {
  switch (action) {
    case "settle_payment":
      await settleAs(world, by, present(ours).paymentId, present(found));
      return undefined;
    case "look_up_payment": {
      const payment = await charge(world, by, present(ours).paymentId);
      return isFinal(payment) || payment.externalPaymentId !== undefined
        ? undefined
        : differenceObstacles.provider_silent;
    }
    case "record_payment":
      return recordHarmless(world, by, paymentThere(present(found)));
    default:
      throw new Inconsistency(`${action} does not belong to a payment`);
  }
}

/** Likewise what differs about a refund. */
export async function repairRefund(
  world: World,
  by: Authorship,
  action: DifferenceAction,
  { ours, found, paymentId }: RefundSight,
): Promise<string | undefined> {
  switch (action) {
    case "settle_refund":
      await settleRefundAs(world, by, present(ours).refundId, present(found));
      return undefined;
    case "look_up_refund": {
      const { refundId } = present(ours);
      await issueRefund(world, by, refundId);
      const refund = await world.store.refund(refundId);
      return refund !== undefined && (isRefundFinal(refund) || refund.externalRefundId !== undefined)
        ? undefined
        : differenceObstacles.provider_silent;
    }
    case "record_refund":
      await recordRefundOf(world, by, present(paymentId), present(found));
      return undefined;
    default:
      throw new Inconsistency(`${action} does not belong to a refund`);
  }
}

/** What the recording of a payment would come to as things are; nothing is saved. */
export async function planRecording(world: World, by: Authorship, theirs: PaymentThere) {
  return world.store.change(by, async (unit) => {
    const rows = await unit.recordingCase(theirs);
    return { rows, recording: recordPayment(rows, theirs, { now: world.now(), newId: world.newId }) };
  });
}

/** Records a payment unless money would go back by it: that is for a person to want. */
async function recordHarmless(
  world: World,
  by: Authorship,
  theirs: PaymentThere,
): Promise<string | undefined> {
  const recording: Recording = await world.store.change(by, async (unit) => {
    const rows = await unit.recordingCase(theirs);
    const recording = recordPayment(rows, theirs, { now: world.now(), newId: world.newId });
    if (recording.kind !== "obstacle" && isHarmless(recording)) await unit.save(recording.changes);
    return recording;
  });
  if (recording.kind === "obstacle") return differenceObstacles[recording.obstacle];
  return isHarmless(recording) ? undefined : differenceObstacles.money_would_go_back;
}

async function recordRefundOf(
  world: World,
  by: Authorship,
  paymentId: string,
  found: ProviderRefund,
): Promise<void> {
  const payment = await world.store.payment(paymentId);
  if (payment === undefined) throw new Inconsistency(`there is no payment ${paymentId}`);
  const isFree = found.refundId !== undefined && (await world.store.refund(found.refundId)) === undefined;
  await world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    await unit.save(await recordForeignRefund(unit, payment, found, circumstances, originOf(found, isFree)));
  });
}

/** A refund that was ordered by us is recorded as such, under its own id when no row stands under it. */
function originOf({ refundId, refundKind }: ProviderRefund, isFree: boolean): RefundOrigin | undefined {
  if (refundId === undefined) return undefined;
  return {
    reason: "found at the provider by a reconciliation; our own row was lost or stands for another one",
    order: { id: isFree ? refundId : undefined, kind: isFree ? refundKind : "partial" },
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Inconsistency("what is to be repaired has one side only");
  return value;
}
