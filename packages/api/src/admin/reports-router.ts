import type { RefundKind, RefundStatus } from "@cinema/core/refund";
import { momentsOf, recoveryOf } from "@cinema/core/reporting";
import { planName } from "@cinema/core/subscription-type";
import type { Context } from "../context.ts";
import { router, staffProcedure } from "../procedures.ts";
import { dayRange } from "./day-range.ts";
import {
  type PresentedChurn,
  type PresentedRecovery,
  type PresentedRevenue,
  type PresentedStanding,
  presentChurn,
  presentRecovery,
  presentRevenue,
  presentStanding,
} from "./present-reports.ts";

export interface PresentedRefunds {
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly count: number;
  readonly amountKopecks: number;
}

/** Sums over all viewers; each equals the sums of the payment and refund tables to the kopeck. */
export const reportsRouter = router({
  /** What came in and went back, by day and type. */
  revenue: staffProcedure
    .input(dayRange)
    .query(
      async ({ ctx, input }): Promise<readonly PresentedRevenue[]> =>
        (await named(ctx, await ctx.world.store.reports.revenue(momentsOf(input)))).map(presentRevenue),
    ),

  /** Who is live now, by type and state, and what recurs of it in a month (MRR). */
  standing: staffProcedure.query(
    async ({ ctx }): Promise<readonly PresentedStanding[]> =>
      (await named(ctx, await ctx.world.store.reports.standing())).map(presentStanding),
  ),

  /** Who left, by his own wish or because he could not be charged, of how many. */
  churn: staffProcedure.input(dayRange).query(async ({ ctx, input }): Promise<readonly PresentedChurn[]> => {
    const rows = await ctx.world.store.reports.leaving(momentsOf(input), ctx.world.now());
    return (await named(ctx, rows)).map(presentChurn);
  }),

  /** What became of the periods whose first charge was declined, by class of the reason. */
  recovery: staffProcedure
    .input(dayRange)
    .query(
      async ({ ctx, input }): Promise<readonly PresentedRecovery[]> =>
        recoveryOf(await ctx.world.store.reports.declined(momentsOf(input))).map(presentRecovery),
    ),

  /** Refunds asked for, by kind and status. */
  refunds: staffProcedure.input(dayRange).query(
    async ({ ctx, input }): Promise<readonly PresentedRefunds[]> =>
      (await ctx.world.store.reports.refunds(momentsOf(input))).map(({ amount, ...row }) => ({
        ...row,
        amountKopecks: amount,
      })),
  ),
});

/** Rows of the reports with the names of types in the caller's language; they come with the Russian ones. */
async function named<Row extends { readonly subscriptionTypeId: string; readonly typeName: string }>(
  { world, language }: Pick<Context, "world" | "language">,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (language === "ru") return rows;
  const names = await world.store.catalogue.names();
  return rows.map((row) => {
    const known = names.get(row.subscriptionTypeId);
    return known === undefined ? row : { ...row, typeName: planName(known, language) };
  });
}
