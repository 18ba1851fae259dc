import type { ConfirmChannel, ConsumeMessage, Message } from "amqplib";
import { within } from "./waiting.ts";

/** A look into a queue: takes its oldest messages, removes some, puts the others back where they were. */
export interface QueueLook {
  /** How many messages wait in the queue now, those taken not counted. */
  count(): Promise<number>;
  /** Takes the next oldest, at most `limit`. */
  take(limit: number): Promise<readonly ConsumeMessage[]>;
  /** These do not go back. */
  remove(messages: readonly Message[]): void;
}

/** No message for so many milliseconds means that none will come: another process holds them. */
const quiet = 500;

/** Looks into a queue on a channel of its own, and ends when the messages put back are in the queue again. */
export async function lookInto<T>(
  channel: ConfirmChannel,
  queue: string,
  work: (look: QueueLook) => Promise<T>,
): Promise<T> {
  const taken = new Set<Message>();
  const count = async () => (await channel.checkQueue(queue)).messageCount;
  const start = await count();
  let removed = 0;
  try {
    return await work({
      count,
      async take(limit) {
        const messages = await takeFrom(channel, queue, Math.min(limit, await count()));
        for (const message of messages) taken.add(message);
        return messages;
      },
      remove(messages) {
        acknowledge(channel, messages, taken.size);
        for (const message of messages) taken.delete(message);
        removed += messages.length;
      },
    });
  } finally {
    if (taken.size > 0) {
      channel.nackAll(true);
      const deadline = performance.now() + quiet;
      while ((await count()) < start - removed && performance.now() < deadline) await Bun.sleep(2);
    }
  }
}

/**
 * All that is held goes in one answer: a channel keeps back what is beyond some 30 answers to a quorum queue, and
 * forgets it when it closes. Answers to some of many are safe, since seeing the others back in the queue means
 * that these went before them.
 */
function acknowledge(channel: ConfirmChannel, messages: readonly Message[], held: number): void {
  const last = messages.at(-1);
  if (last !== undefined && messages.length === held) channel.ack(last, true);
  else for (const message of messages) channel.ack(message);
}

/** By a passing consumer with room for just so many: getting them one by one costs a quorum queue a write each. */
async function takeFrom(channel: ConfirmChannel, queue: string, wanted: number): Promise<ConsumeMessage[]> {
  if (wanted < 1) return [];
  const messages: ConsumeMessage[] = [];
  const full = Promise.withResolvers<void>();
  await channel.prefetch(wanted, false);
  const { consumerTag } = await channel.consume(queue, (message) => {
    if (message !== null) messages.push(message);
    if (message === null || messages.length === wanted) full.resolve();
  });
  for (let before = -1; before < messages.length && messages.length < wanted; ) {
    before = messages.length;
    await within(full.promise, quiet, undefined);
  }
  await channel.cancel(consumerTag);
  return messages;
}
