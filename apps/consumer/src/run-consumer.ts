import type { OpenWorld } from "@cinema/wiring/open-world";
import { defaultConcurrency, startConsumer } from "./start-consumer.ts";
import { startRelay } from "./start-relay.ts";

/** The queue door on an open world: the consumer and, with RabbitMQ, the relay of the outbox. */
export async function runConsumer({ world, sql, broker }: OpenWorld): Promise<{ stop(): Promise<void> }> {
  const consumer = await startConsumer({ world, queue: broker.queue, concurrency: defaultConcurrency });
  const relay =
    broker.publisher &&
    (await startRelay({ sql, publisher: broker.publisher, now: world.now, log: world.log }));
  return {
    stop: async () => {
      await Promise.all([consumer.stop(), relay?.stop()]);
    },
  };
}
