import { between, hour, type Instant, later, minute } from "./instant.ts";
import { type Kopecks, subtract } from "./money.ts";
import { periodOf } from "./period.ts";
import { type Transitions, transition } from "./transition.ts";

/** One intent to take one sum once. A decline ends it; the next attempt is a new payment with a new id. */
export interface Payment {
  /** Also the key of idempotence towards the provider. */
  readonly id: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly priceId: string;
  readonly purpose: PaymentPurpose;
  /** The period it pays for, counted from 1. */
  readonly periodNumber: number;
  readonly amount: Kopecks;
  readonly status: PaymentStatus;
  /** The sum of its refunds that are asked for, under way or done; never above `amount`. */
  readonly refunded: Kopecks;
  /** The saved method it charges; undefined while the payer chooses on the provider's page. */
  readonly paymentMethodId: string | undefined;
  readonly consentId: string | undefined;
  /** Ask the provider to keep the method for renewals. */
  readonly saveMethod: boolean;
  /** Where the provider's page sends the viewer back to. */
  readonly returnUrl: string | undefined;
  readonly externalPaymentId: string | undefined;
  readonly confirmationUrl: string | undefined;
  /** When the order first left for the provider: the provider forgets our key 24 h after it. */
  readonly sentAt: Instant | undefined;
  /** When it last left: until its answer must have come, a look-up that finds nothing says nothing. */
  readonly lastSentAt: Instant | undefined;
  /** How many times the order left for the provider. */
  readonly sentTimes: number;
  /** When the money was taken. */
  readonly paymentDate: Instant | undefined;
  /** What it was paid with, in the provider's word ("bank_card", "sberbank"); known once it is paid. */
  readonly methodType: string | undefined;
  /** When its refund took back the period, which had not begun: the period may be paid again. */
  readonly undoneAt: Instant | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  /** The id under which another service asked for it; its outcome's event carries it back. */
  readonly requestId: string | undefined;
  readonly createdAt: Instant;
}

export type PaymentPurpose = "first" | "renewal";

export interface Cancellation {
  readonly party: string;
  /** YooKassa's reason, or one of ours: `withdrawn`, `never_reached_provider`, `refused_by_provider`. */
  readonly reason: string;
}

/** How far the fiscal receipt (54-FZ) has come; `succeeded` and `canceled` are final. */
export type ReceiptRegistration = "pending" | "succeeded" | "canceled";

/** The registration after another answer: what is final stays, for answers may come in any order. */
export function registrationAfter(
  known: ReceiptRegistration | undefined,
  said: ReceiptRegistration | undefined,
): ReceiptRegistration | undefined {
  return known === "succeeded" || known === "canceled" ? known : (said ?? known);
}

/**
 * - `draft`: saved, not sent;
 * - `pending`: sent; without an external id the answer has not been written down yet;
 * - `waiting_for_capture`: the provider holds the money;
 * - `unknown`: sent, and the provider did not answer: the money may have been taken;
 * - `succeeded`, `canceled`: final.
 */
export type PaymentStatus =
  | "draft"
  | "pending"
  | "waiting_for_capture"
  | "unknown"
  | "succeeded"
  | "canceled";

export type PaymentEvent =
  | "sent"
  | "awaits_payer"
  | "held"
  | "paid"
  | "declined"
  | "no_answer"
  | "not_found"
  | "withdrawn";

export const paymentStatuses: readonly PaymentStatus[] = [
  "draft",
  "pending",
  "waiting_for_capture",
  "unknown",
  "succeeded",
  "canceled",
];

export const paymentTransitions: Transitions<PaymentStatus, PaymentEvent> = {
  draft: { sent: "pending", withdrawn: "canceled" },
  pending: {
    sent: "pending",
    awaits_payer: "pending",
    held: "waiting_for_capture",
    paid: "succeeded",
    declined: "canceled",
    no_answer: "unknown",
    not_found: "canceled",
  },
  waiting_for_capture: { held: "waiting_for_capture", paid: "succeeded", declined: "canceled" },
  unknown: {
    sent: "unknown",
    awaits_payer: "pending",
    held: "waiting_for_capture",
    paid: "succeeded",
    declined: "canceled",
    no_answer: "unknown",
    not_found: "canceled",
  },
  succeeded: {},
  canceled: {},
};

