import type { World } from "@cinema/billing/ports";
import type { RunOptions } from "@cinema/billing/run-due";
import type { Sql } from "@cinema/db/connect";
import { beginRun, endRun } from "@cinema/db/job-runs";
import { type JobName, jobs } from "./jobs.ts";

/**
 * One run of a job, written down in `job_run` (a dry one is not).
 * @throws what the job throws, after it was written down
 */
export async function runJob(
  world: World,
  sql: Sql,
  name: JobName,
  options: RunOptions = {},
): Promise<{ readonly [count: string]: number }> {
  const job = jobs[name];
  const id = world.newId();
  const by = { actor: `billing:${name}`, reason: job.what, requestId: id };
  if (options.isDry) return job.run(world, by, options);
  await beginRun(sql, { id, name, startedAt: world.now() });
  try {
    const counts = await job.run(world, by, options);
    await endRun(sql, id, world.now(), { counts });
    return counts;
  } catch (error) {
    await endRun(sql, id, world.now(), { error: String(error) });
    throw error;
  }
}
