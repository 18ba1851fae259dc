import type { Differences } from "@cinema/billing/differences";
import type { Difference } from "@cinema/core/difference";
import type { DifferenceClass } from "@cinema/core/difference-class";
import type { Instant } from "@cinema/core/instant";
import type { TimeSpan } from "@cinema/core/time-span";
import type { TransactionSql } from "postgres";
import type { Sql } from "./connect.ts";
import { differenceRows, one, type Row } from "./rows.ts";

/** What differed between our books and the provider's, for people to read. */
export function createDifferences(sql: Sql): Differences {
  return {
    get: async (id) => one(differenceRows, await sql<Row[]>`select * from difference where id = ${id}`),
    async list({ after, limit, status, class: name }) {
      const rows = await sql<Row[]>`
        select * from difference
        where (${status ?? null}::text is null or status = ${status ?? null})
          and (${name ?? null}::text is null or class = ${name ?? null})
          and (${after ?? null}::uuid is null or id < ${after ?? null})
        order by id desc limit ${limit}`;
      return rows.map(differenceRows.read);
    },
  };
}

/** Locks the one difference of a class and object, also while there is none yet. */
export async function differenceOf(
  sql: TransactionSql,
  object: string,
  name: DifferenceClass,
): Promise<Difference | undefined> {
  const [, rows] = await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended(${`${object} ${name}`}, 0))`,
    sql<Row[]>`select * from difference where object = ${object} and class = ${name} for update`,
  ]);
  return one(differenceRows, rows);
}

/** Locks open differences of a span that a run has not seen, nor another one since it began with this span. */
export async function unseenDifferences(
  sql: TransactionSql,
  { from, to }: TimeSpan,
  { seenBy, begunAt }: { readonly seenBy: string; readonly begunAt: Instant },
  limit: number,
): Promise<readonly Difference[]> {
  const rows = await sql<Row[]>`
    select * from difference
    where status = 'open' and occurred_at >= ${from} and occurred_at < ${to} and seen_by <> ${seenBy}
      and seen_at <= ${begunAt}
    order by occurred_at, id limit ${limit} for update`;
  return rows.map(differenceRows.read);
}
