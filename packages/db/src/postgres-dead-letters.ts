import type { DeadLetters, DeadMessage } from "@cinema/billing/queue";
import type { Instant } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";

interface DeadRow {
  readonly id: string;
  readonly topic: string;
  readonly body: unknown;
  readonly attempts: number;
  readonly created_at: Instant;
  readonly first_failed_at: Instant | null;
  readonly last_error: string | null;
  readonly dead_at: Instant;
}

/** The dead letters of the queue on PostgreSQL: rows of the outbox that wait for a person. */
export function createPostgresDeadLetters(sql: Sql, now: () => Instant, wake: () => void): DeadLetters {
  const revive = async (id: string | null, topic: string | null) => {
    const rows = await sql<DeadRow[]>`
      with dead as (
        select * from outbox
        where dead_at is not null and (${id}::text is null or id::text = ${id}) and (${topic}::text is null or topic = ${topic})
        for update)
      update outbox set dead_at = null, attempts = 0, available_at = ${now()}, last_error = null, first_failed_at = null
      from dead where outbox.id = dead.id returning dead.*`;
    wake();
    return rows.map(deadMessage);
  };
  return {
    async list({ limit, topic, after }) {
      const rows = await sql<DeadRow[]>`
        select * from outbox
        where dead_at is not null and (${topic ?? null}::text is null or topic = ${topic ?? null})
          and (${after?.deadAt ?? null}::timestamptz is null
            or (dead_at, id::text) > (${after?.deadAt ?? null}, ${after?.id ?? null}))
        order by dead_at, id::text limit ${limit}`;
      return rows.map(deadMessage);
    },
    async find(id) {
      const rows = await sql<DeadRow[]>`
        select * from outbox where dead_at is not null and id::text = ${id}`;
      return rows.map(deadMessage);
    },
    async count() {
      const [row] = await sql<{ count: number }[]>`select count(*) from outbox where dead_at is not null`;
      return row?.count ?? 0;
    },
    replay: (id) => revive(id, null),
    async replayAll(topic) {
      return (await revive(null, topic ?? null)).length;
    },
    async discard(id) {
      const rows = await sql<
        DeadRow[]
      >`delete from outbox where dead_at is not null and id::text = ${id} returning *`;
      return rows.map(deadMessage);
    },
  };
}

function deadMessage(row: DeadRow): DeadMessage {
  return {
    id: row.id,
    topic: row.topic,
    body: new TextEncoder().encode(JSON.stringify(row.body)),
    reason: row.last_error ?? "",
    attempts: row.attempts,
    publishedAt: row.created_at,
    firstFailedAt: row.first_failed_at ?? row.dead_at,
    deadAt: row.dead_at,
    publisher: undefined,
  };
}
