import { askForReconciliation } from "@cinema/billing/ask-for-reconciliation";
import { dismissDifference, resolveDifference } from "@cinema/billing/resolve-difference";
import { differenceStatuses } from "@cinema/core/difference";
import { differenceClassNames } from "@cinema/core/difference-class";
import { Refusal } from "@cinema/core/refusal";
import { calendarSpan, moment } from "@cinema/core/time-span";
import { z } from "zod";
import { authorship } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { changeInput, listInput } from "./change-input.ts";
import { type PresentedDifference, presentDifference } from "./present-difference.ts";
import { type PresentedReconciliation, presentReconciliation } from "./present-reconciliation.ts";

const momentText = z.string().transform((text, context) => {
  const at = moment(text);
  if (at !== undefined) return at;
  context.addIssue("Send a date or an instant with an offset, like 2026-10-01 or 2026-10-01T00:00:00+03:00");
  return z.NEVER;
});

const periodText = z.string().transform((text, context) => {
  const span = calendarSpan(text);
  if (span !== undefined) return span;
  context.addIssue("Send a year, a month or a day, like 2026, 2026-10 or 2026-10-05");
  return z.NEVER;
});

/** A year, a month or a day in Moscow, or from when until when; `to` itself is left out. */
const asked = changeInput({
  period: periodText.optional(),
  from: momentText.optional(),
  to: momentText.optional(),
})
  .refine(
    ({ period, from, to }) =>
      period === undefined ? from !== undefined && to !== undefined : from === undefined && to === undefined,
    { path: ["period"], error: "Send either `period`, or both `from` and `to`" },
  )
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ["to"],
    error: "This moment has to be after `from`",
  });
const runs = listInput({});
const oneRun = z.strictObject({ reconciliationId: z.uuid() });
const differences = listInput({
  status: z.enum(differenceStatuses).optional(),
  class: z.enum(differenceClassNames).optional(),
});
const oneDifference = z.strictObject({ differenceId: z.uuid() });
const decided = changeInput({ differenceId: z.uuid() });

/** Our books beside the provider's: comparisons, what differed, and what is done about it. */
export const reconciliationRouter = router({
  /** Has a span compared; it begins within a minute and is seen in `run`. */
  start: staffMutation.input(asked).mutation(async ({ ctx, input }): Promise<PresentedReconciliation> => {
    const { period, from, to } = input;
    const span = period ?? (from && to && { from, to });
    if (span === undefined) throw new Error("the schema lets no input pass without a span");
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentReconciliation(await askForReconciliation(ctx.world, by, span));
  }),

  /** The newest first. */
  runs: staffProcedure
    .input(runs)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedReconciliation>> =>
        presentPage(input, (page) => ctx.world.store.reconciliations.list(page), presentReconciliation),
    ),

  run: staffProcedure.input(oneRun).query(async ({ ctx, input }): Promise<PresentedReconciliation> => {
    const found = await ctx.world.store.reconciliations.get(input.reconciliationId);
    if (found === undefined) throw new Refusal("reconciliation_unknown", "reconciliationId");
    return presentReconciliation(found);
  }),

  /** The newest first. */
  differences: staffProcedure
    .input(differences)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedDifference>> =>
        presentPage(
          input,
          (page) => ctx.world.store.differences.list({ ...page, status: input.status, class: input.class }),
          presentDifference,
        ),
    ),

  difference: staffProcedure
    .input(oneDifference)
    .query(async ({ ctx, input }): Promise<PresentedDifference> => {
      const found = await ctx.world.store.differences.get(input.differenceId);
      if (found === undefined) throw new Refusal("difference_unknown", "differenceId");
      return presentDifference(found);
    }),

  /** Carries out the ready action; what gives back more than one person may waits for a second one. */
  resolve: staffMutation.input(decided).mutation(async ({ ctx, input }): Promise<PresentedDifference> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    const wish = { differenceId: input.differenceId, userId: ctx.actor.userId };
    return presentDifference(await resolveDifference(ctx.world, by, wish));
  }),

  /** Looked at, and nothing is to be done. */
  dismiss: staffMutation.input(decided).mutation(async ({ ctx, input }): Promise<PresentedDifference> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentDifference(await dismissDifference(ctx.world, by, input.differenceId));
  }),
});
