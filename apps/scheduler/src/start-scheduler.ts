import type { World } from "@cinema/billing/ports";
import type { Sql } from "@cinema/db/connect";
import { lastRun } from "@cinema/db/job-runs";
import { createCandidate } from "@cinema/db/leader";
import { Cron } from "croner";
import { isJobName, type JobName, jobs } from "./jobs.ts";
import { runJob } from "./run-job.ts";

const zone = "Europe/Moscow";

/** How often a process without the lead asks for it, as a cron pattern with seconds. */
const everyTenSeconds = "*/10 * * * * *";

/**
 * Runs every job at its times in the one of many processes that leads, one run of a job at a time. Ticks that
 * passed while nobody led are made up for by one run. `stop` ends running jobs between two batches.
 */
export function startScheduler(
  world: World,
  sql: Sql,
  { candidacy = everyTenSeconds }: { readonly candidacy?: string } = {},
): { stop(): Promise<void> } {
  const candidate = createCandidate(sql, "billing scheduler");
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  let isLeading = false;
  const run = async (name: JobName) => {
    if (ending.signal.aborted || !(await candidate.leads())) return;
    const counts = await runJob(world, sql, name, { signal: ending.signal });
    world.log.info("job.done", { job: name, count: counts.changed ?? counts.payments ?? 0 });
  };
  const tracked = (work: () => Promise<void>) => () => {
    const done = work().catch((error: unknown) => world.log.error("job.failed", { said: String(error) }));
    running.add(done);
    return done.finally(() => running.delete(done));
  };
  const askForLead = async () => {
    const leads = await candidate.leads();
    if (leads && !isLeading) {
      world.log.info("scheduler.leads");
      for (const name of await missed(world, sql)) await run(name);
    }
    isLeading = leads;
  };
  const crons = [
    new Cron(candidacy, { timezone: zone, protect: true }, tracked(askForLead)),
    ...Object.entries(jobs).flatMap(([name, { pattern }]) =>
      isJobName(name)
        ? new Cron(
            pattern,
            { timezone: zone, protect: true },
            tracked(() => run(name)),
          )
        : [],
    ),
  ];
  return {
    stop: async () => {
      ending.abort();
      for (const cron of crons) cron.stop();
      await Promise.all(running);
      await candidate.resign();
    },
  };
}

/** Jobs whose time has come and gone since their last run. */
async function missed(world: World, sql: Sql): Promise<readonly JobName[]> {
  const names = Object.keys(jobs).filter(isJobName);
  const isMissed = await Promise.all(
    names.map(async (name) => {
      const last = await lastRun(sql, name);
      if (last === undefined) return true;
      const next = new Cron(jobs[name].pattern, { timezone: zone, paused: true }).nextRun(new Date(last));
      return next !== null && next.toISOString() <= world.now();
    }),
  );
  return names.filter((_, index) => isMissed[index]);
}
