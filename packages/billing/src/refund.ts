import type { Changes } from "@cinema/core/changes";
import { between, type Instant, minute } from "@cinema/core/instant";
import { absenceProven, hasLeftSince, type RefusedRepeat } from "@cinema/core/payment";
import { isRefundFinal, type Refund } from "@cinema/core/refund";
import { decideRefundNoAnswer, decideRefundSending } from "@cinema/core/send-refund";
import { settleRefund, settleRefundAbsence } from "@cinema/core/settle-refund";
import { planName } from "@cinema/core/subscription-type";
import { describeRefund } from "./describe.ts";
import { Inconsistency, ProviderMisconfigured } from "./failures.ts";
import type { GatewayAnswer, ProviderRefund, RefundOrder } from "./gateway.ts";
import type { Authorship, RefundFile, World } from "./ports.ts";
import { answered } from "./read-answer.ts";

/** How long a refund waits for an engineer who mends our keys. */
const keyWait = 10 * minute;

/**
 * Sends a refund to the provider, or finds out what became of it: safe to repeat at any time, like a charge.
 * @throws {Inconsistency} when there is no such refund
 */
export async function issueRefund(world: World, by: Authorship, refundId: string): Promise<void> {
  const { sending, rows } = await world.store.change(by, async (unit) => {
    const rows = await load(unit.refundCase(refundId), refundId);
    const sending = decideRefundSending(rows.refund, { now: world.now(), newId: world.newId });
    await unit.save(sending.changes);
    return { sending, rows };
  });
  switch (sending.step) {
    case "nothing":
      return;
    case "settle":
      return askAboutRefund(world, by, refundId);
    case "look_up":
      return lookUp(world, by, rows, "never_reached_provider", rows.refund.lastSentAt ?? rows.refund.sentAt);
    case "send":
      return conclude(
        world,
        by,
        { ...rows, refund: sending.refund },
        rows.refund.lastSentAt,
        await world.gateway.createRefund(orderOf(rows)),
      );
  }
}

/** Asks the provider about a refund: there is no event for one that is canceled, so it is polled. */
export async function askAboutRefund(world: World, by: Authorship, refundId: string): Promise<void> {
  const refund = await world.store.refund(refundId);
  if (refund === undefined) throw new Inconsistency(`there is no refund ${refundId}`);
  if (refund.externalRefundId === undefined) return issueRefund(world, by, refundId);
  await settleRefundAs(world, by, refundId, answered(await world.gateway.getRefund(refund.externalRefundId)));
}

/** Saves what follows from the provider's refund. */
export async function settleRefundAs(
  world: World,
  by: Authorship,
  refundId: string,
  found: ProviderRefund,
): Promise<void> {
  await save(world, by, refundId, (rows, circumstances) => settleRefund(rows, found, circumstances));
}

/** @param sentBefore when the order last left before this time */
async function conclude(
  world: World,
  by: Authorship,
  rows: RefundFile,
  sentBefore: Instant | undefined,
  answer: GatewayAnswer<ProviderRefund>,
): Promise<void> {
  const { refund } = rows;
  switch (answer.kind) {
    case "answered":
      return settleRefundAs(world, by, refund.id, answer.value);
    case "unknown":
      world.log.warn("refund.unknown", { refund_id: refund.id, cause: answer.cause });
      return postpone(world, by, refund.id);
    case "throttled":
      return postpone(world, by, refund.id, answer.retryAfter ?? 1 * minute);
    case "unauthorised":
      return waitForOurKeys(world, by, refund.id, answer);
    case "refused":
      world.log.error("refund.refused", {
        refund_id: refund.id,
        said: `${answer.status} ${answer.code}: ${answer.description}`,
      });
      if (sentBefore !== undefined && refund.lastSentAt !== undefined) {
        const repeat = { sentAt: refund.lastSentAt, sentBefore };
        return lookUp(world, by, rows, "refused_by_provider", sentBefore, repeat);
      }
      return callOff(world, by, refund, "refused_by_provider");
  }
}

/**
 * @param lastSentAt of the order that may have got through, and may still be on its way
 * @param repeat which was refused after it
 */
