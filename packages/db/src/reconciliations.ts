import type { Reconciliations } from "@cinema/billing/reconciliations";
import type { Instant } from "@cinema/core/instant";
import type { Reconciliation } from "@cinema/core/reconciliation";
import type { TransactionSql } from "postgres";
import type { Sql } from "./connect.ts";
import { one, type Row, reconciliationRows } from "./rows.ts";

/** Comparisons with the provider, for people to read. */
export function createReconciliations(sql: Sql): Reconciliations {
  return {
    get: async (id) =>
      one(reconciliationRows, await sql<Row[]>`select * from reconciliation where id = ${id}`),
    async list({ after, limit }) {
      const rows = await sql<Row[]>`
        select * from reconciliation
        where ${after ?? null}::uuid is null or id < ${after ?? null}
        order by id desc limit ${limit}`;
      return rows.map(reconciliationRows.read);
    },
    async lastAskedBy(requestedBy) {
      const [row] = await sql<{ at: Instant | null }[]>`
        select max(requested_at) as at from reconciliation where requested_by = ${requestedBy}`;
      return row?.at ?? undefined;
    },
  };
}

/** Locks the oldest one that nobody runs: it waits, or its process gave no sign of life since a moment. */
export async function abandonedReconciliation(
  sql: TransactionSql,
  silentSince: Instant,
): Promise<Reconciliation | undefined> {
  const rows = await sql<Row[]>`
    select * from reconciliation
    where status = 'waiting' or (status = 'running' and beat_at <= ${silentSince})
    order by id limit 1 for update skip locked`;
  return one(reconciliationRows, rows);
}
