import type { World } from "@cinema/billing/ports";
import type { Sql } from "@cinema/db/connect";
import { lastRun } from "@cinema/db/job-runs";
import { createCandidate } from "@cinema/db/leader";
import { healthSettings } from "@cinema/wiring/health";
import { worldSettings } from "@cinema/wiring/open-world";
import { Cron } from "croner";
import { isJobName, type JobName, jobs } from "./jobs.ts";
import { runJob } from "./run-job.ts";

/** All that a process with this door alone reads. */
export const schedulerProcessSettings = [...worldSettings, ...healthSettings] as const;

const zone = "Europe/Moscow";

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
 * passed while nobody led are made up for by one run.
 */
export function startScheduler(
  world: World,
  sql: Sql,
  { candidacy = everyTenSeconds, longestSilence = 60_000 }: SchedulerOptions = {},
): Scheduler {
  const candidate = createCandidate(sql, "billing scheduler");
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  let isLeading = false;
  let isCatchingUp = false;
  let askedAt = performance.now();
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
    askedAt = performance.now();
    if (leads && !isLeading) {
      world.log.info("scheduler.leads");
      isCatchingUp = true;
      try {
        for (const name of await missed(world, sql)) await run(name);
      } finally {
        isCatchingUp = false;
      }
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
    checks: {
      clock: async () => {
        const silence = performance.now() - askedAt;
        if (!isCatchingUp && silence > longestSilence)
          throw new Error(`the lead was last asked for ${Math.round(silence / 1_000)} s ago`);
      },
    },
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
