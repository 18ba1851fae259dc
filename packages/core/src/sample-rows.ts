import type { PaymentThere, RefundThere } from "./both-sides.ts";
import type { Changes, Circumstances } from "./changes.ts";
import type { Consent } from "./consent.ts";
import { noDeclines } from "./decline.ts";
import { type Instant, instant } from "./instant.ts";
import type { Letter } from "./letter.ts";
import type { Mailing } from "./mailing.ts";
import { kopecks, zeroKopecks } from "./money.ts";
import type { Payment, PaymentStatus } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import type { Refund } from "./refund.ts";
import type { ProviderRefundFacts } from "./settle-refund.ts";
import type { ProviderFacts, SettlementCase } from "./settlement.ts";
import type { Subscription } from "./subscription.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";

// Whole, plausible rows for tests, each changed where the test needs it; production code never imports them.

/** The moment at which the samples stand: noon in Moscow. */
export const sampleNow: Instant = instant("2026-11-22T12:00:00+03:00");

/** Ids in the form of UUIDs that say what they belong to: `sampleId(3)` ends with "3". */
export function sampleId(number: number): string {
  return `0193a000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/** The moment and a fresh row of ids, counted from 900. */
export function sampleCircumstances(now: Instant = sampleNow): Circumstances {
  let last = 900;
  return {
    now,
    newId: () => {
      last += 1;
      return sampleId(last);
    },
  };
}

export function sampleType(change: Partial<SubscriptionType> = {}): SubscriptionType {
  return {
    id: sampleId(1),
    name: "Месяц",
    nameEn: "Month",
    product: "cinema",
    length: { unit: "month", count: 1 },
    amount: kopecks(29_900),
    isActive: true,
    ...change,
  };
}

export function samplePrice(change: Partial<Price> = {}): Price {
  return {
    id: sampleId(2),
    subscriptionTypeId: sampleId(1),
    amount: kopecks(29_900),
    startsAt: instant("2026-01-01T00:00:00+03:00"),
    ...change,
  };
}

export function sampleConsent(change: Partial<Consent> = {}): Consent {
  return {
    id: sampleId(3),
    userId: "viewer",
    subscriptionTypeId: sampleId(1),
    version: "2026-11-22",
    text: "I agree",
    amount: kopecks(29_900),
    length: { unit: "month", count: 1 },
    givenAt: sampleNow,
    ip: "127.0.0.1",
    ...change,
  };
}

/** A purchase that has begun: nothing paid, to renew by itself. */
export function sampleSubscription(change: Partial<Subscription> = {}): Subscription {
  return {
    id: sampleId(4),
    userId: "viewer",
    product: "cinema",
    subscriptionTypeId: sampleId(1),
    priceId: sampleId(2),
    state: "pending",
    isRepeatable: true,
    startDate: undefined,
    endDate: undefined,
    paidPeriods: 0,
    extensions: [],
    paymentId: undefined,
    paymentMethodId: undefined,
    consentId: sampleId(3),
    parkedReason: undefined,
    endedAt: undefined,
    endCause: undefined,
    ...noDeclines,
    retryAt: undefined,
    noticePeriod: undefined,
    noticePriceId: undefined,
    language: "ru",
    version: 1,
    createdAt: sampleNow,
    ...change,
  };
}

/** A subscription in its first paid month, to renew by itself. */
export function sampleLiveSubscription(change: Partial<Subscription> = {}): Subscription {
  return sampleSubscription({
    state: "active",
    startDate: sampleNow,
    endDate: instant("2026-12-22T12:00:00+03:00"),
    paidPeriods: 1,
    paymentId: sampleId(5),
    paymentMethodId: sampleId(6),
    version: 2,
    ...change,
  });
}

/** The draft of a first payment. */
export function samplePayment(change: Partial<Payment> = {}): Payment {
  return {
    id: sampleId(5),
    userId: "viewer",
    subscriptionId: sampleId(4),
    priceId: sampleId(2),
    purpose: "first",
    periodNumber: 1,
    amount: kopecks(29_900),
    status: "draft",
    refunded: zeroKopecks,
    paymentMethodId: undefined,
    consentId: sampleId(3),
    saveMethod: true,
    returnUrl: "https://cinema.test/paid",
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
    createdAt: sampleNow,
    ...change,
  };
}

/** The provider's id in the samples' facts. */
export const sampleExternalId = "2d3f1234-000f-5000-9000-1edaf29243f2";

/** A first payment as it stands in each status; only an answer of the provider brings the provider's id. */
export function samplePaymentIn(status: PaymentStatus, change: Partial<Payment> = {}): Payment {
  const wasSent = status !== "draft";
  return samplePayment({
    status,
    sentAt: wasSent ? sampleNow : undefined,
    lastSentAt: wasSent ? sampleNow : undefined,
    sentTimes: wasSent ? 1 : 0,
    externalPaymentId: status === "draft" || status === "unknown" ? undefined : sampleExternalId,
    paymentDate: status === "succeeded" ? sampleNow : undefined,
    cancellation: status === "canceled" ? { party: "payment_network", reason: "general_decline" } : undefined,
    ...change,
  });
}

/** The rows of a purchase that waits for its payment. */
export function sampleSettlement(change: Partial<SettlementCase> = {}): SettlementCase {
  return {
    payment: samplePaymentIn("pending"),
    subscription: sampleSubscription(),
    type: sampleType(),
    prices: [samplePrice()],
    consent: sampleConsent(),
    others: [],
    ...change,
  };
}

/** The provider's object of {@link samplePayment}, paid by a card that it saved. */
export function sampleFacts(change: Partial<ProviderFacts> = {}): ProviderFacts {
  return {
    externalId: sampleExternalId,
    status: "succeeded",
    amount: kopecks(29_900),
    capturedAt: sampleNow,
    confirmationUrl: undefined,
    cancellation: undefined,
    receiptRegistration: undefined,
    method: {
      externalId: sampleExternalId,
      type: "bank_card",
      saved: true,
      title: "Bank card *4477",
      card: { last4: "4477", expiryMonth: 12, expiryYear: 2030 },
    },
    ...change,
  };
}

export function samplePaymentMethod(change: Partial<PaymentMethod> = {}): PaymentMethod {
  return {
    id: sampleId(6),
    userId: "viewer",
    externalId: sampleExternalId,
    type: "bank_card",
    title: "Bank card *4477",
    cardLast4: "4477",
    cardExpiryMonth: 12,
    cardExpiryYear: 2030,
    consentId: sampleId(3),
    linkedAt: sampleNow,
    unlinkedAt: undefined,
    ...change,
  };
}

/** A refund in full that has not left yet. */
export function sampleRefund(change: Partial<Refund> = {}): Refund {
  return {
    id: sampleId(7),
    paymentId: sampleId(5),
    amount: kopecks(29_900),
    status: "requested",
    kind: "duplicate",
    reason: "paid twice",
    tries: 1,
    externalRefundId: undefined,
    sentAt: undefined,
    lastSentAt: undefined,
    sentTimes: 0,
    refundDate: undefined,
    cancellation: undefined,
    receiptRegistration: undefined,
    requestedBy: undefined,
    requestId: undefined,
    createdAt: sampleNow,
    ...change,
  };
}

/** The provider's object of {@link sampleRefund}. */
export function sampleRefundFacts(change: Partial<ProviderRefundFacts> = {}): ProviderRefundFacts {
  return {
    externalId: "2d3f1234-0015-5000-9000-1edaf29243f2",
    status: "succeeded",
    amount: kopecks(29_900),
    createdAt: sampleNow,
    cancellation: undefined,
    receiptRegistration: undefined,
    ...change,
  };
}

/** {@link samplePayment} as the provider has it once it is paid, with all that our order said. */
export function samplePaymentThere(change: Partial<PaymentThere> = {}): PaymentThere {
  return {
    externalId: sampleExternalId,
    status: "succeeded",
    amount: kopecks(29_900),
    refunded: zeroKopecks,
    createdAt: sampleNow,
    capturedAt: sampleNow,
    cancellation: undefined,
    receiptRegistration: undefined,
    methodId: sampleExternalId,
    methodType: "bank_card",
    isMethodSaved: false,
    isTest: true,
    paymentId: sampleId(5),
    subscriptionId: sampleId(4),
    userId: "viewer",
    priceId: sampleId(2),
    periodNumber: 1,
    ...change,
  };
}

/** {@link sampleRefund} as the provider has it once it has gone back. */
export function sampleRefundThere(change: Partial<RefundThere> = {}): RefundThere {
  return {
    ...sampleRefundFacts(),
    externalPaymentId: sampleExternalId,
    refundId: sampleId(7),
    refundKind: "full",
    ...change,
  };
}

/** A mailing to everybody, in both languages, that nobody has started. */
export function sampleMailing(change: Partial<Mailing> = {}): Mailing {
  return {
    id: sampleId(8),
    event: "film_added",
    templates: { ru: 3, en: 2 },
    fallbackLanguage: undefined,
    audience: { kind: "filter" },
    data: { film: "Ирония судьбы" },
    sendAt: sampleNow,
    isService: false,
    lettersPerMinute: 600,
    state: "draft",
    page: 0,
    position: undefined,
    isWritten: false,
    written: 0,
    expected: undefined,
    pausedBecause: undefined,
    approvedBy: undefined,
    createdBy: "anna",
    createdAt: sampleNow,
    startedAt: undefined,
    finishedAt: undefined,
    ...change,
  };
}

/** A letter of {@link sampleMailing} that waits for its turn. */
export function sampleMailingLetter(change: Partial<Letter> = {}): Letter {
  return {
    id: sampleId(9),
    cause: `mailing:${sampleId(8)}`,
    userId: "viewer",
    template: "film_added",
    language: "ru",
    data: { film: "Ирония судьбы" },
    status: "queued",
    createdAt: sampleNow,
    sentAt: undefined,
    error: undefined,
    copyOf: undefined,
    mailingId: sampleId(8),
    templateVersion: 3,
    unsubscribeToken: sampleId(10),
    ...change,
  };
}

/** What a decision asks of ourselves and tells to others, in its order. */
export function topicsOf({ messages = [] }: Changes): readonly string[] {
  return messages.map(({ topic }) => topic);
}
