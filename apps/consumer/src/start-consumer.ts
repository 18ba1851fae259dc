import type { World } from "@cinema/billing/ports";
import type { Consumption, Queue } from "@cinema/billing/queue";
import { type Topic, topics } from "@cinema/core/message";
import { createAskedRuns } from "./asked-runs.ts";
import { createBreaker } from "./circuit-breaker.ts";
import { handlerOf } from "./handlers.ts";
import { takenTopics, takeUnknown } from "./unknown-topics.ts";

export interface ConsumerOptions {
  readonly world: World;
  readonly queue: Queue;
  /** Messages in hand at once, for each topic. */
  readonly concurrency: { readonly [T in Topic]: number };
  /** When the provider counts as out, and how often it is then asked; see the circuit breaker. */
  readonly breaker?: { readonly threshold: number; readonly probeEvery: number };
}

/** Enough to keep one process busy while the provider answers, few enough not to flood it. */
export const defaultConcurrency: ConsumerOptions["concurrency"] = {
  "payment.charge": 16,
  "payment.settle": 16,
  "refund.issue": 4,
  "refund.settle": 4,
  "binding.settle": 4,
  "letter.deliver": 8,
  "job.run": 4,
  "mailing.page": 1,
  // Fewer than the connections to the mail server and to the database, so that other letters find some free.
  "mailing.deliver": 4,
};

/** The topics whose handlers call the provider: they wait while it is out. */
const callsProvider: { readonly [T in Topic]: boolean } = {
  "payment.charge": true,
  "payment.settle": true,
  "refund.issue": true,
  "refund.settle": true,
  "binding.settle": true,
  "letter.deliver": false,
  "job.run": false,
  "mailing.page": false,
  "mailing.deliver": false,
};

/** Starts consuming every topic; `stop` takes no more and resolves when what is in hand is done. */
export async function startConsumer({
  world,
  queue,
  concurrency,
  breaker: thresholds,
}: ConsumerOptions): Promise<{ stop(): Promise<void> }> {
  const consumptions = new Map<Topic, Consumption>();
  const providers = () =>
    [...consumptions].filter(([topic]) => callsProvider[topic]).map(([, taking]) => taking);
  const breaker = createBreaker({
    ...thresholds,
    onOpen: () => {
      world.log.error("provider.out");
      for (const consumption of providers()) void consumption.pause();
    },
    onClose: () => {
      world.log.info("provider.back");
      for (const consumption of providers()) void consumption.resume();
    },
  });
  const watched: World = { ...world, gateway: breaker.watch(world.gateway) };
  const runs = createAskedRuns(world);
  for (const topic of topics)
    consumptions.set(
      topic,
      await queue.consume(topic, handlerOf(watched, topic, runs), { concurrency: concurrency[topic] }),
    );
  const unknown = await queue.consumeUnknown(takenTopics, takeUnknown, { concurrency: 1 });
  return {
    stop: async () => {
      breaker.stop();
      await runs.stop();
      await Promise.all([unknown, ...consumptions.values()].map((consumption) => consumption.stop()));
    },
  };
}
