import type { Instant } from "./instant.ts";

/** A run of a job that a person asks for; whoever takes its message carries it out. */
export interface AskedRun {
  readonly id: string;
  /** The job's name in `jobs.ts` of packages/billing. */
  readonly name: string;
  /** Decide and count, but save nothing. */
  readonly isDry: boolean;
  /** As in the histories: "manager:<user id>". */
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: Instant;
}
