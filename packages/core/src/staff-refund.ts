import { act } from "./act.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import type { Instant } from "./instant.ts";
import { type Kopecks, sum } from "./money.ts";
import type { Refund } from "./refund.ts";
import { Refusal } from "./refusal.ts";
import {
  previewRefund,
  type RefundGround,
  type RefundPreview,
  type RefundReach,
  type RefundRequestCase,
  type RefundWish,
  requestRefund,
} from "./request-refund.ts";
import type { StaffLimits } from "./staff-limits.ts";

/** In which role somebody of the staff may give money back. */
export type RefundingRole = "support" | "manager";

export interface StaffRefundCase extends RefundRequestCase {
  /** All refunds of the payment, whoever asked for them. */
  readonly refunds: readonly Refund[];
}

/** What somebody of the staff wants to give back. */
export type StaffRefundWish = RefundWish & {
  /** Also of a period that is over: a Manager sets the rule for viewers aside. */
  readonly overridesPeriod: boolean;
};

export interface StaffRefundPreview extends RefundPreview {
  /** What the staff gave back of this payment before, also what is under way. */
  readonly givenByStaff: Kopecks;
  /** A second Manager has to agree. */
  readonly needsApproval: boolean;
}

/**
 * What a refund by the staff gives back, and whether whoever asks may give it alone. Both limits are held against
 * all that the staff gives back of one payment, whoever of them gave it: neither one large refund in small ones nor
 * two colleagues get around them.
 * @throws {Refusal} refund_override_forbidden, refund_above_limit and those of {@link previewRefund}
 */
export function previewStaffRefund(
  rows: StaffRefundCase,
  wish: StaffRefundWish,
  role: RefundingRole,
  limits: Pick<StaffLimits, "supportRefund" | "refundAlone">,
  now: Instant,
): StaffRefundPreview {
  if (wish.overridesPeriod && role !== "manager")
    throw new Refusal("refund_override_forbidden", "overridesPeriod");
  const preview = previewRefund(rows, wish, now, reachOf(wish));
  const givenByStaff = sum(...rows.refunds.filter(isByStaff).map(({ amount }) => amount));
  const inAll = sum(givenByStaff, preview.amount);
  if (role === "support" && inAll > limits.supportRefund) throw new Refusal("refund_above_limit");
  return { ...preview, givenByStaff, needsApproval: inAll > limits.refundAlone };
}

/**
 * Gives money back at the staff's word. That the rule for viewers was set aside is written down as an act.
 * @throws {Refusal} those of {@link previewRefund}
 */
export function giveBackByStaff(
  rows: RefundRequestCase,
  wish: StaffRefundWish,
  ground: RefundGround,
  circumstances: Circumstances,
): Changes {
  const { overridesPeriod, ...preview } = previewRefund(rows, wish, circumstances.now, reachOf(wish));
  const changes = requestRefund(rows, wish, ground, circumstances, reachOf(wish));
  if (!overridesPeriod) return changes;
  const details = { paymentId: rows.payment.id, kind: wish.kind, amountKopecks: preview.amount };
  const overridden = (changes.refunds ?? []).map(({ id }) =>
    act("refund.period_overridden", `refund:${id}`, details, circumstances),
  );
  return together(changes, { acts: overridden });
}

/** What the second Manager has agreed to: no more than this sum, and this and nothing else for the subscription. */
export type ApprovedRefund = StaffRefundWish &
  Pick<RefundPreview, "endsSubscription"> & {
    readonly most: Kopecks;
  };

/**
 * Gives back what a second Manager has agreed to, reckoned anew as things are by now: it may have become less, not
 * more.
 * @throws {Refusal} refund_changed and those of {@link previewRefund}
 */
export function giveBackApproved(
  rows: RefundRequestCase,
  approved: ApprovedRefund,
  ground: RefundGround,
  circumstances: Circumstances,
): Changes {
  const { amount, endsSubscription } = previewRefund(rows, approved, circumstances.now, reachOf(approved));
  if (amount > approved.most || endsSubscription !== approved.endsSubscription)
    throw new Refusal("refund_changed");
  return giveBackByStaff(rows, approved, ground, circumstances);
}

function reachOf({ overridesPeriod }: Pick<StaffRefundWish, "overridesPeriod">): RefundReach {
  return overridesPeriod ? "any_period" : "running_period";
}

/** Asked for by somebody of the staff, and not refused by the provider for good. */
function isByStaff({ requestedBy, status }: Refund): boolean {
  return status !== "canceled" && /^(support|manager):/.test(requestedBy ?? "");
}
