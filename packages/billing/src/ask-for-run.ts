import { act } from "@cinema/core/act";
import type { AskedRun } from "@cinema/core/asked-run";
import { carryOutRun } from "@cinema/core/message";
import type { JobName } from "./jobs.ts";
import type { Authorship, World } from "./ports.ts";

/**
 * Has a job run now, or tried dry, by whoever takes its message; how it goes stands in `job_run`.
 * @returns the id of the run
 */
export async function askForRun(
  world: World,
  by: Authorship,
  { name, isDry }: { readonly name: JobName; readonly isDry: boolean },
): Promise<string> {
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const { actor: requestedBy, reason } = by;
    const run: AskedRun = {
      ...{ id: world.newId(), name, isDry, requestedBy, reason },
      requestedAt: circumstances.now,
    };
    await unit.save({
      askedRuns: [run],
      messages: [carryOutRun(run, world.newId)],
      acts: [act("job.asked", `job:${name}`, { run_id: run.id, is_dry: isDry }, circumstances)],
    });
    return run.id;
  });
}
