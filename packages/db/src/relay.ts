import { eventTopics } from "@cinema/core/event";
import type { Instant } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";

export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly body: unknown;
  readonly createdAt: Instant;
}

/** Which messages of the outbox are due to whom: commands to ourselves, events to others. */
export interface RelayDue {
  readonly kind: "commands" | "events";
  readonly now: Instant;
  readonly limit: number;
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
  { kind, now, limit }: RelayDue,
  publish: (rows: readonly OutboxRow[]) => Promise<readonly string[]>,
): Promise<{ readonly taken: number; readonly sent: number }> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<OutboxRow[]>`
      select id, topic, body, created_at as "createdAt" from outbox
      where dead_at is null and available_at <= ${now} and (claimed_until is null or claimed_until < ${now})
        and (topic = any(${[...eventTopics]})) = ${kind === "events"}
      order by available_at, id limit ${limit} for update skip locked`;
    if (rows.length === 0) return { taken: 0, sent: 0 };
    const confirmed = await publish(rows);
    await transaction`delete from outbox where id = any(${[...confirmed]}::uuid[])`;
    const sent = new Set(confirmed);
    const left = rows.map(({ id }) => id).filter((id) => !sent.has(id));
    // A topic that the broker does not take must not stand before all others for ever.
    if (left.length > 0)
      await transaction`
      update outbox set attempts = attempts + 1, claimed_once = true,
        available_at = ${now}::timestamptz + least(300, 5 * 2 ^ least(attempts, 10)) * interval '1 second'
      where id = any(${left}::uuid[])`;
    return { taken: rows.length, sent: confirmed.length };
  });
}
