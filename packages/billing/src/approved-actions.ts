import type { Approval, ApprovalKind } from "@cinema/core/approval";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { changePriceApproved } from "./catalogue.ts";
import { resumeApproved } from "./hold-back.ts";
import type { UnitOfWork, World } from "./ports.ts";
import { lookAtApproved, resolveApproved } from "./resolve-difference.ts";
import { runApproved } from "./run-mailing.ts";
import type { Sight } from "./sight.ts";
import { refundApproved } from "./staff-refund.ts";

/**
 * Does what was asked for, in the transaction that saves the second person's word: it loads under lock, lets the
 * rule decide anew as things are by now, and gives what is to be saved.
 * @param sight what the provider was asked about before the transaction, where the kind needs it
 * @throws {Refusal} when the rule says no by now: then nothing is decided and the wish goes on waiting
 */
export type ApprovedAction = (
  unit: UnitOfWork,
  approval: Approval,
  circumstances: Circumstances,
  sight: Sight | undefined,
) => Promise<Changes>;

/** What has to be looked at before the transaction, in which the provider is never called. */
export const lookedAtBefore: {
  readonly [K in ApprovalKind]?: (world: World, approval: Approval) => Promise<Sight>;
} = { resolve_difference: lookAtApproved };

/** What each kind of wish comes to. */
export const approvedActions: { readonly [K in ApprovalKind]: ApprovedAction } = {
  resume_charging: resumeApproved,
  change_price: changePriceApproved,
  resolve_difference: resolveApproved,
  refund: refundApproved,
  mailing: runApproved,
};
