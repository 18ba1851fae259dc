import type { Changes, Circumstances } from "./changes.ts";
import { giveConsent } from "./consent.ts";
import { noDeclines } from "./decline.ts";
import { hour, later } from "./instant.ts";
import type { Language } from "./language.ts";
import { zeroKopecks } from "./money.ts";
import type { Payment } from "./payment.ts";
import { Refusal } from "./refusal.ts";
import { isLive, type Subscription } from "./subscription.ts";
import { type Price, priceAt, type SubscriptionType } from "./subscription-type.ts";

/** What the viewer asks for. */
export interface SubscriptionWish {
  readonly userId: string;
  readonly autoRenew: boolean;
  readonly consentVersion: string | undefined;
  readonly returnUrl: string;
  readonly language: Language;
  readonly ip: string | undefined;
}

export interface SubscriptionCase {
  readonly type: SubscriptionType | undefined;
  readonly prices: readonly Price[];
  /** All subscriptions of the viewer to any product. */
  readonly subscriptions: readonly Subscription[];
}

/** Purchases, and changes of card, that one viewer may begin within an hour: more is a script or a mistake. */
export const mostBegunAnHour = 10;

/**
 * The beginning of a purchase: a pending subscription, the draft of its first payment and, when it is to renew
 * by itself, the consent as it was shown. The price is ours: the viewer names a plan, never a sum.
 * @throws {Refusal} plan_unknown, plan_inactive, already_subscribed, too_many_attempts, consent_required, consent_outdated
 */
export function beginSubscription(
  wish: SubscriptionWish,
  { type, prices, subscriptions }: SubscriptionCase,
  { now, newId }: Circumstances,
): Changes & { readonly payment: Payment } {
  if (type === undefined) throw new Refusal("plan_unknown", "subscriptionTypeId");
  const price = priceAt(prices, now);
  if (!type.isActive || price === undefined) throw new Refusal("plan_inactive", "subscriptionTypeId");
  if (subscriptions.some((other) => other.product === type.product && isLive(other)))
    throw new Refusal("already_subscribed");
  const begun = subscriptions.filter((other) => other.createdAt > later(now, -1 * hour));
  if (begun.length >= mostBegunAnHour) throw new Refusal("too_many_attempts");

  const consent = wish.autoRenew
    ? giveConsent({ ...wish, version: wish.consentVersion }, type, price, { now, newId })
    : undefined;
  const subscription: Subscription = {
    id: newId(),
    userId: wish.userId,
    product: type.product,
    subscriptionTypeId: type.id,
    priceId: price.id,
    state: "pending",
    isRepeatable: wish.autoRenew,
    startDate: undefined,
    endDate: undefined,
    paidPeriods: 0,
    extensions: [],
    paymentId: undefined,
    paymentMethodId: undefined,
    consentId: consent?.id,
    parkedReason: undefined,
    endedAt: undefined,
    endCause: undefined,
    ...noDeclines,
    retryAt: undefined,
    noticePeriod: undefined,
    noticePriceId: undefined,
    language: wish.language,
    version: 1,
    createdAt: now,
  };
  const payment = firstPayment(subscription, price, wish, { now, newId });
  return { subscriptions: [subscription], payments: [payment], consents: consent ? [consent] : [], payment };
}

function firstPayment(
  subscription: Subscription,
  price: Price,
  wish: SubscriptionWish,
  { now, newId }: Circumstances,
): Payment {
  return {
    id: newId(),
    userId: subscription.userId,
    subscriptionId: subscription.id,
    priceId: price.id,
    purpose: "first",
    periodNumber: 1,
    amount: price.amount,
    status: "draft",
    refunded: zeroKopecks,
    paymentMethodId: undefined,
    consentId: subscription.consentId,
    saveMethod: wish.autoRenew,
    returnUrl: wish.returnUrl,
    externalPaymentId: undefined,
    confirmationUrl: undefined,
    sentAt: undefined,
    lastSentAt: undefined,
    sentTimes: 0,
    paymentDate: undefined,
    methodType: undefined,
    undoneAt: undefined,
    cancellation: undefined,
    receiptRegistration: undefined,
    requestId: undefined,
    createdAt: now,
  };
}
