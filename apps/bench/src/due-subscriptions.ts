import { chargeWindow, noticeCause } from "@cinema/core/announce-renewal";
import { consentText, consentVersion } from "@cinema/core/consent";
import { noDeclines } from "@cinema/core/decline";
import { day, type Instant, instant, later } from "@cinema/core/instant";
import type { Letter } from "@cinema/core/letter";
import { kopecks, zeroKopecks } from "@cinema/core/money";
import type { Payment } from "@cinema/core/payment";
import type { Subscription } from "@cinema/core/subscription";
import { type Price, planName, type SubscriptionType } from "@cinema/core/subscription-type";

/** One plan of thirty days: with days instead of months the due moment can be set to the millisecond. */
const length = { unit: "day", count: 30 } as const;
const since = instant("2026-01-01T00:00:00.000Z");

/** Plans whose sums do not divide by each other, so that a kopeck charged to the wrong one shows in the totals. */
export const duePlans: readonly { readonly type: SubscriptionType; readonly price: Price }[] = [
  plan(1, "Основа", 39_900),
  plan(2, "Кино", 29_999),
  plan(3, "Студия", 12_347),
];

function plan(number: number, name: string, amount: number) {
  const subscriptionTypeId = `0198b000-0000-7000-8000-00000000000${number}`;
  return {
    type: {
      ...{ id: subscriptionTypeId, name, nameEn: undefined, product: "cinema", length },
      ...{ amount: kopecks(amount), isActive: true },
    },
    price: {
      id: `0198b000-0000-7000-8000-0000000000a${number}`,
      subscriptionTypeId,
      amount: kopecks(amount),
      startsAt: since,
    },
  };
}

/** Everything of one viewer whose renewal falls due: what a year of purchases and letters would have left. */
export type DueSubscription = ReturnType<typeof dueSubscription>;

/**
 * A viewer with one paid period, a saved card and a letter, four days old, that announced the next charge.
 * @param number tells viewers apart
 * @param dueAt when the renewal may first be charged
 */
export function dueSubscription(number: number, dueAt: Instant, newId: () => string) {
  const { type, price } = duePlans[number % duePlans.length] ?? plan(1, "", 1);
  const userId = `due-${number}`;
  const language = number % 2 === 0 ? ("ru" as const) : ("en" as const);
  const endDate = later(dueAt, chargeWindow);
  const startDate = later(endDate, -length.count * day);
  const consent = {
    ...{ id: newId(), userId, subscriptionTypeId: type.id, version: consentVersion, length, ip: undefined },
    ...{ text: consentText(price.amount, length, language), amount: price.amount, givenAt: startDate },
  };
  const method = {
    ...{ id: newId(), userId, externalId: newId(), consentId: consent.id },
    ...{ type: "bank_card", title: "Bank card *4444", cardLast4: "4444" },
    ...{ cardExpiryMonth: 12, cardExpiryYear: 2040, linkedAt: startDate, unlinkedAt: undefined },
  };
  const pending: Subscription = {
    ...{ id: newId(), userId, product: type.product, subscriptionTypeId: type.id, priceId: price.id },
    ...{ state: "pending", isRepeatable: true, paidPeriods: 0, ...noDeclines, version: 1, language },
    extensions: [],
    ...{ startDate: undefined, endDate: undefined, paymentId: undefined, parkedReason: undefined },
    ...{ endedAt: undefined, endCause: undefined },
    ...{ paymentMethodId: method.id, consentId: consent.id, retryAt: undefined },
    ...{ noticePeriod: undefined, noticePriceId: undefined, createdAt: startDate },
  };
  const payment: Payment = {
    ...{ id: newId(), userId, subscriptionId: pending.id, priceId: price.id, purpose: "first" },
    ...{ periodNumber: 1, amount: price.amount, status: "succeeded", refunded: zeroKopecks },
    ...{ paymentMethodId: undefined, consentId: consent.id, saveMethod: true, returnUrl: undefined },
    ...{
      externalPaymentId: newId(),
      confirmationUrl: undefined,
      sentAt: startDate,
      lastSentAt: startDate,
      sentTimes: 1,
    },
    ...{
      paymentDate: startDate,
      methodType: "bank_card",
      undoneAt: undefined,
      cancellation: undefined,
      receiptRegistration: undefined,
    },
    ...{ requestId: undefined, createdAt: startDate },
  };
  const announcedAt = later(dueAt, -4 * day);
  const letter: Letter = {
    ...{ id: newId(), cause: noticeCause(pending, 2), userId, template: "charge_coming", language },
    ...{
      data: { planName: planName(type, language), nextAmount: price.amount, nextChargeAt: dueAt },
      status: "sent",
    },
    ...{ createdAt: announcedAt, sentAt: announcedAt, error: undefined, copyOf: undefined },
  };
  const active: Subscription = {
    ...pending,
    ...{ state: "active", startDate, endDate, paidPeriods: 1, paymentId: payment.id, version: 2 },
    ...{ noticePeriod: 2, noticePriceId: price.id },
  };
  const viewer = { userId, email: `${userId}@cinema.test`, name: "Анна", language, updatedAt: startDate };
  return { viewer, consent, method, pending, payment, active, letter };
}
