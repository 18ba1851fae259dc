import { hour, later } from "@cinema/core/instant";
import type { Payment } from "@cinema/core/payment";
import type { Refund } from "@cinema/core/refund";
import type { ProviderPayment, ProviderRefund } from "./gateway.ts";
import type { World } from "./ports.ts";
import { answered } from "./read-answer.ts";

/**
 * Looks an order up at the provider by our own id; undefined when the list was read to its end without it.
 * @throws {ProviderUnavailable | ProviderMisconfigured} no answer
 */
export async function findPayment(world: World, payment: Payment): Promise<ProviderPayment | undefined> {
  const { id, sentAt } = payment;
  if (sentAt === undefined) return undefined;
  // An hour either way: the provider's clock is not ours.
  const [from, to] = [later(sentAt, -1 * hour), later(payment.lastSentAt ?? sentAt, 1 * hour)];
  return answered(await world.gateway.findPayment(id, from, to)).found;
}

/** The same for the order of a refund. */
export async function findRefund(world: World, refund: Refund): Promise<ProviderRefund | undefined> {
  const payment = await world.store.payment(refund.paymentId);
  if (refund.sentAt === undefined || payment?.externalPaymentId === undefined) return undefined;
  return answered(await world.gateway.findRefund(refund.id, payment.externalPaymentId)).found;
}
