import type { Configuration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { brokerCheck, healthSettings } from "@cinema/wiring/health";
import { type OpenWorld, worldSettings } from "@cinema/wiring/open-world";
import { sparingTries } from "./spare-tries.ts";
import { startCommands } from "./start-commands.ts";
import { defaultConcurrency, startConsumer } from "./start-consumer.ts";
import { startRelay } from "./start-relay.ts";

/** What the queue door reads of the environment besides the world's own settings. */
export const consumerSettings = ["COMMAND_PUBLISHERS"] as const satisfies readonly SettingName[];

/** All that a process with this door alone reads. */
export const consumerProcessSettings = [...worldSettings, ...healthSettings, ...consumerSettings] as const;

export interface Consumer {
  /** Whether it can take messages. */
  readonly checks: { readonly broker: () => Promise<void> };
  /** Takes no more and resolves when what is in hand is done. */
  stop(): Promise<void>;
}

/**
 * The queue door on an open world: the consumer and, with RabbitMQ, the commands of other services and the relay of
 * the outbox.
 */
export async function runConsumer(
  open: OpenWorld,
  { COMMAND_PUBLISHERS: publishers }: Configuration<(typeof consumerSettings)[number]>,
): Promise<Consumer> {
  const { world, sql, broker } = open;
  const { publisher, eventPublisher } = broker;
  const queue = sparingTries(broker.queue);
  const running = [await startConsumer({ world, queue, concurrency: defaultConcurrency })];
  if (publisher !== undefined && eventPublisher !== undefined) {
    running.push(await startCommands({ world, queue, publishers }));
    const relay = { sql, now: world.now, log: world.log };
    running.push(await startRelay({ ...relay, kind: "commands", publisher }));
    running.push(await startRelay({ ...relay, kind: "events", publisher: eventPublisher }));
  }
  return {
    checks: brokerCheck(open),
    stop: async () => {
      await Promise.all(running.map((part) => part.stop()));
    },
  };
}
