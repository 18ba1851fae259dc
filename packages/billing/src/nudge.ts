import type { Message } from "@cinema/core/message";
import { Inconsistency } from "./failures.ts";
import type { ProviderPayment, ProviderRefund } from "./gateway.ts";
import type { Authorship, World } from "./ports.ts";
import { answered } from "./read-answer.ts";
import { recordForeignRefund } from "./record-foreign-refund.ts";
import { settleRefundAs } from "./refund.ts";
import { settle, settleAs } from "./settle.ts";

/** Who follows a nudge about which kind of the provider's objects. */
const settleTopics = {
  payment: "payment.settle",
  refund: "refund.settle",
  payment_method: "binding.settle",
} as const;

/**
 * Somebody says that something happened to an object of the provider (a webhook). It is not believed, only
 * stored, so that the sender is answered at once and the provider is asked afterwards.
 */
export async function storeNudge(
  world: World,
  by: Authorship,
  nudge: { readonly objectKind: keyof typeof settleTopics; readonly externalId: string },
): Promise<void> {
  const message: Message = {
    id: world.newId(),
    topic: settleTopics[nudge.objectKind],
    body: { external_id: nudge.externalId },
    availableAt: world.now(),
    dedupeKey: `${settleTopics[nudge.objectKind]}:${nudge.externalId}`,
  };
  await world.store.change(by, (unit) => unit.save({ messages: [message] }));
}

/**
 * Follows a nudge about a payment: the provider's own object tells which payment of ours it is.
 * @throws {Inconsistency} when it names one of ours that does not exist (it is kept and tried again)
 */
export async function followPaymentNudge(world: World, by: Authorship, externalId: string): Promise<void> {
  const known = await world.store.paymentIdByExternal(externalId);
  if (known !== undefined) {
    await settle(world, by, known);
    return;
  }
  const found = await genuine(world, externalId);
  if (found?.paymentId === undefined) {
    // A forged notification, or a payment of the same shop that is not this service's.
    world.log.warn("nudge.not_ours", { external_id: externalId });
    return;
  }
  if ((await world.store.payment(found.paymentId)) === undefined)
    throw new Inconsistency(
      `the provider's payment ${externalId} names ${found.paymentId}, which is not here`,
    );
  await settleAs(world, by, found.paymentId, found);
}

async function genuine(world: World, externalId: string): Promise<ProviderPayment | undefined> {
  const answer = await world.gateway.getPayment(externalId);
  return answer.kind === "refused" ? undefined : answered(answer);
}

/**
 * Follows a nudge about a refund: one of ours is settled; one made by hand in the cabinet is written down.
 * @throws {Inconsistency} when it gave back more than our books have left (it is kept and tried again)
 */
export async function followRefundNudge(world: World, by: Authorship, externalId: string): Promise<void> {
  const answer = await world.gateway.getRefund(externalId);
  if (answer.kind === "refused") {
    world.log.warn("nudge.not_ours", { external_id: externalId });
    return;
  }
  const found = answered(answer);
  const refundId = (await world.store.refundIdByExternal(externalId)) ?? found.refundId;
  if (refundId !== undefined) return settleRefundAs(world, by, refundId, found);
  // One that is still on its way, or was called off, has moved no money; its success is nudged about again.
  if (found.status === "succeeded") await recordHandRefund(world, by, found);
}

async function recordHandRefund(world: World, by: Authorship, found: ProviderRefund): Promise<void> {
  const ids = { external_id: found.externalId, external_payment_id: found.externalPaymentId };
  // That it was paid may be news as well: what is given back must have been taken first.
  await followPaymentNudge(world, by, found.externalPaymentId);
  const paymentId = await world.store.paymentIdByExternal(found.externalPaymentId);
  const payment = paymentId === undefined ? undefined : await world.store.payment(paymentId);
  if (payment === undefined) {
    world.log.warn("nudge.not_ours", ids);
    return;
  }
  await world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    await unit.save(await recordForeignRefund(unit, payment, found, circumstances));
  });
  world.log.warn("refund.by_hand", { ...ids, payment_id: payment.id });
}
