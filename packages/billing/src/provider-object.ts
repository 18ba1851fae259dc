import { Refusal } from "@cinema/core/refusal";
import { orRefused } from "./ask-provider.ts";
import { findPayment, findRefund } from "./find-order.ts";
import type { ProviderObject } from "./gateway.ts";
import type { World } from "./ports.ts";
import { answered } from "./read-answer.ts";

/** What the provider says of one of our orders, in its own words; undefined when it has never heard of it. */
export interface ProviderSide {
  readonly externalId: string;
  readonly object: ProviderObject;
}

/**
 * The provider's object of a payment as it is now, for people to read; nothing changes here.
 * @throws {Refusal} payment_unknown, provider_unaware, provider_rejects_us
 * @throws {ProviderUnavailable} no answer
 */
export async function providerSideOfPayment(
  world: World,
  paymentId: string,
): Promise<ProviderSide | undefined> {
  const payment = await world.store.payment(paymentId);
  if (payment === undefined) throw new Refusal("payment_unknown", "paymentId");
  return orRefused(world, { payment_id: paymentId }, async () => {
    const known = payment.externalPaymentId ?? (await findPayment(world, payment))?.externalId;
    return known === undefined ? undefined : look(world, "payment", known);
  });
}

/**
 * The same for a refund.
 * @throws {Refusal} refund_unknown and those of {@link providerSideOfPayment}
 * @throws {ProviderUnavailable} no answer
 */
export async function providerSideOfRefund(
  world: World,
  refundId: string,
): Promise<ProviderSide | undefined> {
  const refund = await world.store.refund(refundId);
  if (refund === undefined) throw new Refusal("refund_unknown", "refundId");
  return orRefused(world, { refund_id: refundId }, async () => {
    const known = refund.externalRefundId ?? (await findRefund(world, refund))?.externalId;
    return known === undefined ? undefined : look(world, "refund", known);
  });
}

async function look(world: World, kind: "payment" | "refund", externalId: string): Promise<ProviderSide> {
  return { externalId, object: answered(await world.gateway.getObject(kind, externalId)) };
}
