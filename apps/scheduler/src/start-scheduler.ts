import { type JobName, jobNames, jobs } from "@cinema/billing/jobs";
import type { World } from "@cinema/billing/ports";
import { runJob } from "@cinema/billing/run-job";
import type { Sql } from "@cinema/db/connect";
import { createCandidate, schedulerLead } from "@cinema/db/leader";
import { atEachStroke } from "@cinema/timetable/timetable";
import { healthSettings } from "@cinema/wiring/health";
import { worldSettings } from "@cinema/wiring/open-world";

/** All that a process with this door alone reads. */
export const schedulerProcessSettings = [...worldSettings, ...healthSettings] as const;

/** How often a process without the lead asks for it, as a cron pattern with seconds. */
const everyTenSeconds = "*/10 * * * * *";

export interface SchedulerOptions {
  readonly candidacy?: string;
  /** A clock that has not asked for the lead for so long, in milliseconds, stands still. @default 60 s */
  readonly longestSilence?: number;
}

export interface Scheduler {
  /** Whether the clock goes: it asks for the lead, or is making up for what was missed. */
  readonly checks: { readonly clock: () => Promise<void> };
  /** Ends running jobs between two batches. */
  stop(): Promise<void>;
}

/**
 * Runs every job at its times in the one of many processes that leads, one run of a job at a time. Ticks that
 * passed while nobody led are made up for by one run, and so is a run whose process drained or died in the middle.
 */
export function startScheduler(
  world: World,
  sql: Sql,
  { candidacy = everyTenSeconds, longestSilence = 60_000 }: SchedulerOptions = {},
): Scheduler {
  const candidate = createCandidate(sql, schedulerLead);
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  let isLeading = false;
  let isCatchingUp = false;
  let askedAt = performance.now();
  const run = async (name: JobName) => {
    if (ending.signal.aborted || !(await candidate.leads())) return;
    const counts = await runJob(world, name, { signal: ending.signal });
    if (counts === undefined) world.log.info("job.busy", { job: name });
  };
  const tracked = (work: () => Promise<void>) => () => {
    const done = work().catch((error: unknown) => world.log.error("job.failed", { said: String(error) }));
    running.add(done);
    return done.finally(() => running.delete(done));
  };
  const askForLead = async () => {
    const leads = await candidate.leads();
    askedAt = performance.now();
    if (leads && !isLeading) world.log.info("scheduler.leads");
    if (leads) {
      isCatchingUp = true;
      try {
        for (const name of await jobsToMakeUpFor(world, !isLeading)) await run(name);
      } finally {
        isCatchingUp = false;
      }
    }
    isLeading = leads;
  };
  const ticking = [
    atEachStroke(candidacy, tracked(askForLead)),
    ...jobNames.map((name) =>
      atEachStroke(
        jobs[name].pattern,
        tracked(() => run(name)),
      ),
    ),
  ];
  return {
    checks: {
      clock: async () => {
        const silence = performance.now() - askedAt;
        if (!isCatchingUp && silence > longestSilence)
          throw new Error(`the lead was last asked for ${Math.round(silence / 1_000)} s ago`);
      },
    },
    stop: async () => {
      ending.abort();
      for (const ticks of ticking) ticks.stop();
      await Promise.all(running);
      await candidate.resign();
    },
  };
}

/** Jobs whose last run by the clock was interrupted and, for a new leader, those whose time has come and gone since. */
async function jobsToMakeUpFor(world: World, isNewLeader: boolean): Promise<readonly JobName[]> {
  const runs = await world.store.jobRuns.last(jobNames);
  return jobNames.filter((name) => {
    const last = runs.find((run) => run.name === name);
    if (last?.startedAt === undefined) return isNewLeader;
    if (last.status === "interrupted") return last.requestedBy === undefined;
    return isNewLeader && world.timetable.next(jobs[name].pattern, last.startedAt) <= world.now();
  });
}
