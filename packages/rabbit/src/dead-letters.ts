import {
  compareDead,
  type DeadLetters,
  type DeadLettersPage,
  type DeadMessage,
  isAfter,
} from "@cinema/billing/queue";
import type { Instant } from "@cinema/core/instant";
import { instantOf } from "@cinema/core/instant";
import type { Observer } from "./broker-event.ts";
import type { Connection } from "./connection.ts";
import { header, instantIn, passOn, type Received, receive, textIn } from "./message.ts";
import type { Publisher } from "./publish.ts";
import { lookInto, type QueueLook } from "./queue-look.ts";

export interface DeadLettersOptions {
  readonly now: () => Instant;
  readonly observe?: Observer;
}

/** AMQP counts a prefetch in 16 bits: more letters than this are not seen in one look. */
const most = 65_535;

const readBatch = 200;

/**
 * The dead-letter queue as Managers see it. Every call looks at the oldest letters and puts back those it is not
 * done with; a death in between puts them back too. While one process looks, another sees fewer. A queue cannot
 * be searched, so finding one letter reads all before it.
 */
export function createDeadLetters(
  connection: Connection,
  publisher: Publisher,
  options: DeadLettersOptions,
): DeadLetters {
  return new RabbitDeadLetters(connection, publisher, options);
}

class RabbitDeadLetters implements DeadLetters {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    readonly publisher: Publisher,
    readonly options: DeadLettersOptions,
  ) {}

  list({ limit, topic, after }: DeadLettersPage): Promise<readonly DeadMessage[]> {
    return this.#look(async (look) => {
      // The queue keeps the order of death, but for what several processes buried within the same moments: the
      // oldest are at its head, and a page in the middle is found by reading from there.
      const found: DeadMessage[] = [];
      let left = Math.min(await look.count(), most);
      while (left > 0 && found.length < limit) {
        const letters = await this.#read(look, Math.min(left, readBatch));
        for (const { dead } of letters)
          if ((topic === undefined || dead.topic === topic) && isAfter(dead, after)) found.push(dead);
        left = letters.length === 0 ? 0 : left - letters.length;
      }
      return found.sort(compareDead).slice(0, limit);
    });
  }

  find(id: string): Promise<readonly DeadMessage[]> {
    return this.#look(async (look) =>
      (await this.#read(look, most)).flatMap(({ dead }) => (dead.id === id ? dead : [])),
    );
  }

  count(): Promise<number> {
    const { deadQueue } = this.connection.topology;
    return this.connection.withChannel(async (channel) => {
      const { messageCount } = await channel.checkQueue(deadQueue.name);
      return messageCount;
    });
  }

  replay(id: string): Promise<readonly DeadMessage[]> {
    return this.#look(async (look) => {
      const found = (await this.#read(look, most)).filter(({ dead }) => dead.id === id);
      await this.#republish(look, found);
      return found.map(({ dead }) => dead);
    });
  }

  replayAll(topic?: string): Promise<number> {
    return this.#look(async (look) => {
      // Only those dead now: what fails again meanwhile lands behind them and is left alone.
      let left = await look.count();
      let replayed = 0;
      while (left > 0) {
        const letters = await this.#read(look, Math.min(left, readBatch));
        const chosen = letters.filter(({ dead }) => topic === undefined || dead.topic === topic);
        await this.#republish(look, chosen);
        replayed += chosen.length;
        left = letters.length === 0 ? 0 : left - letters.length;
      }
      return replayed;
    });
  }

  discard(id: string, reason: string): Promise<readonly DeadMessage[]> {
    return this.#look(async (look) => {
      const found = (await this.#read(look, most)).filter(({ dead }) => dead.id === id);
      look.remove(found.map(({ received }) => received.message));
      for (const { dead } of found) {
        this.options.observe?.({ kind: "dead-letter-discarded", topic: dead.topic, id, reason });
      }
      return found.map(({ dead }) => dead);
    });
  }

  /** One look after the other: two at once would hide letters from each other. */
  #look<T>(work: (look: QueueLook) => Promise<T>): Promise<T> {
    const { deadQueue } = this.connection.topology;
    const result = this.#turn.then(() =>
      this.connection.withChannel((channel) => lookInto(channel, deadQueue.name, work)),
    );
    this.#turn = result.catch(() => "the caller hears of it");
    return result;
  }

  async #read(look: QueueLook, limit: number): Promise<Letter[]> {
    const messages = await look.take(Math.min(limit, most));
    return messages.map((message) => {
      const received = receive(message, this.connection.user, this.options.now());
      return { received, dead: deadMessage(received) };
    });
  }

  /** @throws {AggregateError} when the broker did not take some; they stay dead */
  async #republish(look: QueueLook, letters: readonly Letter[]): Promise<void> {
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
    const failures = outcomes.flatMap((outcome) => (outcome.confirmed ? [] : [outcome.error]));
    const gone = letters.filter((_, index) => outcomes[index]?.confirmed);
    look.remove(gone.map(({ received }) => received.message));
    for (const { dead } of gone) {
      this.options.observe?.({ kind: "dead-letter-replayed", topic: dead.topic, id: dead.id });
    }
    const [first] = failures;
    if (first === undefined) return;
    throw new AggregateError(failures, `${failures.length} dead letters not replayed: ${first.message}`);
  }
}

interface Letter {
  readonly received: Received;
  readonly dead: DeadMessage;
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
