import type { World } from "@cinema/billing/ports";
import type { Queue } from "@cinema/billing/queue";
import { commandTopics } from "@cinema/core/command";
import { commandHandler, type Publishers, requireKnownCommands } from "./commands.ts";

export interface CommandsOptions {
  readonly world: World;
  readonly queue: Queue;
  /** Which RabbitMQ user may send which commands; nobody else may send any. */
  readonly publishers: Publishers;
  /** Commands in hand at once, for each topic; 4 by default: each is one transaction and calls nobody. */
  readonly concurrency?: number;
}

/**
 * Starts taking the commands of other services; `stop` takes no more and resolves when what is in hand is done.
 * @throws {RangeError} when a command was allowed that does not exist
 */
export async function startCommands({
  world,
  queue,
  publishers,
  concurrency = 4,
}: CommandsOptions): Promise<{ stop(): Promise<void> }> {
  requireKnownCommands(publishers);
  const consumptions = await Promise.all(
    commandTopics.map((topic) =>
      queue.consume(topic, commandHandler(world, topic, publishers), { concurrency }),
    ),
  );
  return {
    stop: async () => {
      await Promise.all(consumptions.map((consumption) => consumption.stop()));
    },
  };
}
