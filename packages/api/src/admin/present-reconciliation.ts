import type { Reconciliation, ReconciliationCounts, ReconciliationStatus } from "@cinema/core/reconciliation";

/** One comparison with the provider; what has not happened is null. */
export interface PresentedReconciliation {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly status: ReconciliationStatus;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  /** All that began before it has been compared. */
  readonly comparedUntil: string;
  readonly finishedAt: string | null;
  readonly counts: ReconciliationCounts;
  readonly error: string | null;
}

export function presentReconciliation(run: Reconciliation): PresentedReconciliation {
  const { id, from, to, status, requestedBy, reason, requestedAt, comparedUntil, counts } = run;
  return {
    ...{ id, from, to, status, requestedBy, reason, requestedAt, comparedUntil, counts },
    startedAt: run.startedAt ?? null,
    finishedAt: run.finishedAt ?? null,
    error: run.error ?? null,
  };
}
