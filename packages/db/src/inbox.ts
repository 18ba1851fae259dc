import type { Arrival, Inbox } from "@cinema/billing/ports";
import type { TransactionSql } from "postgres";
import type { Sql } from "./connect.ts";
import { forgetRows } from "./forget-rows.ts";

/** The notes of what has come, for the job that forgets the old ones. */
export function createInbox(sql: Sql): Inbox {
  return {
    forget: (before, isDry) => forgetRows(sql, sql`from inbox where received_at < ${before}`, isDry),
  };
}

/** Notes that a message came; the note is saved or undone with the transaction that acts on it. */
export async function receive(
  sql: TransactionSql,
  { source, messageId, bodyHash, receivedAt }: Arrival,
): Promise<"new" | "repeated" | "contradicted"> {
  // Waits for another transaction that has noted the same id and has not ended yet.
  const noted = await sql`
    insert into inbox (source, message_id, body_hash, received_at)
    values (${source}, ${messageId}, ${bodyHash}, ${receivedAt})
    on conflict do nothing returning 1`;
  if (noted.length > 0) return "new";
  const same = await sql`
    select from inbox where source = ${source} and message_id = ${messageId} and body_hash = ${bodyHash}`;
  return same.length > 0 ? "repeated" : "contradicted";
}
