import type { RefundDossier, RefundRecord } from "@cinema/billing/refunds";
import type { StaffRefundOutcome } from "@cinema/billing/staff-refund";
import type { Language } from "@cinema/core/language";
import type { Cancellation, ReceiptRegistration } from "@cinema/core/payment";
import { isInOwnWords, type RefundKind, type RefundStatus } from "@cinema/core/refund";
import { isGivenUp } from "@cinema/core/settle-refund";
import type { StaffRefundPreview } from "@cinema/core/staff-refund";
import { planName } from "@cinema/core/subscription-type";
import type { StaffActor } from "../actor.ts";
import type { Context } from "../context.ts";
import { seesViewers } from "../permissions.ts";
import { type PresentedPreview, presentPreview } from "../present-refund.ts";
import { type PresentedApproval, presentApproval } from "./present-approval.ts";
import { type PresentedLetter, presentLetter } from "./present-letter.ts";

/** A refund as the staff sees it; what is not known is null. */
export interface PresentedStaffRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  /** In the words of who asked; null: in a viewer's, for whom of the staff does not see who viewers are. */
  readonly reason: string | null;
  /** "viewer:<user id>", "manager:<user id>", "service:<name>"; null: by itself, or by hand at the provider. */
  readonly requestedBy: string | null;
  /** 1, or one more than the refund that it asks for again. */
  readonly tries: number;
  /** The provider refused it for good: the viewer has no money, and a person has to help. */
  readonly isGivenUp: boolean;
  /** The provider's id of it. */
  readonly externalId: string | null;
  readonly requestedAt: string;
  readonly sentAt: string | null;
  /** When the money was given back. */
  readonly refundedAt: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
}

export interface PresentedRefundDossier extends PresentedStaffRefund {
  /** The provider's id of the payment that it gives back. */
  readonly externalPaymentId: string | null;
  /** A Manager set the rule for viewers aside for it. */
  readonly overridesPeriod: boolean;
  readonly letters: readonly PresentedLetter[];
}

/** What a refund by the staff would give back. */
export interface PresentedStaffPreview extends PresentedPreview {
  /** The rule for viewers would refuse it. */
  readonly overridesPeriod: boolean;
  /** What the staff gave back of this payment before: the limits are held against all of it. */
  readonly givenByStaffKopecks: number;
  /** A second Manager has to agree. */
  readonly needsApproval: boolean;
}

/** Either it is given back, or it waits for a second Manager. */
export interface PresentedStaffRefundOutcome extends PresentedStaffPreview {
  readonly refundId: string | null;
  readonly approval: PresentedApproval | null;
}

/** Who of the staff reads it, and how. */
export interface StaffReader {
  readonly language: Language;
  readonly seesViewers: boolean;
}

export function readerOf({
  language,
  actor,
}: Pick<Context, "language"> & { readonly actor: StaffActor }): StaffReader {
  return { language, seesViewers: seesViewers(actor.roles) };
}

export function presentStaffRefund(record: RefundRecord, reader: StaffReader): PresentedStaffRefund {
  const { refund, userId, subscriptionId, plan } = record;
  return {
    id: refund.id,
    paymentId: refund.paymentId,
    userId,
    subscriptionId,
    planName: planName(plan, reader.language),
    kind: refund.kind,
    status: refund.status,
    amountKopecks: refund.amount,
    reason: reader.seesViewers || !isInOwnWords(refund) ? refund.reason : null,
    requestedBy: refund.requestedBy ?? null,
    tries: refund.tries,
    isGivenUp: isGivenUp(refund),
    externalId: refund.externalRefundId ?? null,
    requestedAt: refund.createdAt,
    sentAt: refund.sentAt ?? null,
    refundedAt: refund.refundDate ?? null,
    cancellation: refund.cancellation ?? null,
    receiptRegistration: refund.receiptRegistration ?? null,
  };
}

export function presentRefundDossier(dossier: RefundDossier, reader: StaffReader): PresentedRefundDossier {
  return {
    ...presentStaffRefund(dossier, reader),
    externalPaymentId: dossier.externalPaymentId ?? null,
    overridesPeriod: dossier.overridesPeriod,
    letters: dossier.letters.map(presentLetter),
  };
}

export function presentStaffPreview(preview: StaffRefundPreview, language: Language): PresentedStaffPreview {
  return {
    ...presentPreview(preview, language),
    overridesPeriod: preview.overridesPeriod,
    givenByStaffKopecks: preview.givenByStaff,
    needsApproval: preview.needsApproval,
  };
}

export function presentStaffRefundOutcome(
  outcome: StaffRefundOutcome,
  language: Language,
  viewedBy: string,
): PresentedStaffRefundOutcome {
  const { refundId, approval } = outcome;
  return {
    ...presentStaffPreview(outcome, language),
    refundId: refundId ?? null,
    approval: approval === undefined ? null : presentApproval(approval, viewedBy),
  };
}
