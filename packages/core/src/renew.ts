import { chargeDay, noticeTime } from "./announce-renewal.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { type Instant, later } from "./instant.ts";
import { chargePayment } from "./message.ts";
import { zeroKopecks } from "./money.ts";
import type { Payment } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { comingPeriod, isLive, type Subscription } from "./subscription.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";

export interface RenewalCase {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  readonly method: PaymentMethod | undefined;
  /** The price that was announced for the coming period. */
  readonly price: Price | undefined;
  /** When the mail server took the announcement. */
  readonly announcedAt: Instant | undefined;
  /** A charge of the coming period has no outcome yet, or succeeded. */
  readonly isBeingPaid: boolean;
}

/** Why a subscription is not charged now. */
export const renewalObstacles = {
  not_live: "The subscription has not begun or has ended.",
  cancelled: "Its viewer has switched automatic renewal off.",
  parked: "A Manager has stopped charging it.",
  no_method: "There is no saved card or wallet to charge.",
  being_paid: "The coming period is paid, or its charge is under way.",
  not_due:
    "It is too early: a charge falls due three days before the period ends, and after a decline at the planned try.",
  not_announced: "No letter has announced this charge and its sum to the viewer yet.",
  announced_too_late: "The letter that announced this charge was sent less than three days ago.",
  no_more_tries:
    "The charge was declined and is not tried again on this card: the viewer has to pay himself.",
  period_would_be_over: "The period that would be charged for is over.",
} as const;

export type RenewalObstacle = keyof typeof renewalObstacles;

/** What stands against charging the coming period now; undefined when nothing does. */
export function renewalObstacle(rows: RenewalCase, now: Instant): RenewalObstacle | undefined {
  const { subscription, type, method, price, announcedAt, isBeingPaid } = rows;
  const { endDate } = subscription;
  const coming = comingPeriod(subscription, type.length);
  if (!isLive(subscription) || coming === undefined || endDate === undefined) return "not_live";
  if (!subscription.isRepeatable) return "cancelled";
  if (subscription.parkedReason !== undefined) return "parked";
  if (method === undefined || method.unlinkedAt !== undefined) return "no_method";
  if (isBeingPaid) return "being_paid";
  if (now < chargeDay(endDate)) return "not_due";
  if (price === undefined || announcedAt === undefined || subscription.noticePeriod !== coming.number)
    return "not_announced";
  if (now < later(announcedAt, noticeTime)) return "announced_too_late";
  if (subscription.tries > 0) {
    if (subscription.retryAt === undefined) return "no_more_tries";
    if (now < subscription.retryAt) return "not_due";
  }
  // After a long standstill nobody pays for days that have already gone by.
  if (coming.end <= now) return "period_would_be_over";
  return undefined;
}

/** One payment for the coming period and the message that sends it; nothing when anything stands against it. */
export function renew(rows: RenewalCase, { now, newId }: Circumstances, requestId?: string): Changes {
  const { subscription, method, price } = rows;
  if (renewalObstacle(rows, now) !== undefined || method === undefined || price === undefined) return {};
  const payment: Payment = {
    id: newId(),
    userId: subscription.userId,
    subscriptionId: subscription.id,
    priceId: price.id,
    purpose: "renewal",
    periodNumber: subscription.paidPeriods + 1,
    amount: price.amount,
    status: "draft",
    refunded: zeroKopecks,
    paymentMethodId: method.id,
    consentId: subscription.consentId,
    saveMethod: false,
    returnUrl: undefined,
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
    requestId,
    createdAt: now,
  };
  return { payments: [payment], messages: [chargePayment(payment.id, now, newId)] };
}
