import { switchAutoRenewOff, switchAutoRenewOn, unlinkMethod } from "@cinema/core/auto-renew";
import type { Changes } from "@cinema/core/changes";
import type { Instant } from "@cinema/core/instant";
import { payDue as payDueRule } from "@cinema/core/pay-due";
import { Refusal } from "@cinema/core/refusal";
import {
  previewRefund,
  type RefundPreview,
  type RefundWish,
  requestRefund,
} from "@cinema/core/request-refund";
import { charge } from "./charge.ts";
import type { Authorship, UnitOfWork, World } from "./ports.ts";
import { type BegunPurchase, requireOwnOrigin } from "./subscribe.ts";

/** The product that a viewer means when he names none. */
export const defaultProduct = "cinema";

/**
 * The viewer switches automatic renewal off (always accepted, at once) or on (needs a saved method and consent).
 * @throws {Refusal} not_subscribed, method_missing, consent_required, consent_outdated
 */
export async function setAutoRenew(
  world: World,
  by: Authorship,
  wish: {
    readonly userId: string;
    readonly isOn: boolean;
    readonly consentVersion: string | undefined;
    readonly ip: string | undefined;
  },
): Promise<void> {
  await decide(world, by, async (unit, circumstances) => {
    const rows = await unit.liveCase(wish.userId, defaultProduct);
    if (rows === undefined) throw new Refusal("not_subscribed");
    return wish.isOn
      ? switchAutoRenewOn(rows, { version: wish.consentVersion, ip: wish.ip }, circumstances)
      : switchAutoRenewOff(rows, circumstances);
  });
}

/**
 * The viewer refuses a saved card or wallet for ever: once this returns, no charge on it can be made.
 * @throws {Refusal} method_unknown
 */
export async function unlinkPaymentMethod(
  world: World,
  by: Authorship,
  wish: { readonly userId: string; readonly paymentMethodId: string },
): Promise<void> {
  await decide(world, by, async (unit, circumstances) => {
    const { method, users, language } = await unit.methodCase(wish.userId, wish.paymentMethodId);
    return unlinkMethod(method, users, language, circumstances);
  });
}

/**
 * The viewer pays for the owed period himself, on the provider's page.
 * @throws {Refusal} those of the rule; return_url_foreign, provider_refused
 */
export async function payDue(
  world: World,
  by: Authorship,
  wish: {
    readonly userId: string;
    readonly returnUrl: string;
    readonly consentVersion: string | undefined;
    readonly ip: string | undefined;
  },
): Promise<BegunPurchase> {
  requireOwnOrigin(wish.returnUrl, world.settings.returnOrigins);
  const draft = await world.store.change(by, async (unit) => {
    const rows = await unit.liveCase(wish.userId, defaultProduct);
    if (rows === undefined) throw new Refusal("not_subscribed");
    const { payment, ...changes } = payDueRule(rows, wish, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return payment;
  });
  const payment = await charge(world, by, draft.id);
  if (payment.status === "canceled") throw new Refusal("provider_refused");
  return {
    subscriptionId: payment.subscriptionId,
    paymentId: payment.id,
    confirmationUrl: payment.confirmationUrl,
  };
}

/**
 * What a refund of one of the viewer's payments would give back now.
 * @throws {Refusal} payment_unknown and those of the rule
 */
export async function previewViewerRefund(
  world: World,
  by: Authorship,
  wish: { readonly userId: string; readonly paymentId: string } & RefundWish,
): Promise<RefundPreview> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.refundRequestCase(wish.userId, wish.paymentId);
    if (rows === undefined) throw new Refusal("payment_unknown", "paymentId");
    return previewRefund(rows, wish, world.now());
  });
}

/**
 * The viewer asks for his money back: reserved and committed here, given back by the consumer.
 * @throws {Refusal} payment_unknown and those of the rule
 */
export async function requestViewerRefund(
  world: World,
  by: Authorship,
  wish: { readonly userId: string; readonly paymentId: string; readonly reason: string } & RefundWish,
): Promise<RefundPreview & { readonly refundId: string }> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.refundRequestCase(wish.userId, wish.paymentId);
    if (rows === undefined) throw new Refusal("payment_unknown", "paymentId");
    const circumstances = { now: world.now(), newId: world.newId };
    const preview = previewRefund(rows, wish, circumstances.now);
    const changes = requestRefund(rows, wish, { reason: wish.reason, requestedBy: by.actor }, circumstances);
    await unit.save(changes);
    return { ...preview, refundId: changes.refunds?.[0]?.id ?? "" };
  });
}

async function decide(
  world: World,
  by: Authorship,
  work: (unit: UnitOfWork, circumstances: { now: Instant; newId: () => string }) => Promise<Changes>,
): Promise<void> {
  await world.store.change(by, async (unit) => {
    await unit.save(await work(unit, { now: world.now(), newId: world.newId }));
  });
}
