import type { PaymentThere } from "./both-sides.ts";
import type { Circumstances } from "./changes.ts";
import { noDeclines } from "./decline.ts";
import type { Language } from "./language.ts";
import { zeroKopecks } from "./money.ts";
import type { Payment } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import type { Subscription } from "./subscription.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";

/**
 * The subscription of an order whose rows are lost: as it began, but not to renew by itself, for the consent to that is
 * gone with it.
 * @param theirs an order that names its subscription and its viewer
 */
export function lostSubscription(
  { subscriptionId = "", userId = "", createdAt }: PaymentThere,
  type: SubscriptionType,
  price: Price,
  language: Language,
): Subscription {
  return {
    id: subscriptionId,
    userId,
    product: type.product,
    subscriptionTypeId: type.id,
    priceId: price.id,
    state: "pending",
    isRepeatable: false,
    startDate: undefined,
    endDate: undefined,
    paidPeriods: 0,
    extensions: [],
    paymentId: undefined,
    paymentMethodId: undefined,
    consentId: undefined,
    parkedReason: undefined,
    ...noDeclines,
    retryAt: undefined,
    noticePeriod: undefined,
    noticePriceId: undefined,
    language,
    endedAt: undefined,
    endCause: undefined,
    version: 1,
    createdAt,
  };
}

/** Where the viewer was sent back to, after paying on the provider's page, is lost. */
const lostReturnUrl = "";

/** What a lost payment was for. */
export interface LostOrder {
  /** The row under the id that the order names, when that stands for another object: then the payment gets a new id. */
  readonly named: Payment | undefined;
  /** The saved method that was charged; undefined when the viewer paid on the provider's page, or it is gone. */
  readonly method: PaymentMethod | undefined;
  readonly subscription: Subscription;
  readonly price: Price;
  readonly periodNumber: number;
}

/** The row of a payment that is lost: sent, and its outcome still to be settled. */
export function lostPayment(
  theirs: PaymentThere,
  { named, method, subscription, price, periodNumber }: LostOrder,
  { newId }: Circumstances,
): Payment {
  return {
    id: named === undefined && theirs.paymentId !== undefined ? theirs.paymentId : newId(),
    userId: subscription.userId,
    subscriptionId: subscription.id,
    priceId: price.id,
    purpose: periodNumber === 1 ? "first" : "renewal",
    periodNumber,
    amount: theirs.amount,
    status: "pending",
    refunded: zeroKopecks,
    paymentMethodId: method?.id,
    consentId: named?.consentId,
    saveMethod: named?.saveMethod ?? false,
    returnUrl: method === undefined ? lostReturnUrl : undefined,
    externalPaymentId: undefined,
    confirmationUrl: undefined,
    sentAt: theirs.createdAt,
    lastSentAt: theirs.createdAt,
    sentTimes: 1,
    methodType: undefined,
    paymentDate: undefined,
    undoneAt: undefined,
    cancellation: undefined,
    receiptRegistration: undefined,
    requestId: undefined,
    createdAt: theirs.createdAt,
  };
}
