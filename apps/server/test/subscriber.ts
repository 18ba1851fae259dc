import { followPaymentNudge } from "@cinema/billing/nudge";
import type { BillingClient } from "@cinema/client/create-client";
import { consentVersion } from "@cinema/core/consent";
import { waitFor } from "@cinema/testkit/wait";
import { type House, planIds } from "./open-house.ts";

/** What a viewer who wants the month asks for. */
export const wish = {
  subscriptionTypeId: planIds.month,
  autoRenew: true,
  consentVersion,
  returnUrl: "http://localhost:3000/back?to=film",
};

/** Somebody whom no other test knows. */
export function somebody() {
  return { email: `${crypto.randomUUID()}@cinema.test`, sub: crypto.randomUUID() };
}

/** The provider's id of a payment. */
export async function externalIdOf(house: House, paymentId: string): Promise<string> {
  return (await house.world.store.payment(paymentId))?.externalPaymentId ?? "";
}

/** Waits for the notification to be stored, then does what the queue door would. */
export async function settleByNudge(house: House, externalId: string): Promise<void> {
  const key = `payment.settle:${externalId}`;
  await waitFor(
    async () => (await house.database.sql`select 1 from outbox where dedupe_key = ${key}`).length,
    { what: "the notification to be stored" },
  );
  const by = { actor: "billing:test", reason: "test", requestId: undefined };
  await followPaymentNudge(house.world, by, externalId);
}

/** The payer pays, with a card of the twin's, and the outcome is settled. */
export async function pay(house: House, paymentId: string, card = "5555555555554477"): Promise<void> {
  const externalId = await externalIdOf(house, paymentId);
  house.twin.pay(externalId, { card });
  await settleByNudge(house, externalId);
}

/** A viewer with a paid month and a saved card. */
export interface Subscriber {
  readonly viewer: ReturnType<typeof somebody>;
  readonly billing: BillingClient["billing"];
  readonly paymentId: string;
  readonly subscriptionId: string;
  readonly methodId: string;
}

export async function subscriber(house: House, card?: string): Promise<Subscriber> {
  const viewer = somebody();
  const { billing } = house.client(viewer, "en");
  const { paymentId, subscriptionId } = await billing.subscribe.mutate(wish);
  await pay(house, paymentId, card);
  const [method] = await house.world.store.paymentMethodsOf(viewer.sub);
  return { viewer, billing, paymentId, subscriptionId, methodId: method?.id ?? "" };
}
