import { askToResumeCharging, type Halt, haltCharging } from "@cinema/billing/hold-back";
import { authorship } from "../context.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { changeInput } from "./change-input.ts";
import { type PresentedApproval, presentApproval } from "./present-approval.ts";

const reasoned = changeInput({});

/** The kill switch: while charging is halted, nobody is charged without being there himself. */
export interface PresentedCharging {
  readonly isHalted: boolean;
  readonly reason: string | null;
  readonly haltedBy: string | null;
  readonly haltedAt: string | null;
}

export const chargingRouter = router({
  status: staffProcedure.query(
    async ({ ctx }): Promise<PresentedCharging> => presentCharging(await ctx.world.store.halt()),
  ),

  /** Stops all charging at once, also what is queued. */
  halt: staffMutation.input(reasoned).mutation(async ({ ctx, input }): Promise<PresentedCharging> => {
    await haltCharging(ctx.world, authorship(ctx, ctx.actor, input.reason), {
      userId: ctx.actor.userId,
    });
    return presentCharging(await ctx.world.store.halt());
  }),

  /** Asks a second Manager to let charging go on. */
  resume: staffMutation.input(reasoned).mutation(async ({ ctx, input }): Promise<PresentedApproval> => {
    const { userId } = ctx.actor;
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentApproval(await askToResumeCharging(ctx.world, by, { userId }), userId);
  }),
});

function presentCharging(halt: Halt | undefined): PresentedCharging {
  return {
    isHalted: halt !== undefined,
    reason: halt?.reason ?? null,
    haltedBy: halt?.haltedBy ?? null,
    haltedAt: halt?.haltedAt ?? null,
  };
}
