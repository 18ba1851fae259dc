import type { DeadLetters, Queue } from "@cinema/billing/queue";
import type { Instant } from "@cinema/core/instant";
import { Connection, type ConnectionOptions, type Readiness } from "./connection.ts";
import { createQueue } from "./consume.ts";
import { createDeadLetters } from "./dead-letters.ts";
import { createPublisher, type Publisher, type PublisherOptions } from "./publish.ts";

export interface BrokerOptions extends ConnectionOptions {
  readonly now: () => Instant;
  readonly publisher?: PublisherOptions;
}

/** RabbitMQ with everything a process needs of it, on the three connections that it takes. */
export interface Broker {
  readonly queue: Queue;
  readonly publisher: Publisher;
  /**
   * For events, on a connection of its own: one listener's queue that is stuck blocks whatever published to it, and
   * our own commands must not wait for strangers.
   */
  readonly eventPublisher: Publisher;
  readonly deadLetters: DeadLetters;
  ready(): Readiness;
  /** Waits for what is on its way out, then disconnects. Stop the consumptions first. */
  close(): Promise<void>;
}

/** Starts to connect, and returns at once: {@link Broker.ready} says when it serves. */
export function openBroker(options: BrokerOptions): Broker {
  const consuming = new Connection({ ...options, name: `${options.name} consuming` });
  const publishing = new Connection({ ...options, name: `${options.name} publishing` });
  const announcing = new Connection({ ...options, name: `${options.name} announcing` });
  const publisher = createPublisher(publishing, options.publisher);
  const eventPublisher = createPublisher(announcing, options.publisher);
  return {
    publisher,
    eventPublisher,
    queue: createQueue(consuming, publisher, options),
    deadLetters: createDeadLetters(consuming, publisher, options),
    ready() {
      const publishable = publishing.ready();
      return publishable.ready ? consuming.ready() : publishable;
    },
    async close() {
      await Promise.all([publisher.drain(), eventPublisher.drain()]);
      await Promise.all([consuming.close(), publishing.close(), announcing.close()]);
    },
  };
}
