import type { PaymentView } from "@cinema/billing/ports";
import type { Language } from "@cinema/core/language";
import { type FailureKind, failureOf } from "@cinema/core/letter";
import type { PaymentPurpose, PaymentStatus, ReceiptRegistration } from "@cinema/core/payment";
import { planName } from "@cinema/core/subscription-type";
import { failureSentences } from "./failure-sentences.ts";

export interface PresentedPayment {
  readonly id: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly purpose: PaymentPurpose;
  /** The period it pays for, counted from 1. */
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  /** What of it has gone back or is on its way back. */
  readonly refundedKopecks: number;
  readonly createdAt: string;
  readonly paidAt: string | null;
  /** Where the viewer pays, while the provider waits for him. */
  readonly confirmationUrl: string | null;
  /** Why it failed, for a program and for the viewer. */
  readonly failure: { readonly kind: FailureKind; readonly text: string } | null;
  /** How far its fiscal receipt (54-FZ) has come; null when none was asked for. */
  readonly receiptRegistration: ReceiptRegistration | null;
}

export function presentPayment({ payment, plan }: PaymentView, language: Language): PresentedPayment {
  return {
    id: payment.id,
    subscriptionId: payment.subscriptionId,
    planName: planName(plan, language),
    purpose: payment.purpose,
    periodNumber: payment.periodNumber,
    status: payment.status,
    amountKopecks: payment.amount,
    refundedKopecks: payment.refunded,
    createdAt: payment.createdAt,
    paidAt: payment.paymentDate ?? null,
    confirmationUrl: (payment.status === "pending" ? payment.confirmationUrl : undefined) ?? null,
    failure: failureIn(payment.cancellation?.reason, language),
    receiptRegistration: payment.receiptRegistration ?? null,
  };
}

function failureIn(reason: string | undefined, language: Language): PresentedPayment["failure"] {
  if (reason === undefined) return null;
  const kind = failureOf(reason);
  return { kind, text: failureSentences[language][kind] };
}
