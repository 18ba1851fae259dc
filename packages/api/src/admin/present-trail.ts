import type { AuditedTable, ChangedField, TrailEntry } from "@cinema/billing/audit-trail";
import type { Act } from "@cinema/core/act";

/** One thing that was done: a change of a row, or an act; what does not belong to its kind is null. */
export interface PresentedTrailEntry {
  /** Tells it from all others: "payment-17", "act-<uuid>". */
  readonly id: string;
  readonly at: string;
  /** "manager:<user id>", "viewer:<user id>", "service:<name>", "billing:<what>", "database:<role>". */
  readonly actor: string;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly table: AuditedTable | null;
  readonly rowId: string | null;
  readonly operation: "created" | "changed" | "deleted" | null;
  /** From what to what, by field; sums are whole kopecks and end in `Kopecks`. Empty for an act. */
  readonly changes: readonly ChangedField[];
  readonly act: Pick<Act, "name" | "subject" | "details"> | null;
}

export function presentTrailEntry(entry: TrailEntry): PresentedTrailEntry {
  const { source, key, at, actor } = entry;
  const isAct = entry.source === "act";
  return {
    ...{ id: `${source}-${key}`, at, actor },
    reason: entry.reason ?? null,
    requestId: entry.requestId ?? null,
    table: isAct ? null : entry.source,
    rowId: isAct ? null : entry.rowId,
    operation: isAct ? null : entry.operation,
    changes: isAct ? [] : entry.changes,
    act: isAct ? entry.act : null,
  };
}
