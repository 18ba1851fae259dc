import type { Approval, ApprovalKind } from "@cinema/core/approval";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { changePriceApproved } from "./catalogue.ts";
import { resumeApproved } from "./hold-back.ts";
import type { UnitOfWork } from "./ports.ts";
import { resolveApproved } from "./resolve-difference.ts";
import { runApproved } from "./run-mailing.ts";
import { refundApproved } from "./staff-refund.ts";

/**
 * Does what was asked for, in the transaction that saves the second person's word: it loads under lock, lets the
 * rule decide anew as things are by now, and gives what is to be saved.
 * @throws {Refusal} when the rule says no by now: then nothing is decided and the wish goes on waiting
 */
export type ApprovedAction = (
  unit: UnitOfWork,
  approval: Approval,
  circumstances: Circumstances,
) => Promise<Changes>;

/** What each kind of wish comes to. */
export const approvedActions: { readonly [K in ApprovalKind]: ApprovedAction } = {
  resume_charging: resumeApproved,
  change_price: changePriceApproved,
  resolve_difference: resolveApproved,
  refund: refundApproved,
  mailing: runApproved,
};
