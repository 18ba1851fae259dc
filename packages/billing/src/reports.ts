import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { PeriodLength } from "@cinema/core/period";
import type { RefundKind, RefundStatus } from "@cinema/core/refund";
import type { DeclinedPeriods, Leaving } from "@cinema/core/reporting";
import type { SubscriptionState } from "@cinema/core/subscription";

/** Sums and counts over all viewers, to the kopeck those of the tables; days are Moscow's. */
export interface Reports {
  /** What came in and went back, by the day on which it did, by type; the earliest day first. */
  revenue(range: Moments): Promise<readonly RevenueRow[]>;
  /** Who is live now. */
  standing(): Promise<readonly StandingRow[]>;
  /** Who left in a stretch of time, of how many. */
  leaving(range: Moments, now: Instant): Promise<readonly LeavingRow[]>;
  /** Renewals whose first charge was declined within a stretch of time. */
  declined(range: Moments): Promise<readonly DeclinedPeriods[]>;
  /** Refunds asked for in a stretch of time. */
  refunds(range: Moments): Promise<readonly RefundRow[]>;
}

/** Midnights in Moscow; the end is not included. */
export interface Moments {
  readonly start: Instant;
  readonly end: Instant;
}

export interface RevenueRow {
  /** "2026-10-31". */
  readonly day: string;
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly payments: number;
  readonly paid: Kopecks;
  readonly refunds: number;
  readonly refunded: Kopecks;
}

export interface StandingRow {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly length: PeriodLength;
  readonly state: SubscriptionState;
  readonly isRepeatable: boolean;
  readonly count: number;
  /** The sum of the prices at which they were last paid. */
  readonly perPeriod: Kopecks;
}

export interface LeavingRow extends Leaving {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  /** Became live in that time. */
  readonly started: number;
}

export interface RefundRow {
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly count: number;
  readonly amount: Kopecks;
}
