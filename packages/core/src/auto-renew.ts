import { type Changes, type Circumstances, together } from "./changes.ts";
import { giveConsent } from "./consent.ts";
import { paymentEvent, subscriptionEvent } from "./event.ts";
import { advancePayment, type Payment } from "./payment.ts";
import { methodName, type PaymentMethod } from "./payment-method.ts";
import { Refusal } from "./refusal.ts";
import { advanceOrEnd, isLive, type Subscription } from "./subscription.ts";
import { type Price, planName, type SubscriptionType } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** A live subscription with what hangs on it, read under lock. */
export interface LiveCase {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  /** At which the coming period is charged, see `comingPrice`. */
  readonly price: Price;
  readonly method: PaymentMethod | undefined;
  /** The charge of the coming period that has no outcome yet. */
  readonly unfinished: Payment | undefined;
}

/**
 * The viewer wants no more charges: accepted at once, also while one is being prepared. What has not left is
 * withdrawn; what has left cannot be called back and, when it is paid, still buys its period. Without a paid
 * period to finish (grace, hold) the subscription ends now.
 */
export function switchAutoRenewOff(rows: LiveCase, circumstances: Circumstances): Changes {
  const { subscription } = rows;
  if (!isLive(subscription)) return {};
  if (subscription.state !== "active") return endNow(rows, "withdrawn", circumstances);
  if (!subscription.isRepeatable && !wouldSwitchOn(rows)) return {};
  const off: Subscription = {
    ...subscription,
    isRepeatable: false,
    // The consent is taken back: what was begun under it may still be paid, but keeps no method for the future.
    consentId: undefined,
    // A try that was planned stays planned: it is not made while this is off, and is made should it go on again.
    version: subscription.version + 1,
  };
  return together(
    { subscriptions: [off], messages: [subscriptionEvent("auto-renew-changed", off, circumstances)] },
    withdrawUnsent(rows.unfinished, off, circumstances),
  );
}

/** He pays the coming period on the provider's page just now, with a card that is then charged again. */
function wouldSwitchOn({ subscription, unfinished }: LiveCase): boolean {
  return (
    unfinished?.returnUrl !== undefined &&
    unfinished.saveMethod &&
    unfinished.consentId === subscription.consentId
  );
}

/**
 * The viewer wants charges again: needs a saved method and a consent to the sum that will be taken.
 * @throws {Refusal} not_subscribed, method_missing, consent_required, consent_outdated
 */
export function switchAutoRenewOn(
  { subscription, type, price, method }: LiveCase,
  consent: { readonly version: string | undefined; readonly ip: string | undefined },
  circumstances: Circumstances,
): Changes {
  if (!isLive(subscription)) throw new Refusal("not_subscribed");
  if (subscription.isRepeatable) return {};
  if (method === undefined || method.unlinkedAt !== undefined) throw new Refusal("method_missing");
  const given = giveConsent(
    { userId: subscription.userId, language: subscription.language, ...consent },
    type,
    price,
    circumstances,
  );
  const on: Subscription = {
    ...subscription,
    isRepeatable: true,
    consentId: given.id,
    version: subscription.version + 1,
  };
  return {
    consents: [given],
    subscriptions: [on],
    messages: [subscriptionEvent("auto-renew-changed", on, circumstances)],
  };
}

/**
 * The viewer refuses a saved method (376-FZ): final, at once, and for all his subscriptions that it pays for.
 * @param users the live subscriptions that are charged by this method
 * @throws {Refusal} method_unknown when it is not his or already unlinked
 */
export function unlinkMethod(
  method: PaymentMethod | undefined,
  users: readonly LiveCase[],
  language: Subscription["language"],
  circumstances: Circumstances,
): Changes {
  if (method === undefined || method.unlinkedAt !== undefined)
    throw new Refusal("method_unknown", "paymentMethodId");
  const unlinked: PaymentMethod = { ...method, unlinkedAt: circumstances.now };
  const withdrawn = users.map((rows) => {
    const subscription = { ...rows.subscription, paymentMethodId: undefined, consentId: undefined };
    if (subscription.state === "active" && !subscription.isRepeatable)
      return { subscriptions: [{ ...subscription, version: subscription.version + 1 }] };
    return switchAutoRenewOff({ ...rows, subscription }, circumstances);
  });
  return together(
    { paymentMethods: [unlinked] },
    ...withdrawn,
    writeLetter(
      "method_unlinked",
      `payment_method:${method.id}`,
      { userId: method.userId, language },
      { methodTitle: methodName(method, language) },
      circumstances,
    ),
  );
}

/** Ends a live subscription now; a charge that has not left goes no more. */
export function endNow(
  { subscription, type, unfinished }: LiveCase,
  event: "withdrawn" | "refunded_in_full" | "closed",
  circumstances: Circumstances,
): Changes {
  const change = { isRepeatable: false, retryAt: undefined };
  const ended = advanceOrEnd(subscription, event, circumstances.now, change);
  return together(
    { subscriptions: [ended], messages: [subscriptionEvent("ended", ended, circumstances)] },
    withdrawUnsent(unfinished, ended, circumstances),
    writeLetter(
      event === "closed" ? "closed" : "ended",
      `subscription:${ended.id}:ended:${ended.paidPeriods}`,
      ended,
      { planName: planName(type, ended.language) },
      circumstances,
    ),
  );
}

/** A charge that has not left goes no more; who asked for it hears so. */
export function withdrawUnsent(
  unfinished: Payment | undefined,
  subscription: Subscription,
  circumstances: Circumstances,
): Changes {
  if (unfinished?.status !== "draft") return {};
  const cancellation = { party: "merchant", reason: "withdrawn" };
  const withdrawn = advancePayment(unfinished, "withdrawn", { cancellation });
  return { payments: [withdrawn], messages: [paymentEvent(withdrawn, subscription, circumstances)] };
}
