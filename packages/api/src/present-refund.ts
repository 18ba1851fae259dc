import type { RefundView } from "@cinema/billing/ports";
import type { Language } from "@cinema/core/language";
import type { ReceiptRegistration } from "@cinema/core/payment";
import type { RefundKind, RefundStatus } from "@cinema/core/refund";
import type { RefundPreview } from "@cinema/core/request-refund";
import { planName } from "@cinema/core/subscription-type";
import { refundText } from "./refund-text.ts";

/** What a refund gives back, and how that is reckoned. */
export interface PresentedPreview {
  readonly amountKopecks: number;
  /** amount = paid x unused days / days in the period, never more than what has not been refunded; null when it is all. */
  readonly formula: {
    readonly paidKopecks: number;
    readonly daysInPeriod: number;
    readonly daysUnused: number;
    readonly alreadyRefundedKopecks: number;
  } | null;
  readonly endsSubscription: boolean;
  /** The same in words. */
  readonly text: string;
}

export interface PresentedRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly planName: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  readonly requestedAt: string;
  /** When the money was given back. */
  readonly refundedAt: string | null;
  /** How far the fiscal receipt of the money that goes back (54-FZ) has come; null when none was asked for. */
  readonly receiptRegistration: ReceiptRegistration | null;
}

export function presentPreview(preview: RefundPreview, language: Language): PresentedPreview {
  const { amount, formula, endsSubscription } = preview;
  return {
    amountKopecks: amount,
    formula:
      formula === undefined
        ? null
        : {
            paidKopecks: formula.paid,
            daysInPeriod: formula.daysInPeriod,
            daysUnused: formula.daysUnused,
            alreadyRefundedKopecks: formula.alreadyRefunded,
          },
    endsSubscription,
    text: refundText(preview, language),
  };
}

export function presentRefund({ refund, plan }: RefundView, language: Language): PresentedRefund {
  return {
    id: refund.id,
    paymentId: refund.paymentId,
    planName: planName(plan, language),
    kind: refund.kind,
    status: refund.status,
    amountKopecks: refund.amount,
    requestedAt: refund.createdAt,
    refundedAt: refund.refundDate ?? null,
    receiptRegistration: refund.receiptRegistration ?? null,
  };
}
