import type { Instant } from "@cinema/core/instant";

/** How the books stand at a moment, for whoever watches over them. */
export interface Indicators {
  /** Cheap: a few looks into indexes, whatever the size of the tables. */
  read(now: Instant): Promise<Standing>;
}

/** Numbers of rows, and ages in seconds (0 when there is nothing to be old); capped ones say at most {@link mostCounted}. */
export interface Standing {
  /** Renewals that were due {@link dueSlack} ago and have no charge; capped. */
  readonly dueUncharged: number;
  /** Payments of the last two days whose money is here and whose viewer has not got what he paid for. */
  readonly chargedUngranted: number;
  readonly payments: readonly Unresolved[];
  readonly refunds: readonly Unresolved[];
  readonly outboxLag: number;
  /** Capped. */
  readonly outboxDue: number;
  /** How long the most belated announcement of a charge is overdue. */
  readonly noticeLag: number;
  /** Capped. */
  readonly lettersQueued: number;
  readonly oldestLetter: number;
  readonly approvalsWaiting: number;
  readonly oldestApproval: number;
  /** Differences between our books and the provider's that wait for a person; capped. */
  readonly differencesOpen: number;
  readonly isHalted: boolean;
  /** Schedulers that lead. */
  readonly leaders: number;
}

/** Payments or refunds without an outcome; `receipt`: the outcome is there, the fiscal receipt is not. */
export interface Unresolved {
  readonly status: string;
  readonly age: (typeof ages)[number];
  readonly count: number;
}

/** Since they were begun. */
export const ages = ["under_10m", "under_1h", "under_1d", "over_1d"] as const;

/** More rows than that are not counted: by then the number says all there is to say. */
export const mostCounted = 10_000;

/** The job comes every ten minutes; milliseconds after which a charge that was not begun is late. */
export const dueSlack = 3_600_000;
