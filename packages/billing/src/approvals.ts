import { act } from "@cinema/core/act";
import { type Approval, type ApprovalStatus, decideApproval } from "@cinema/core/approval";
import { together } from "@cinema/core/changes";
import { Refusal } from "@cinema/core/refusal";
import { approvedActions, lookedAtBefore } from "./approved-actions.ts";
import type { Authorship, Page, World } from "./ports.ts";

/** What waits for a second person, and what was decided; for people to read. */
export interface Approvals {
  get(approvalId: string): Promise<Approval | undefined>;
  /** The newest first. */
  list(page: Page & { readonly status: ApprovalStatus | undefined }): Promise<readonly Approval[]>;
  /** What waits about one subject, the newest first. */
  waitingAbout(subject: string): Promise<readonly Approval[]>;
}

/** One member of the staff, by his user id. */
export interface Decider {
  readonly userId: string;
}

/**
 * The second person agrees: what was asked for is done, in the same transaction, and the history of what it
 * touches names both.
 * @throws {Refusal} approval_unknown, approval_decided, approval_own, and those of what was asked for
 * @throws {ProviderUnavailable | ProviderMisconfigured} when the provider has to be asked first, and does not answer
 */
export async function approve(
  world: World,
  by: Authorship,
  { approvalId, userId }: Decider & { readonly approvalId: string },
): Promise<Approval> {
  const asked = await world.store.approvals.get(approvalId);
  if (asked === undefined) throw new Refusal("approval_unknown", "approvalId");
  const byBoth = {
    ...by,
    reason: `${by.reason} (asked for by ${asked.requestedBy}: ${asked.reason})`,
  };
  const sight = asked.status === "waiting" ? await lookedAtBefore[asked.kind]?.(world, asked) : undefined;
  return world.store.change(byBoth, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const decision = { userId, reason: by.reason };
    // Whoever lifts or sets a halt locks it before the wishes about it, so that two do not wait in a circle.
    if (asked.kind === "resume_charging") await unit.halt();
    const approval = decideApproval(await unit.approval(approvalId), "approved", decision, circumstances.now);
    const { kind, subject } = approval;
    const done = await approvedActions[kind](unit, approval, circumstances, sight);
    await unit.save(
      together(done, {
        approvals: [approval],
        acts: [act("approval.approved", `approval:${approvalId}`, { kind, subject }, circumstances)],
      }),
    );
    return approval;
  });
}

/**
 * The second person disagrees, or whoever asked thinks better of it: nothing of it is done.
 * @throws {Refusal} approval_unknown, approval_decided, approval_own, approval_foreign
 */
export async function dismiss(
  world: World,
  by: Authorship,
  wish: Decider & { readonly approvalId: string; readonly as: "rejected" | "withdrawn" },
): Promise<Approval> {
  const { approvalId, userId, as } = wish;
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const decision = { userId, reason: by.reason };
    const approval = decideApproval(await unit.approval(approvalId), as, decision, circumstances.now);
    const { kind, subject } = approval;
    await unit.save({
      approvals: [approval],
      acts: [act(`approval.${as}`, `approval:${approvalId}`, { kind, subject }, circumstances)],
    });
    return approval;
  });
}
