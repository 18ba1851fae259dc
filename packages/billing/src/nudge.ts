import type { Message } from "@cinema/core/message";
import { Inconsistency } from "./failures.ts";
import type { ProviderPayment } from "./gateway.ts";
import type { Authorship, World } from "./ports.ts";
import { answered } from "./read-answer.ts";
import { settleRefundAs } from "./refund.ts";
import { settle, settleAs } from "./settle.ts";

/**
 * Somebody says that something happened to an object of the provider (a webhook). It is not believed, only
 * stored, so that the sender is answered at once and the provider is asked afterwards.
 */
export async function storeNudge(
  world: World,
  by: Authorship,
  nudge: { readonly objectKind: "payment" | "refund"; readonly externalId: string },
): Promise<void> {
  const message: Message = {
    id: world.newId(),
    topic: nudge.objectKind === "payment" ? "payment.settle" : "refund.settle",
    body: { external_id: nudge.externalId },
    availableAt: world.now(),
    dedupeKey: `${nudge.objectKind}.settle:${nudge.externalId}`,
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

/** Follows a nudge about a refund: one of ours is settled; one made by hand in the cabinet is reported. */
export async function followRefundNudge(world: World, by: Authorship, externalId: string): Promise<void> {
  const answer = await world.gateway.getRefund(externalId);
  if (answer.kind === "refused") {
    world.log.warn("nudge.not_ours", { external_id: externalId });
    return;
  }
  const found = answered(answer);
  const refundId = (await world.store.refundIdByExternal(externalId)) ?? found.refundId;
  if (refundId === undefined) {
    world.log.warn("refund.by_hand", {
      external_id: externalId,
      external_payment_id: found.externalPaymentId,
    });
    return;
  }
  await settleRefundAs(world, by, refundId, found);
}
