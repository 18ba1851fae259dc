import type { SubscriptionFile, SubscriptionListing } from "@cinema/billing/subscriptions";
import type { DeclineClass } from "@cinema/core/decline";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Cancellation, PaymentPurpose, PaymentStatus, ReceiptRegistration } from "@cinema/core/payment";
import type { RefundKind, RefundStatus } from "@cinema/core/refund";
import { isActive, isLive, type SubscriptionState } from "@cinema/core/subscription";
import { planName } from "@cinema/core/subscription-type";
import { type PresentedSubscription, presentSubscription } from "../present-subscription.ts";
import { type PresentedApproval, presentApproval } from "./present-approval.ts";
import { presentStaffMethod, type StaffMethod } from "./present-viewer.ts";

/** Whose it is; null where a viewer was erased, or never gave his name. */
interface Owner {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** One subscription in a list. */
export interface PresentedSubscriptionListing {
  readonly id: string;
  readonly owner: Owner;
  readonly subscriptionTypeId: string;
  readonly planName: string;
  readonly product: string;
  readonly state: SubscriptionState;
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly paidPeriods: number;
  /** Why somebody or something stopped its charging; null when it is not parked. */
  readonly parkedReason: string | null;
  /** How many charges of the coming period were declined. */
  readonly declinedTries: number;
  readonly createdAt: string;
}

interface RefundOfPayment {
  readonly id: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  readonly requestedAt: string;
  readonly refundedAt: string | null;
}

interface PaymentOfSubscription {
  readonly id: string;
  readonly purpose: PaymentPurpose;
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  readonly refundedKopecks: number;
  readonly createdAt: string;
  readonly paidAt: string | null;
  readonly externalPaymentId: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
  readonly refunds: readonly RefundOfPayment[];
}

/** Everything about one subscription. */
export interface PresentedSubscriptionFile extends PresentedSubscription {
  readonly owner: Owner;
  readonly language: Language;
  readonly createdAt: string;
  readonly paidPeriods: number;
  readonly parkedReason: string | null;
  readonly declineClass: DeclineClass | null;
  /** The letter about the coming charge; `sentAt` is null until the mail server has taken it. */
  readonly notice: { readonly amountKopecks: number; readonly sentAt: string | null } | null;
  /** What it would be charged on, also when that is unlinked by now. */
  readonly paymentMethod: StaffMethod | null;
  /** The newest first, a hundred at most. */
  readonly payments: readonly PaymentOfSubscription[];
  readonly hasMorePayments: boolean;
  /** What waits for a second person about it. */
  readonly approvals: readonly PresentedApproval[];
}

export function presentListing(
  { subscription, plan, viewer }: SubscriptionListing,
  language: Language,
): PresentedSubscriptionListing {
  const { id, subscriptionTypeId, product, state, isRepeatable, paidPeriods, createdAt } = subscription;
  return {
    ...{ id, owner: ownerOf(subscription.userId, viewer), subscriptionTypeId, product, state },
    planName: planName(plan, language),
    ...{ isActive: isActive(subscription), isRepeatable },
    startDate: subscription.startDate ?? null,
    endDate: subscription.endDate ?? null,
    paidPeriods,
    parkedReason: subscription.parkedReason ?? null,
    declinedTries: subscription.tries,
    createdAt,
  };
}

export function presentSubscriptionFile(
  { view, viewer, payments, hasMorePayments, approvals }: SubscriptionFile,
  language: Language,
  now: Instant,
  viewedBy: string,
): PresentedSubscriptionFile {
  const { subscription, method, notice } = view;
  const isCurrent = isLive(subscription) && method?.unlinkedAt === undefined;
  return {
    ...presentSubscription(view, language, now),
    owner: ownerOf(subscription.userId, viewer),
    language: subscription.language,
    createdAt: subscription.createdAt,
    paidPeriods: subscription.paidPeriods,
    parkedReason: subscription.parkedReason ?? null,
    declineClass: subscription.declineClass ?? null,
    notice:
      notice === undefined ? null : { amountKopecks: view.comingPrice.amount, sentAt: notice.sentAt ?? null },
    paymentMethod: method === undefined ? null : presentStaffMethod(method, isCurrent, language),
    payments: payments.map(presentPaymentOfSubscription),
    hasMorePayments,
    approvals: approvals.map((approval) => presentApproval(approval, viewedBy)),
  };
}

function presentPaymentOfSubscription({
  payment,
  refunds,
}: SubscriptionFile["payments"][number]): PaymentOfSubscription {
  const { id, purpose, periodNumber, status, amount, refunded, createdAt } = payment;
  return {
    ...{ id, purpose, periodNumber, status, amountKopecks: amount, refundedKopecks: refunded, createdAt },
    paidAt: payment.paymentDate ?? null,
    externalPaymentId: payment.externalPaymentId ?? null,
    cancellation: payment.cancellation ?? null,
    receiptRegistration: payment.receiptRegistration ?? null,
    refunds: refunds.map((refund) => ({
      id: refund.id,
      kind: refund.kind,
      status: refund.status,
      amountKopecks: refund.amount,
      requestedAt: refund.createdAt,
      refundedAt: refund.refundDate ?? null,
    })),
  };
}

function ownerOf(userId: string, viewer: SubscriptionListing["viewer"]): Owner {
  return { userId, email: viewer?.email ?? null, name: viewer?.name ?? null };
}
