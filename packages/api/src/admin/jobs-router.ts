import { askForRun } from "@cinema/billing/ask-for-run";
import { jobNames } from "@cinema/billing/jobs";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import { authorship, type Context } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { changeInput, listInput } from "./change-input.ts";
import { type PresentedJob, type PresentedJobRun, presentJob, presentJobRun } from "./present-job.ts";

const name = z.enum(jobNames);
const listed = listInput({ name: name.optional() });
const named = z.strictObject({ runId: z.uuid() });
const asked = changeInput({ name });

/** So many runs of each job are shown beside its schedule. */
const shown = 5;

/** What the clock does, and doing it now. */
export const jobsRouter = router({
  list: staffProcedure.query(async ({ ctx: { world } }): Promise<readonly PresentedJob[]> => {
    const runs = await world.store.jobRuns.newest(jobNames, shown);
    return jobNames.map((name) => presentJob(name, runs, world.timetable, world.now()));
  }),

  /** The newest first. */
  runs: staffProcedure
    .input(listed)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedJobRun>> =>
        presentPage(
          input,
          (page) => ctx.world.store.jobRuns.list({ ...page, name: input.name }),
          presentJobRun,
        ),
    ),

  /** How a run goes: ask again until `finishedAt` is there. */
  get: staffProcedure
    .input(named)
    .query(({ ctx, input }): Promise<PresentedJobRun> => runOf(ctx, input.runId)),

  /** Has it run now; a consumer begins within seconds, or when the run that is under way has ended. */
  run: staffMutation.input(asked).mutation(async ({ ctx, input }): Promise<PresentedJobRun> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return runOf(ctx, await askForRun(ctx.world, by, { name: input.name, isDry: false }));
  }),

  /** The same, but nothing is saved: the counts say what a run would do. */
  dryRun: staffMutation.input(asked).mutation(async ({ ctx, input }): Promise<PresentedJobRun> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return runOf(ctx, await askForRun(ctx.world, by, { name: input.name, isDry: true }));
  }),
});

async function runOf({ world }: Context, runId: string): Promise<PresentedJobRun> {
  const run = await world.store.jobRuns.get(runId);
  if (run === undefined) throw new Refusal("job_run_unknown", "runId");
  return presentJobRun(run);
}
