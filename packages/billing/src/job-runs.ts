import type { Instant } from "@cinema/core/instant";
import type { JobCounts } from "./jobs.ts";
import type { Page } from "./ports.ts";

/** One run of a job as it stands written down. */
export interface JobRun {
  readonly id: string;
  /** Of a job of the table, or of one that the table had once. */
  readonly name: string;
  readonly isDry: boolean;
  /** Undefined: the clock. */
  readonly requestedBy: string | undefined;
  readonly reason: string | undefined;
  readonly requestedAt: Instant | undefined;
  readonly startedAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
  /** How often it was taken up: more than once when a process died or drained in the middle. */
  readonly attempts: number;
  /** What it did so far. */
  readonly counts: JobCounts | undefined;
  readonly error: string | undefined;
  readonly status: JobRunStatus;
}

/**
 * - `queued`: asked for, and nobody has begun;
 * - `interrupted`: its process drained or died. What a person has asked for is taken up again by whoever gets its
 *   message next; of the clock's runs the next one goes on where it stood.
 */
export type JobRunStatus = "queued" | "running" | "interrupted" | "succeeded" | "failed";

/** What a run begins with. */
export interface Begun {
  readonly id: string;
  readonly name: string;
  readonly isDry: boolean;
  /** Undefined: the clock. */
  readonly requestedBy: string | undefined;
  readonly reason: string | undefined;
  readonly startedAt: Instant;
}

/** A run in the hands of one process. */
export interface Claim {
  readonly id: string;
  readonly name: string;
  readonly isDry: boolean;
  readonly requestedBy: string | undefined;
  readonly reason: string | undefined;
  /** Tells this process from an earlier one that was taken for dead. */
  readonly attempt: number;
  /** What was done before it was interrupted. */
  readonly before: JobCounts;
}

/** Whoever runs a job gives a sign of life this often, in milliseconds. */
export const beatEvery = 5_000;

/** And counts as dead after a silence this long; milliseconds of the database's own clock. */
export const deadAfter = 20_000;

/**
 * The runs of jobs, and the guard that no two runs of one job overlap: a run is one process's as long as that gives
 * signs of life. It holds without a connection or a message that would have to stay open for as long as the run.
 */
export interface JobRuns {
  /** Begins a run here and now; undefined while another one of the same job is under way. */
  begin(run: Begun): Promise<Claim | undefined>;
  /**
   * Takes up a run that was asked for or interrupted.
   * - `busy`: it, or another one of the same job, is under way;
   * - `over`: it is finished, or there is no such run.
   */
  take(runId: string, now: Instant): Promise<Claim | "busy" | "over">;
  /** A sign of life, with what was done so far; false when the run is no longer this process's. */
  beat(claim: Claim, counts: JobCounts): Promise<boolean>;
  /** Writes down how a run ended, if it still is this process's. */
  end(claim: Claim, finishedAt: Instant, outcome: RunOutcome): Promise<void>;
  /** Lets anybody take up the rest. */
  interrupt(claim: Claim, counts: JobCounts): Promise<void>;

  get(runId: string): Promise<JobRun | undefined>;
  /** The newest first. */
  list(page: Page & { readonly name: string | undefined }): Promise<readonly JobRun[]>;
  /** The newest so many of each job. */
  newest(names: readonly string[], limit: number): Promise<readonly JobRun[]>;
  /** The last run of each job that was begun and was no dry one. */
  last(names: readonly string[]): Promise<readonly JobRun[]>;
  /** Forgets the clock's runs that began before a moment, or only counts them; gives their number. */
  forget(before: Instant, isDry: boolean): Promise<number>;
}

export type RunOutcome = { readonly counts: JobCounts } | { readonly error: string };
