import type { Colleague } from "@cinema/billing/colleagues";
import { router, staffProcedure } from "../procedures.ts";

/** Somebody of the staff who has changed something, as his token named him then. */
export interface PresentedColleague {
  /** As it stands in histories ("manager:<user id>") and approvals. */
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** Who stands behind the user ids that histories and approvals show. */
export const colleaguesRouter = router({
  list: staffProcedure.query(
    async ({ ctx }): Promise<readonly PresentedColleague[]> =>
      (await ctx.world.store.colleagues.list()).map(presentColleague),
  ),
});

function presentColleague({ userId, name, email }: Colleague): PresentedColleague {
  return { userId, name: name ?? null, email: email ?? null };
}
