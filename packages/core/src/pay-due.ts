import { type LiveCase, withdrawUnsent } from "./auto-renew.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { giveConsent } from "./consent.ts";
import { zeroKopecks } from "./money.ts";
import type { Payment } from "./payment.ts";
import { Refusal } from "./refusal.ts";
import { comingPeriod, isLive, type Subscription } from "./subscription.ts";

/**
 * The viewer pays for the coming period himself on the provider's page, with a card that is then kept: the way
 * out of a declined renewal. What was prepared on the old card and has not left is withdrawn.
 * @throws {Refusal} not_subscribed, nothing_due, payment_in_progress, consent_required, consent_outdated
 */
export function payDue(
  { subscription, type, price, unfinished }: LiveCase,
  wish: {
    readonly consentVersion: string | undefined;
    readonly ip: string | undefined;
    readonly returnUrl: string;
  },
  circumstances: Circumstances,
): Changes & { readonly payment: Payment } {
  const owed = comingPeriod(subscription, type.length);
  // Once the owed period is over itself, the subscription is about to end: nobody pays for days gone by.
  if (!isLive(subscription) || owed === undefined || owed.end <= circumstances.now)
    throw new Refusal("not_subscribed");
  if (subscription.state === "active" && subscription.tries === 0) throw new Refusal("nothing_due");
  if (unfinished !== undefined && unfinished.status !== "draft") throw new Refusal("payment_in_progress");
  const consent = giveConsent(
    {
      userId: subscription.userId,
      language: subscription.language,
      version: wish.consentVersion,
      ip: wish.ip,
    },
    type,
    price,
    circumstances,
  );
  const payment: Payment = {
    id: circumstances.newId(),
    userId: subscription.userId,
    subscriptionId: subscription.id,
    priceId: price.id,
    purpose: "renewal",
    periodNumber: owed.number,
    amount: price.amount,
    status: "draft",
    refunded: zeroKopecks,
    paymentMethodId: undefined,
    consentId: consent.id,
    saveMethod: true,
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
    createdAt: circumstances.now,
  };
  // Switching renewal off before it is paid takes this consent back.
  const agreed: Subscription = { ...subscription, consentId: consent.id, version: subscription.version + 1 };
  const replaced = withdrawUnsent(unfinished, agreed, circumstances);
  return {
    ...together(replaced, { consents: [consent], subscriptions: [agreed], payments: [payment] }),
    payment,
  };
}
