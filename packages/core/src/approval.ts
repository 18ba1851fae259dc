import { act } from "./act.ts";
import type { Changes, Circumstances } from "./changes.ts";
import type { Instant } from "./instant.ts";
import { Refusal } from "./refusal.ts";
import { type Transitions, transition } from "./transition.ts";

/** Something that one member of the staff asks for and that is done when another one agrees. */
export interface Approval {
  readonly id: string;
  readonly kind: ApprovalKind;
  /** What it is about: "payment:<id>", "subscription_type:<id>", "mailing:<id>", "charging". */
  readonly subject: string;
  /** What is to be done, as its kind reads it: see `approved-actions.ts` in packages/billing. */
  readonly wish: ApprovalWish;
  readonly status: ApprovalStatus;
  /** The user id, not the role: nobody approves his own wish by changing hats. */
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: Instant;
  readonly decidedBy: string | undefined;
  readonly decisionReason: string | undefined;
  readonly decidedAt: Instant | undefined;
}

/** Plain data, so that it can wait in a row and be shown to whoever decides. */
export interface ApprovalWish {
  readonly [field: string]: string | number | boolean | null | readonly string[];
}

export const approvalKinds = [
  "resume_charging",
  "change_price",
  "resolve_difference",
  "refund",
  "mailing",
] as const;

export type ApprovalKind = (typeof approvalKinds)[number];

/**
 * - `withdrawn`: by whoever asked for it.
 * - `superseded`: what it asked for was done at another wish's word, or cannot be done any more.
 */
export type ApprovalStatus = "waiting" | "approved" | "rejected" | "withdrawn" | "superseded";

export type ApprovalEvent = Exclude<ApprovalStatus, "waiting">;

/** What a person says about one wish. */
export type ApprovalWord = Exclude<ApprovalEvent, "superseded">;

export const approvalStatuses: readonly ApprovalStatus[] = [
  "waiting",
  "approved",
  "rejected",
  "withdrawn",
  "superseded",
];

export const approvalTransitions: Transitions<ApprovalStatus, ApprovalEvent> = {
  waiting: {
    approved: "approved",
    rejected: "rejected",
    withdrawn: "withdrawn",
    superseded: "superseded",
  },
  approved: {},
  rejected: {},
  withdrawn: {},
  superseded: {},
};

/** Who asks, by his user id, and why. */
export interface Asking {
  readonly userId: string;
  readonly reason: string;
}

/** Puts a wish before a second person; nothing of it is done yet. */
export function askForApproval(
  what: Pick<Approval, "kind" | "subject" | "wish">,
  { userId, reason }: Asking,
  { now, newId }: Circumstances,
): { readonly approval: Approval; readonly changes: Changes } {
  const approval: Approval = {
    ...what,
    id: newId(),
    status: "waiting",
    requestedBy: userId,
    reason,
    requestedAt: now,
    decidedBy: undefined,
    decisionReason: undefined,
    decidedAt: undefined,
  };
  return { approval, changes: { approvals: [approval] } };
}

/**
 * The second person's word. What was approved is done by its kind's action, in the same transaction.
 * @throws {Refusal} approval_unknown, approval_decided, approval_own (approving or rejecting one's own wish),
 * approval_foreign (withdrawing another's)
 */
export function decideApproval(
  approval: Approval | undefined,
  event: ApprovalWord,
  { userId, reason }: Asking,
  now: Instant,
): Approval {
  if (approval === undefined) throw new Refusal("approval_unknown", "approvalId");
  if (approval.status !== "waiting") throw new Refusal("approval_decided", "approvalId");
  const isOwn = approval.requestedBy === userId;
  if (isOwn && event !== "withdrawn") throw new Refusal("approval_own", "approvalId");
  if (!isOwn && event === "withdrawn") throw new Refusal("approval_foreign", "approvalId");
  return decided(approval, event, { userId, reason }, now);
}

/**
 * Wishes about which nobody needs to decide any more end with that, each as an act of its own.
 * @param who whoever's deed made them void, and what it was
 */
export function supersede(
  approvals: readonly Approval[],
  who: Asking,
  circumstances: Circumstances,
): Pick<Changes, "approvals" | "acts"> {
  return {
    approvals: approvals.map((approval) => decided(approval, "superseded", who, circumstances.now)),
    acts: approvals.map(({ id, kind, subject }) =>
      act("approval.superseded", `approval:${id}`, { kind, subject }, circumstances),
    ),
  };
}

function decided(
  approval: Approval,
  event: ApprovalEvent,
  { userId, reason }: Asking,
  now: Instant,
): Approval {
  return {
    ...approval,
    status: transition("approval", approvalTransitions, approval.status, event),
    decidedBy: userId,
    decisionReason: reason,
    decidedAt: now,
  };
}
