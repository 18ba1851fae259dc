import type { PaymentDossier } from "@cinema/billing/payments";
import type { PaymentView } from "@cinema/billing/ports";
import { isLastPaid } from "@cinema/core/give-back-period";
import type { Language } from "@cinema/core/language";
import type { Cancellation, PaymentPurpose, PaymentStatus, ReceiptRegistration } from "@cinema/core/payment";
import type { PeriodLength } from "@cinema/core/period";
import { periodIn, type SubscriptionState } from "@cinema/core/subscription";
import { planName } from "@cinema/core/subscription-type";
import { type PresentedApproval, presentApproval } from "./present-approval.ts";
import { type PresentedLetter, presentLetter } from "./present-letter.ts";
import { type PresentedStaffRefund, presentStaffRefund, type StaffReader } from "./present-staff-refund.ts";

/** A payment as the staff sees it; what is not known is null. */
export interface PresentedStaffPayment {
  readonly id: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly purpose: PaymentPurpose;
  /** The period it pays for, counted from 1. */
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  /** What of it has gone back or is on its way back. */
  readonly refundedKopecks: number;
  /** What it was paid with, in the provider's word. */
  readonly methodType: string | null;
  /** The provider's id of it. */
  readonly externalId: string | null;
  readonly createdAt: string;
  /** When the order first left for the provider. */
  readonly sentAt: string | null;
  readonly paidAt: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
}

export interface PresentedPaymentDossier extends PresentedStaffPayment {
  /** The period it pays for; null before the subscription's first payment is in. */
  readonly period: { readonly start: string; readonly end: string } | null;
  readonly subscription: {
    readonly id: string;
    readonly product: string;
    readonly state: SubscriptionState;
    readonly isRepeatable: boolean;
    readonly startDate: string | null;
    readonly endDate: string | null;
    readonly paidPeriods: number;
    readonly parkedReason: string | null;
    /** This payment paid its last period, and it lives: a refund of all of it takes that period back. */
    readonly isLastPaid: boolean;
  };
  readonly plan: { readonly id: string; readonly name: string; readonly length: PeriodLength };
  readonly refunds: readonly PresentedStaffRefund[];
  /** About it, its refunds and the charge's announcement. */
  readonly letters: readonly PresentedLetter[];
  /** Wishes about it that wait for a second person. */
  readonly openApprovals: readonly PresentedApproval[];
}

export function presentStaffPayment(
  { payment, plan }: PaymentView,
  language: Language,
): PresentedStaffPayment {
  return {
    id: payment.id,
    userId: payment.userId,
    subscriptionId: payment.subscriptionId,
    planName: planName(plan, language),
    purpose: payment.purpose,
    periodNumber: payment.periodNumber,
    status: payment.status,
    amountKopecks: payment.amount,
    refundedKopecks: payment.refunded,
    methodType: payment.methodType ?? null,
    externalId: payment.externalPaymentId ?? null,
    createdAt: payment.createdAt,
    sentAt: payment.sentAt ?? null,
    paidAt: payment.paymentDate ?? null,
    cancellation: payment.cancellation ?? null,
    receiptRegistration: payment.receiptRegistration ?? null,
  };
}

export function presentPaymentDossier(
  dossier: PaymentDossier,
  reader: StaffReader,
  viewedBy: string,
): PresentedPaymentDossier {
  const { payment, subscription, type, refunds, letters, openApprovals } = dossier;
  const { startDate, endDate, parkedReason } = subscription;
  const period = periodIn(subscription, type.length, payment.periodNumber);
  const owner = { userId: payment.userId, subscriptionId: subscription.id, plan: type };
  return {
    ...presentStaffPayment({ payment, plan: type }, reader.language),
    period: period === undefined ? null : { start: period.start, end: period.end },
    subscription: {
      id: subscription.id,
      product: subscription.product,
      state: subscription.state,
      isRepeatable: subscription.isRepeatable,
      startDate: startDate ?? null,
      endDate: endDate ?? null,
      paidPeriods: subscription.paidPeriods,
      parkedReason: parkedReason ?? null,
      isLastPaid: isLastPaid({ payment, subscription }),
    },
    plan: { id: type.id, name: planName(type, reader.language), length: type.length },
    refunds: refunds.map((refund) => presentStaffRefund({ refund, ...owner }, reader)),
    letters: letters.map(presentLetter),
    openApprovals: openApprovals.map((approval) => presentApproval(approval, viewedBy)),
  };
}
