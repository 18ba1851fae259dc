import type { EventName } from "./enums.ts";
import type { Method, Payment, Refund } from "./model.ts";
import { presentMethod, presentPayment, presentRefund } from "./present.ts";
import { shopOf, type World } from "./world.ts";

/** Notifications: the object as it is at `at`, to the cabinet's URL and to every partner's subscription. */

function urlsFor(world: World, shopId: string, event: EventName): string[] {
  const own = world.shops.get(shopId)?.webhookUrl ?? null;
  const subscribed = world.subscriptions
    .ofShop(shopId)
    .filter((subscription) => subscription.event === event)
    .map(({ url }) => url);
  return own === null ? subscribed : [own, ...subscribed];
}

function send(
  world: World,
  owned: { readonly id: string; readonly shopId: string },
  event: EventName,
  at: number,
  details: { readonly object: Record<string, unknown>; readonly paymentMethodId: string | null },
): void {
  const urls = urlsFor(world, owned.shopId, event);
  world.webhooks.notify({ shopId: owned.shopId, objectId: owned.id, event, urls, at, ...details });
}

/** There is no event for a pending payment. */
export function notifyPayment(world: World, payment: Payment, at: number): void {
  if (payment.status === "pending") return;
  send(world, payment, `payment.${payment.status}`, at, {
    object: presentPayment(payment, shopOf(world, payment), world.publicUrl),
    paymentMethodId: payment.chargedMethodId,
  });
}

/** The provider tells only of refunds that succeeded. */
export function notifyRefund(world: World, refund: Refund, at: number): void {
  if (refund.status !== "succeeded") return;
  const paymentMethodId = world.payments.get(refund.paymentId)?.chargedMethodId ?? null;
  send(world, refund, "refund.succeeded", at, { object: presentRefund(refund), paymentMethodId });
}

/** The provider tells only of methods that became active. */
export function notifyMethod(world: World, method: Method, at: number): void {
  if (method.face.status !== "active") return;
  send(world, method, "payment_method.active", at, {
    object: presentMethod(method, shopOf(world, method), world.publicUrl),
    paymentMethodId: method.id,
  });
}
