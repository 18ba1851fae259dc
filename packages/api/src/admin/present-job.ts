import type { JobRun, JobRunStatus } from "@cinema/billing/job-runs";
import { type JobCounts, type JobName, jobs } from "@cinema/billing/jobs";
import type { Timetable } from "@cinema/billing/timetable";
import type { Instant } from "@cinema/core/instant";

/** One run of a job; what does not apply (yet) is null. */
export interface PresentedJobRun {
  readonly id: string;
  readonly name: string;
  readonly isDry: boolean;
  readonly status: JobRunStatus;
  /** Null: the clock. */
  readonly requestedBy: string | null;
  readonly reason: string | null;
  readonly requestedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** How often it was taken up: more than once when a process drained or died in the middle. */
  readonly attempts: number;
  /** What it did so far, and in the end. */
  readonly counts: JobCounts | null;
  readonly error: string | null;
}

/** A job with its schedule and its last runs. */
export interface PresentedJob {
  readonly name: JobName;
  readonly what: string;
  /** Cron, in Europe/Moscow. */
  readonly pattern: string;
  readonly nextRunAt: string;
  /** The newest first. */
  readonly lastRuns: readonly PresentedJobRun[];
}

export function presentJobRun(run: JobRun): PresentedJobRun {
  return {
    ...run,
    requestedBy: run.requestedBy ?? null,
    reason: run.reason ?? null,
    requestedAt: run.requestedAt ?? null,
    startedAt: run.startedAt ?? null,
    finishedAt: run.finishedAt ?? null,
    counts: run.counts ?? null,
    error: run.error ?? null,
  };
}

export function presentJob(
  name: JobName,
  runs: readonly JobRun[],
  timetable: Timetable,
  now: Instant,
): PresentedJob {
  const { what, pattern } = jobs[name];
  return {
    name,
    what,
    pattern,
    nextRunAt: timetable.next(pattern, now),
    lastRuns: runs.filter((run) => run.name === name).map(presentJobRun),
  };
}
