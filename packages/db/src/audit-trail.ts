import {
  type AuditedTable,
  type AuditTrail,
  type RowChange,
  type TrailEntry,
  type TrailPosition,
  type TrailSource,
  trailSources,
} from "@cinema/billing/audit-trail";
import type { Keyset } from "@cinema/billing/keyset";
import type { ActDetails, ActName } from "@cinema/core/act";
import type { Instant } from "@cinema/core/instant";
import type { PendingQuery } from "postgres";
import { changedFields } from "./changed-fields.ts";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";
import { byStaff } from "./staff-actors.ts";
import { unforeseen } from "./unforeseen.ts";

interface EntryRow {
  readonly key: string;
  readonly at: Instant;
  readonly actor: string;
  readonly reason: string | null;
  readonly request_id: string | null;
}

interface ChangeRow extends EntryRow {
  readonly row_id: string;
  readonly operation: "I" | "U" | "D";
  readonly row: Row;
  readonly before: Row | null;
}

interface ActRow extends EntryRow {
  readonly name: ActName;
  readonly subject: string;
  readonly details: ActDetails;
}

type SourcedRow = (ChangeRow & { readonly source: AuditedTable }) | (ActRow & { readonly source: "act" });

type Part = PendingQuery<Row[]>;

/** The histories of the base tables and the acts, read as one. */
export function createAuditTrail(sql: Sql): AuditTrail {
  return {
    ofRow: (table, rowId, page) => ofRow(sql, table, rowId, page),
    ofActors: (actors, until, page) =>
      merged(
        sql,
        (latest) => sql`
          select each.* from unnest(${actors}::text[]) as called (actor)
            cross join lateral (${latest(sql`e.actor = called.actor`)}) each`,
        page,
        until,
      ),
    ofRequest: (requestId, page) => merged(sql, (latest) => latest(sql`e.request_id = ${requestId}`), page),
    ofStaff: (until, page) => merged(sql, (latest) => latest(sql.unsafe(byStaff)), page, until),
  };
}

async function ofRow(
  sql: Sql,
  table: AuditedTable,
  rowId: string,
  { after, limit }: Keyset<string>,
): Promise<readonly RowChange[]> {
  const rows = await sql<ChangeRow[]>`
    select ${changeColumns(sql)}
    from (
      select * from ${sql(`${table}_history`)}
      where row_id = ${rowId} and history_id < ${after ?? lastKey.history}::bigint
      order by history_id desc limit ${limit}
    ) h ${rowBefore(sql, table)}
    order by h.history_id desc`;
  return rows.map((row) => readChange(row, table));
}

/**
 * The latest entries of every source that fit, as one list. Each source gives no more than a page, by an index
 * that begins with what is asked for and goes on in the order of time.
 * @param choose puts the condition to a source's latest entries
 */
async function merged(
  sql: Sql,
  choose: (latest: (condition: Part) => Part) => Part,
  { after, limit }: Keyset<TrailPosition>,
  until?: Instant,
): Promise<readonly TrailEntry[]> {
  const from = trailSources.map((source) =>
    choose((condition) =>
      source === "act"
        ? latestActs(sql, condition, after, until, limit)
        : latestChanges(sql, source, condition, after, until, limit),
    ),
  );
  const [acts, ...changes] = from;
  const all = changes.reduce((before, next) => sql`${before} union all (${next})`, sql`(${acts ?? sql``})`);
  const rows = await sql<SourcedRow[]>`
    select * from (${all}) entry
    order by at desc, source collate "C" desc, lpad(key, 36, '0') collate "C" desc limit ${limit}`;
  return rows.map((row) => (row.source === "act" ? readAct(row) : readChange(row, row.source)));
}

function latestActs(
  sql: Sql,
  condition: Part,
  after: TrailPosition | undefined,
  until: Instant | undefined,
  limit: number,
): Part {
  return sql`
    select 'act' as source, e.id::text as key, e.at, e.actor, e.reason, e.request_id,
      null::uuid as row_id, null::text as operation, null::jsonb as "row", null::jsonb as before,
      e.name, e.subject, e.details
    from act e
    where ${condition} and (e.at, e.id) < (${after?.at ?? until ?? "infinity"}::timestamptz, ${keyBound("act", after)}::uuid)
    order by e.at desc, e.id desc limit ${unforeseen(sql, limit)}`;
}

function latestChanges(
  sql: Sql,
  table: AuditedTable,
  condition: Part,
  after: TrailPosition | undefined,
  until: Instant | undefined,
  limit: number,
): Part {
  return sql`
    select ${table}::text as source, ${changeColumns(sql)}, null as name, null as subject, null::jsonb as details
    from (
      select * from ${sql(`${table}_history`)} e
      where ${condition}
        and (e.changed_at, e.history_id) < (${after?.at ?? until ?? "infinity"}::timestamptz, ${keyBound(table, after)}::bigint)
      order by e.changed_at desc, e.history_id desc limit ${unforeseen(sql, limit)}
    ) h ${rowBefore(sql, table)}`;
}

function changeColumns(sql: Sql): Part {
  return sql`h.history_id::text as key, h.changed_at as at, h.actor, h.reason, h.request_id,
    h.row_id, h.operation, h."row", b."row" as before`;
}

function rowBefore(sql: Sql, table: AuditedTable): Part {
  return sql`
    left join lateral (
      select "row" from ${sql(`${table}_history`)} earlier
      where earlier.row_id = h.row_id and earlier.history_id < h.history_id
      order by earlier.history_id desc limit 1
    ) b on true`;
}

const firstKey = { act: "00000000-0000-0000-0000-000000000000", history: "0" };
const lastKey = { act: "ffffffff-ffff-ffff-ffff-ffffffffffff", history: "9223372036854775807" };

/**
 * The key before which a source goes on within the moment of the position: entries of one moment come by source,
 * the last name first, so a source is still whole, in the middle, or done.
 */
function keyBound(source: TrailSource, after: TrailPosition | undefined): string {
  const kind = source === "act" ? "act" : "history";
  if (after === undefined || source < after.source) return lastKey[kind];
  return source === after.source ? after.key : firstKey[kind];
}

function readChange(row: ChangeRow, source: AuditedTable): RowChange {
  const isDeletion = row.operation === "D";
  return {
    ...signatureOf(row),
    source,
    rowId: row.row_id,
    operation: row.operation === "I" ? "created" : isDeletion ? "deleted" : "changed",
    changes: changedFields(source, isDeletion ? row.row : row.before, isDeletion ? null : row.row),
  };
}

function readAct(row: ActRow): TrailEntry {
  const { name, subject, details } = row;
  return { ...signatureOf(row), source: "act", act: { name, subject, details } };
}

function signatureOf({ key, at, actor, reason, request_id }: EntryRow) {
  return { key, at, actor, reason: reason ?? undefined, requestId: request_id ?? undefined };
}
