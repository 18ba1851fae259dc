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

/** RabbitMQ with everything a process needs of it, on the two connections that it takes. */
export interface Broker {
  readonly queue: Queue;
  readonly publisher: Publisher;
  readonly deadLetters: DeadLetters;
  ready(): Readiness;
  /** Waits for what is on its way out, then disconnects. Stop the consumptions first. */
  close(): Promise<void>;
}

/** Starts to connect, and returns at once: {@link Broker.ready} says when it serves. */
export function openBroker(options: BrokerOptions): Broker {
  const consuming = new Connection({ ...options, name: `${options.name} consuming` });
  const publishing = new Connection({ ...options, name: `${options.name} publishing` });
  const publisher = createPublisher(publishing, options.publisher);
  return {
    publisher,
    queue: createQueue(consuming, publisher, options),
    deadLetters: createDeadLetters(consuming, publisher, options),
    ready() {
      const publishable = publishing.ready();
      return publishable.ready ? consuming.ready() : publishable;
    },
    async close() {
      await publisher.drain();
      await Promise.all([consuming.close(), publishing.close()]);
    },
  };
}
