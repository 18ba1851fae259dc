import type { DeadLetters, DeadMessage } from "@cinema/billing/queue";
import type { Instant } from "@cinema/core/instant";
import { instantOf } from "@cinema/core/instant";
import type { ConfirmChannel, GetMessage } from "amqplib";
import type { Observer } from "./broker-event.ts";
import type { Connection } from "./connection.ts";
import { header, instantIn, passOn, type Received, receive, textIn } from "./message.ts";
import type { Publisher } from "./publish.ts";

export interface DeadLettersOptions {
  readonly now: () => Instant;
  readonly observe?: Observer;
}

/** A dead letter taken from its queue and not yet answered. */
interface Taken {
  readonly received: Received;
  readonly message: GetMessage;
  readonly dead: DeadMessage;
}

/**
 * The dead-letter queue as Managers see it. Every call takes messages and answers only those it is done with:
 * the others go back with the channel, so a death in between loses none. While one process looks, another sees
 * fewer. A queue cannot be searched, so finding one letter reads all before it.
 */
export function createDeadLetters(
  connection: Connection,
  publisher: Publisher,
  options: DeadLettersOptions,
): DeadLetters {
  return new RabbitDeadLetters(connection, publisher, options);
}

const replayBatch = 200;

class RabbitDeadLetters implements DeadLetters {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    readonly publisher: Publisher,
    readonly options: DeadLettersOptions,
  ) {}

  list({ limit }: { readonly limit: number }): Promise<readonly DeadMessage[]> {
    return this.#alone(async (channel) => {
      const taken = await this.#take(channel, limit);
      return taken.map(({ dead }) => dead);
    });
  }

  replay(id: string): Promise<readonly DeadMessage[]> {
    return this.#alone(async (channel) => {
      const found = await this.#find(channel, id);
      await this.#republish(channel, found);
      return found.map(({ dead }) => dead);
    });
  }

  replayAll(topic?: string): Promise<number> {
    return this.#alone(async (channel) => {
      // Only those dead now: what fails again meanwhile lands behind them and is left alone.
      let left = await this.#count(channel);
      let replayed = 0;
      while (left > 0) {
        const taken = await this.#take(channel, Math.min(left, replayBatch));
        const chosen = taken.filter(({ dead }) => topic === undefined || dead.topic === topic);
        await this.#republish(channel, chosen);
        replayed += chosen.length;
        left = taken.length === 0 ? 0 : left - taken.length;
      }
      return replayed;
    });
  }

  discard(id: string, reason: string): Promise<readonly DeadMessage[]> {
    return this.#alone(async (channel) => {
      const found = await this.#find(channel, id);
      for (const { message, dead } of found) {
        channel.ack(message);
        this.options.observe?.({ kind: "dead-letter-discarded", topic: dead.topic, id, reason });
      }
      return found.map(({ dead }) => dead);
    });
  }

  /** One call after the other: two at once would hide messages from each other. */
  #alone<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.connection.withChannel(work));
    this.#turn = result.catch(() => "the caller hears of it");
    return result;
  }

  async #count(channel: ConfirmChannel): Promise<number> {
    return (await channel.checkQueue(this.connection.topology.deadQueue.name)).messageCount;
  }

  async #find(channel: ConfirmChannel, id: string): Promise<Taken[]> {
    const taken = await this.#take(channel, await this.#count(channel));
    return taken.filter(({ dead }) => dead.id === id);
  }

  async #take(channel: ConfirmChannel, limit: number): Promise<Taken[]> {
    const taken: Taken[] = [];
    while (taken.length < limit) {
      const message = await channel.get(this.connection.topology.deadQueue.name);
      if (message === false) break;
      const received = receive(message, this.connection.user, this.options.now());
      taken.push({ received, message, dead: deadMessage(received) });
    }
    return taken;
  }

  /** @throws {AggregateError} when the broker did not take some; they stay dead */
  async #republish(channel: ConfirmChannel, letters: readonly Taken[]): Promise<void> {
    const { topology, user } = this.connection;
    const outcomes = await this.publisher.send(
      letters.map(({ received }) => ({
        id: received.id,
        exchange: topology.commands,
        routingKey: received.topic,
        content: received.content,
        properties: passOn({ ...received, firstFailedAt: undefined }, user, {}),
      })),
    );
    const failures: Error[] = [];
    for (const [index, { message, dead }] of letters.entries()) {
      const outcome = outcomes[index];
      if (outcome?.confirmed) {
        channel.ack(message);
        this.options.observe?.({ kind: "dead-letter-replayed", topic: dead.topic, id: dead.id });
      } else if (outcome !== undefined) {
        failures.push(outcome.error);
      }
    }
    if (failures.length > 0) {
      const [first] = failures;
      throw new AggregateError(failures, `${failures.length} dead letters not replayed: ${first?.message}`);
    }
  }
}

/** Reads a dead letter: one of ours says why in headers, one that the broker buried in its death record. */
function deadMessage(received: Received): DeadMessage {
  const { id, topic, content, attempt, publishedAt, publisher, headers, trusted } = received;
  const ourReason = trusted ? textIn(headers[header.reason]) : undefined;
  const ourTime = trusted ? instantIn(headers[header.deadAt]) : undefined;
  const death = ourReason === undefined ? brokersDeath(received) : undefined;
  const deadAt = ourTime ?? death?.at ?? publishedAt;
  return {
    id,
    topic,
    body: content,
    reason: ourReason ?? death?.reason ?? "unknown",
    attempts: attempt,
    publishedAt,
    firstFailedAt: received.firstFailedAt ?? deadAt,
    deadAt,
    publisher,
  };
}

function brokersDeath({ message }: Received): { reason: string; at: Instant } | undefined {
  // The latest comes first; having waited out a retry ("expired") is not what it died of.
  const deaths = message.properties.headers?.["x-death"] ?? [];
  const death = deaths.find((record) => record.reason !== "expired") ?? deaths[0];
  if (death === undefined) return undefined;
  return { reason: brokersReason(death.reason), at: instantOf(death.time.value * 1_000) };
}

function brokersReason(reason: string): string {
  switch (reason) {
    case "delivery_limit":
      return "Delivered again and again without an answer: its consumer died each time (delivery limit)";
    case "rejected":
      return "Its consumer could not write it anew and had the broker bury it (rejected)";
    default:
      return `Buried by the broker (${reason})`;
  }
}