async function lookUp(
  world: World,
  by: Authorship,
  { refund, payment }: RefundFile,
  otherwise: "never_reached_provider" | "refused_by_provider",
  lastSentAt: Instant | undefined,
  repeat?: RefusedRepeat,
): Promise<void> {
  const answer = await world.gateway.findRefund(refund.id, externalIdOf(payment));
  if (answer.kind === "unknown") return postpone(world, by, refund.id, undefined, repeat);
  if (answer.kind === "unauthorised") return waitForOurKeys(world, by, refund.id, answer);
  const { found } = answered(answer);
  if (found !== undefined) return settleRefundAs(world, by, refund.id, found);
  // Called off too early, the sum would be asked for again, or given back another way, and the first order get through.
  if (lastSentAt !== undefined && world.now() < absenceProven(lastSentAt))
    return postpone(world, by, refund.id, between(world.now(), absenceProven(lastSentAt)), repeat);
  await callOff(world, by, refund, otherwise);
}

/** @param asked as it was when the provider was asked about it */
function callOff(
  world: World,
  by: Authorship,
  asked: Refund,
  reason: "never_reached_provider" | "refused_by_provider",
): Promise<void> {
  return save(world, by, asked.id, (rows, circumstances) =>
    hasLeftSince(rows.refund, asked) ? {} : settleRefundAbsence(rows, reason, circumstances),
  );
}

/**
 * Plans the next try before it fails: the repeats of the queue, the one that went out with the order and those of the
 * job `inquiries` would else become ever more messages about one refund, and all of them dead letters.
 * @throws {ProviderMisconfigured} always, so that whoever asks by hand hears of it
 */
async function waitForOurKeys(
  world: World,
  by: Authorship,
  refundId: string,
  { status, code, description }: Extract<GatewayAnswer<unknown>, { readonly kind: "unauthorised" }>,
): Promise<never> {
  const said = `${status} ${code}: ${description}`;
  world.log.error("refund.unauthorised", { refund_id: refundId, said });
  await postpone(world, by, refundId, keyWait);
  throw new ProviderMisconfigured(said, { isPlanned: true });
}

async function postpone(
  world: World,
  by: Authorship,
  refundId: string,
  wait?: number,
  repeat?: RefusedRepeat,
): Promise<void> {
  await save(world, by, refundId, (rows, circumstances) =>
    decideRefundNoAnswer(rows.refund, circumstances, wait, repeat),
  );
}

async function save(
  world: World,
  by: Authorship,
  refundId: string,
  decide: (
    rows: RefundFile,
    circumstances: Pick<World, "newId"> & { now: ReturnType<World["now"]> },
  ) => Changes,
): Promise<void> {
  const { rows, changes } = await world.store.change(by, async (unit) => {
    const rows = await load(unit.refundCase(refundId), refundId);
    const changes = decide(rows, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return { rows, changes };
  });
  reportRejection(world, rows, changes);
}

/** Nobody tries again by himself, and the viewer was promised his money: a person has to hear of it. */
function reportRejection(world: World, before: RefundFile, { refunds = [] }: Changes): void {
  const [after, again] = refunds;
  if (isRefundFinal(before.refund) || after?.status !== "canceled" || again !== undefined) return;
  world.log.error("refund.rejected", {
    refund_id: after.id,
    external_id: after.externalRefundId,
    payment_id: before.payment.id,
    subscription_id: before.subscription.id,
    reason: after.cancellation?.reason,
  });
}

async function load(rows: Promise<RefundFile | undefined>, refundId: string): Promise<RefundFile> {
  const loaded = await rows;
  if (loaded === undefined) throw new Inconsistency(`there is no refund ${refundId}`);
  return loaded;
}

function orderOf({ refund, payment, subscription, type, viewer }: RefundFile): RefundOrder {
  return {
    refundId: refund.id,
    externalPaymentId: externalIdOf(payment),
    amount: refund.amount,
    description: describeRefund(planName(type, subscription.language), subscription.language),
    partial: refund.amount < payment.amount,
    customerEmail: viewer?.email,
    kind: refund.kind,
  };
}

function externalIdOf(payment: {
  readonly id: string;
  readonly externalPaymentId: string | undefined;
}): string {
  if (payment.externalPaymentId === undefined)
    throw new Inconsistency(`payment ${payment.id} was paid but has no id of the provider`);
  return payment.externalPaymentId;
}
