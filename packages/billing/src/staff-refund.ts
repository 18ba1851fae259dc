import type { Approval } from "@cinema/core/approval";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { kopecks } from "@cinema/core/money";
import { refuseOwnAffairs } from "@cinema/core/own-affairs";
import { Refusal } from "@cinema/core/refusal";
import {
  giveBackApproved,
  giveBackByStaff,
  previewStaffRefund as previewRule,
  type RefundingRole,
  type StaffRefundPreview,
  type StaffRefundWish,
} from "@cinema/core/staff-refund";
import { z } from "zod";
import { askForApproval } from "./ask-for-approval.ts";
import type { Authorship, UnitOfWork, World } from "./ports.ts";

/** Who of the staff, by his user id, wants what given back of which payment. */
export type StaffRefundRequest = StaffRefundWish & {
  readonly paymentId: string;
  readonly userId: string;
  readonly role: RefundingRole;
};

/** Either it is given back, or it waits for a second Manager. */
export interface StaffRefundOutcome extends StaffRefundPreview {
  readonly refundId: string | undefined;
  readonly approval: Approval | undefined;
}

/**
 * What a refund by the staff would give back now, and whether it would need a second Manager.
 * @throws {Refusal} payment_unknown, own_affairs and those of the rule
 */
export async function previewStaffRefund(
  world: World,
  by: Authorship,
  request: StaffRefundRequest,
): Promise<StaffRefundPreview> {
  return world.store.change(by, async (unit) => {
    const rows = await load(unit, request.paymentId, request.userId);
    return previewRule(rows, request, request.role, world.settings.limits, world.now());
  });
}

/**
 * Gives money back at the staff's word, or puts it before a second Manager when it is above the limit.
 * @throws {Refusal} payment_unknown, own_affairs and those of the rule
 */
export async function requestStaffRefund(
  world: World,
  by: Authorship,
  { userId, ...request }: StaffRefundRequest,
): Promise<StaffRefundOutcome> {
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const rows = await load(unit, request.paymentId, userId);
    const { limits } = world.settings;
    const preview = previewRule(rows, request, request.role, limits, circumstances.now);
    if (preview.needsApproval) {
      const what = { kind: "refund", subject: `payment:${request.paymentId}` } as const;
      const wish = { ...keptWish(request, preview), viewerId: rows.payment.userId, requestedBy: by.actor };
      const asking = { userId, reason: by.reason };
      const approval = await askForApproval(unit, { ...what, wish }, asking, circumstances);
      return { ...preview, refundId: undefined, approval };
    }
    const ground = { reason: by.reason, requestedBy: by.actor };
    const changes = giveBackByStaff(rows, request, ground, circumstances);
    await unit.save(changes);
    return { ...preview, refundId: changes.refunds?.[0]?.id, approval: undefined };
  });
}

/**
 * Gives back what a second Manager has agreed to, decided anew.
 * @throws {Refusal} payment_unknown, own_affairs, refund_changed and those of the rule
 */
export async function refundApproved(
  unit: UnitOfWork,
  { wish, reason, requestedBy: asker, decidedBy }: Approval,
  circumstances: Circumstances,
): Promise<Changes> {
  const { paymentId, kind, amountKopecks, overridesPeriod, endsSubscription, requestedBy } =
    keptWishSchema.parse(wish);
  const most = kopecks(amountKopecks);
  const what = kind === "partial" ? { kind, amount: most } : { kind };
  const rows = await load(unit, paymentId, asker, decidedBy);
  const approved = { ...what, most, overridesPeriod, endsSubscription };
  return giveBackApproved(rows, approved, { reason, requestedBy }, circumstances);
}

/** The wish as it waits: `amountKopecks` is the most that may be given back. */
const keptWishSchema = z.object({
  paymentId: z.uuid(),
  kind: z.enum(["full", "partial", "prorated"]),
  amountKopecks: z.int().positive(),
  overridesPeriod: z.boolean(),
  endsSubscription: z.boolean(),
  requestedBy: z.string(),
});

function keptWish({ paymentId, kind }: Omit<StaffRefundRequest, "userId">, preview: StaffRefundPreview) {
  const { amount, overridesPeriod, endsSubscription } = preview;
  return { paymentId, kind, amountKopecks: amount, overridesPeriod, endsSubscription };
}

async function load(unit: UnitOfWork, paymentId: string, ...deciders: readonly (string | undefined)[]) {
  const rows = await unit.staffRefundCase(paymentId);
  if (rows === undefined) throw new Refusal("payment_unknown", "paymentId");
  refuseOwnAffairs(rows.payment.userId, ...deciders);
  return rows;
}
