import { approve, dismiss } from "@cinema/billing/approvals";
import { approvalStatuses } from "@cinema/core/approval";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import { authorship } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { changeInput, listInput } from "./change-input.ts";
import { type PresentedApproval, presentApproval } from "./present-approval.ts";

const listed = listInput({ status: z.enum(approvalStatuses).optional() });
const named = z.strictObject({ approvalId: z.uuid() });
const decided = changeInput({ approvalId: z.uuid() });

/** Four eyes: what waits for a second person, and his word. */
export const approvalsRouter = router({
  /** The newest first. */
  list: staffProcedure.input(listed).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedApproval>> =>
      presentPage(
        input,
        (page) => ctx.world.store.approvals.list({ ...page, status: input.status }),
        (approval) => presentApproval(approval, ctx.actor.userId),
      ),
  ),

  get: staffProcedure.input(named).query(async ({ ctx, input }): Promise<PresentedApproval> => {
    const found = await ctx.world.store.approvals.get(input.approvalId);
    if (found === undefined) throw new Refusal("approval_unknown", "approvalId");
    return presentApproval(found, ctx.actor.userId);
  }),

  /** Does what was asked for, in the name of both. */
  approve: staffMutation.input(decided).mutation(async ({ ctx, input }): Promise<PresentedApproval> => {
    const { userId } = ctx.actor;
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentApproval(await approve(ctx.world, by, { approvalId: input.approvalId, userId }), userId);
  }),

  reject: staffMutation.input(decided).mutation(async ({ ctx, input }): Promise<PresentedApproval> => {
    const { userId } = ctx.actor;
    const by = authorship(ctx, ctx.actor, input.reason);
    const wish = { approvalId: input.approvalId, userId, as: "rejected" } as const;
    return presentApproval(await dismiss(ctx.world, by, wish), userId);
  }),

  /** Takes one's own wish back. */
  withdraw: staffMutation.input(decided).mutation(async ({ ctx, input }): Promise<PresentedApproval> => {
    const { userId } = ctx.actor;
    const by = authorship(ctx, ctx.actor, input.reason);
    const wish = { approvalId: input.approvalId, userId, as: "withdrawn" } as const;
    return presentApproval(await dismiss(ctx.world, by, wish), userId);
  }),
});
