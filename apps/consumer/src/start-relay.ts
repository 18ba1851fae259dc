import type { Log } from "@cinema/billing/ports";
import type { Instant } from "@cinema/core/instant";
import type { Sql } from "@cinema/db/connect";
import { type RelayDue, relayBatch } from "@cinema/db/relay";
import type { Publisher, PublishOutcome } from "@cinema/rabbit/publish";

export interface RelayOptions {
  readonly sql: Sql;
  readonly kind: RelayDue["kind"];
  readonly publisher: Publisher;
  readonly now: () => Instant;
  readonly log: Log;
  /** Messages taken at once, whose confirms are awaited together. */
  readonly batch?: number;
  /** How often the outbox is looked at when nothing woke us, in milliseconds. */
  readonly poll?: number;
}

/** Moves messages of one kind from the outbox to RabbitMQ until it is stopped; safe with many relays at once. */
export async function startRelay(options: RelayOptions): Promise<{ stop(): Promise<void> }> {
  const { sql, log, poll = 1_000 } = options;
  let stopped = false;
  let rouse: () => void = () => undefined;
  const wake = () => rouse();
  const listening = await sql.listen("outbox", wake, wake);
  const loop = (async () => {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, poll);
        rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const moved = await moveBatch(options).catch((error: unknown) => {
        log.error("relay.failed", { said: String(error) });
        return 0;
      });
      if (moved === 0) await woken;
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      rouse();
      await loop;
      await listening.unlisten();
    },
  };
}

async function moveBatch(options: RelayOptions): Promise<number> {
  const { sql, kind, publisher, now, log, batch = 500 } = options;
  // Taken rows are locked, so nothing is taken that cannot be sent.
  if (!publisher.ready().ready) return 0;
  const { sent } = await relayBatch(sql, { kind, now: now(), limit: batch }, async (rows) => {
    const outcomes = await publisher.publish(
      rows.map(({ id, topic, body, createdAt }) => ({
        id,
        to: kind,
        topic,
        body,
        publishedAt: createdAt,
      })),
    );
    for (const [said, failed] of Map.groupBy(outcomes.filter(isFailure), ({ error }) => error.message))
      log.error("relay.unconfirmed", { message_id: failed[0]?.id, count: failed.length, said });
    return outcomes.filter(({ confirmed }) => confirmed).map(({ id }) => id);
  });
  return sent;
}

function isFailure(outcome: PublishOutcome): outcome is Extract<PublishOutcome, { confirmed: false }> {
  return !outcome.confirmed;
}
