import type { World } from "@cinema/billing/ports";
import { Cron } from "croner";
import { type Job, jobs } from "./jobs.ts";

/** Runs every job at its times; `stop` lets a running one finish. */
export function startScheduler(world: World): { stop(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const crons = Object.entries(jobs).map(
    ([name, job]) =>
      new Cron(job.pattern, { timezone: "Europe/Moscow", protect: true, name: `billing:${name}` }, () => {
        const run = runJob(world, name, job);
        running.add(run);
        return run.finally(() => running.delete(run));
      }),
  );
  return {
    stop: async () => {
      for (const cron of crons) cron.stop();
      await Promise.all(running);
    },
  };
}

/** One run of a job, logged; a failure waits for the next time. */
async function runJob(world: World, name: string, job: Job): Promise<void> {
  const requestId = world.newId();
  try {
    const counts = await job.run(world, { actor: `billing:${name}`, reason: job.what, requestId });
    world.log.info("job.done", { job: name, request_id: requestId, ...counts });
  } catch (error) {
    world.log.error("job.failed", { job: name, request_id: requestId, said: String(error) });
  }
}