/** It stands for its period, paid or on the way, so that no other payment of the period is begun. */
export function holdsPeriod({ status, undoneAt }: Pick<Payment, "status" | "undoneAt">): boolean {
  return status !== "canceled" && undoneAt === undefined;
}

export function isFinal(payment: Pick<Payment, "status">): boolean {
  return payment.status === "succeeded" || payment.status === "canceled";
}

/** What of it has not gone back and is not on its way back. */
export function leftOf({ amount, refunded }: Pick<Payment, "amount" | "refunded">): Kopecks {
  return subtract(amount, refunded);
}

/** For how many years the provider gives a payment back (yookassa.md, section 7), by what it was paid with. */
const refundableYears: ReadonlyMap<string | undefined, number> = new Map([["sberbank", 1]]);
const mostRefundableYears = 3;

/** From when on the provider no longer gives a payment back; counted from our own intent, which came first. */
export function refundableUntil({
  createdAt,
  methodType,
}: Pick<Payment, "createdAt" | "methodType">): Instant {
  const count = refundableYears.get(methodType) ?? mostRefundableYears;
  return periodOf(createdAt, { unit: "year", count }, 1).end;
}

/**
 * The payment after an event.
 * @throws {ForbiddenTransition} when its status has no place for the event
 */
export function advancePayment(
  payment: Payment,
  event: PaymentEvent,
  change: Partial<Payment> = {},
): Payment {
  return { ...payment, ...change, status: transition("payment", paymentTransitions, payment.status, event) };
}

/**
 * A draft that the provider has: after a restored backup it knows of orders that we have forgotten to have sent.
 * @param at when the provider got it
 */
export function asSent(payment: Payment, at: Instant): Payment {
  if (payment.status !== "draft") return payment;
  return advancePayment(payment, "sent", { sentAt: at, lastSentAt: at, sentTimes: 1 });
}

/** After the first sending, an order without an answer is sent again at these times (decision 2 of the design). */
const repeats: readonly number[] = [
  1 * minute,
  5 * minute,
  15 * minute,
  1 * hour,
  3 * hour,
  8 * hour,
  18 * hour,
];

/** Four hours before the provider forgets the key (24 h), an order is no longer sent but only looked up. */
const keyTrusted = 20 * hour;

/** How often an order that may no longer be sent is looked up while the provider does not answer. */
const lookUpEvery = 1 * hour;

/**
 * How to learn what became of an order that has left but has no known outcome: send it again with the same key
 * while the provider remembers the key, look it up afterwards.
 */
export function wayToAsk(sentAt: Instant, now: Instant): "send_again" | "look_up" {
  return between(sentAt, now) < keyTrusted ? "send_again" : "look_up";
}

/** An order may still be on its way (our own timeout is 35 s), so a look-up that finds none is believed after this. */
const absenceTrusted = 5 * minute;

/** From when on a look-up that does not find an order proves that the provider has none. */
export function absenceProven(lastSentAt: Instant): Instant {
  return later(lastSentAt, absenceTrusted);
}

/** A repeat of an order that the provider has refused. */
export interface RefusedRepeat {
  /** When the repeat left. */
  readonly sentAt: Instant;
  /** When the order had left before. */
  readonly sentBefore: Instant;
}

/**
 * An order whose repeat was refused. The refusal is an answer, so that what may still arrive left before it; else
 * every repeat would put off the moment from which its absence is believed. Nothing when it has left again meanwhile.
 */
export function withoutRepeat<Order extends { readonly lastSentAt: Instant | undefined }>(
  order: Order,
  refused: RefusedRepeat | undefined,
): Order | undefined {
  return refused?.sentAt === order.lastSentAt && refused !== undefined
    ? { ...order, lastSentAt: refused.sentBefore }
    : undefined;
}

/**
 * Whether an order has left again since what is known of it was asked: what is known then says nothing of the last
 * sending, which has a repeat of its own.
 */
export function hasLeftSince(
  order: { readonly lastSentAt: Instant | undefined },
  asked: { readonly lastSentAt: Instant | undefined },
): boolean {
  return order.lastSentAt !== asked.lastSentAt;
}

/** When to ask about an unanswered order next. */
export function nextAsking(sentAt: Instant, now: Instant): Instant {
  const next = repeats.map((wait) => later(sentAt, wait)).find((at) => at > now);
  if (next !== undefined) return next;
  const trustEnds = later(sentAt, keyTrusted);
  return trustEnds > now ? trustEnds : later(now, lookUpEvery);
}
