import type { Approval, ApprovalKind, ApprovalStatus, ApprovalWish } from "@cinema/core/approval";

/** A wish before a second person; what has not been decided is null. */
export interface PresentedApproval {
  readonly id: string;
  readonly kind: ApprovalKind;
  /** What it is about: a word and an id, "payment:<id>". */
  readonly subject: string;
  readonly wish: ApprovalWish;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  readonly decidedAt: string | null;
  /** Asked for by whoever looks: he may withdraw it, and nobody else. */
  readonly isOwn: boolean;
}

export function presentApproval(approval: Approval, viewedBy: string): PresentedApproval {
  return {
    ...approval,
    decidedBy: approval.decidedBy ?? null,
    decisionReason: approval.decisionReason ?? null,
    decidedAt: approval.decidedAt ?? null,
    isOwn: approval.requestedBy === viewedBy,
  };
}
