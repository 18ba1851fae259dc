import { DeadLetter, type Handler, type Queue, RetryLater } from "@cinema/billing/queue";
import type { Metrics } from "./metrics.ts";

/** The same queue, its deliveries counted and timed. */
export function watchQueue(queue: Queue, metrics: Metrics): Queue {
  return {
    consume: (topic, handler, options) => queue.consume(topic, watched(topic, handler, metrics), options),
    // One word for all of them: their names come from outside, and are as many as there are mistakes.
    consumeUnknown: (known, handler, options) =>
      queue.consumeUnknown(known, watched("unknown", handler, metrics), options),
  };
}

function watched(topic: string, handler: Handler, metrics: Metrics): Handler {
  return async (message) => {
    const begun = performance.now();
    const count = (outcome: string) => {
      metrics.count("cinema_messages_total", { topic, outcome });
      metrics.observe("cinema_message_seconds", { topic }, (performance.now() - begun) / 1_000);
    };
    try {
      await handler(message);
    } catch (error) {
      count(error instanceof DeadLetter ? "dead" : error instanceof RetryLater ? "put_off" : "failed");
      throw error;
    }
    count("done");
    const age = (Date.now() - Date.parse(message.publishedAt)) / 1_000;
    metrics.observe("cinema_message_age_seconds", { topic }, Math.max(0, age));
  };
}
