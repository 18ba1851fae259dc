import type { World } from "@cinema/billing/ports";
import type { Consumption, Queue } from "@cinema/billing/queue";
import { type Topic, topics } from "@cinema/core/message";
import { handlerOf } from "./handlers.ts";

export interface ConsumerOptions {
  readonly world: World;
  readonly queue: Queue;
  /** Messages in hand at once, for each topic. */
  readonly concurrency: { readonly [T in Topic]: number };
}

/** Enough to keep one process busy while the provider answers, few enough not to flood it. */
export const defaultConcurrency: ConsumerOptions["concurrency"] = {
  "payment.charge": 16,
  "payment.settle": 16,
  "refund.issue": 4,
  "refund.settle": 4,
  "letter.deliver": 8,
};

/** Starts consuming every topic; `stop` takes no more and resolves when what is in hand is done. */
export async function startConsumer({
  world,
  queue,
  concurrency,
}: ConsumerOptions): Promise<{ stop(): Promise<void> }> {
  const consumptions: Consumption[] = [];
  for (const topic of topics)
    consumptions.push(
      await queue.consume(topic, handlerOf(world, topic), { concurrency: concurrency[topic] }),
    );
  return {
    stop: async () => {
      await Promise.all(consumptions.map((consumption) => consumption.stop()));
    },
  };
}
