import type { Instant } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";

export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly body: unknown;
  readonly createdAt: Instant;
}

/**
 * Takes due messages of the outbox, hands them to the publisher and deletes those that the broker confirmed.
 * Many relays may do it at once: rows in one's hand are skipped by the others, and a relay that dies gives them
 * back with its connection. An unconfirmed message stays and goes out again, so the other side may see it twice.
 * @param publish answers the ids that the broker has confirmed
 * @returns how many rows were taken and how many of them went out
 */
export async function relayBatch(
  sql: Sql,
  now: Instant,
  limit: number,
  publish: (rows: readonly OutboxRow[]) => Promise<readonly string[]>,
): Promise<{ readonly taken: number; readonly sent: number }> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<OutboxRow[]>`
      select id, topic, body, created_at as "createdAt" from outbox
      where dead_at is null and available_at <= ${now} and (claimed_until is null or claimed_until < ${now})
      order by available_at, id limit ${limit} for update skip locked`;
    if (rows.length === 0) return { taken: 0, sent: 0 };
    const confirmed = await publish(rows);
    await transaction`delete from outbox where id = any(${[...confirmed]}::uuid[])`;
    return { taken: rows.length, sent: confirmed.length };
  });
}
