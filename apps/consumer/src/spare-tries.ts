import { type Handler, type Queue, RetryLater } from "@cinema/billing/queue";
import { second } from "@cinema/core/instant";
import { isOutage } from "@cinema/db/outage";

/** How long a message waits when the database is not to be reached. */
const wait = 10 * second;

/**
 * The queue with every handler told apart from its database: while that is out, a message comes again without having
 * used up a try, so that an outage of an hour leaves no dead letters behind.
 */
export function sparingTries(queue: Queue): Queue {
  return {
    consume: (topic, handler, options) => queue.consume(topic, sparing(handler), options),
    consumeUnknown: (known, handler, options) => queue.consumeUnknown(known, sparing(handler), options),
  };
}

function sparing(handler: Handler): Handler {
  return async (message) => {
    try {
      await handler(message);
    } catch (error) {
      if (!isOutage(error)) throw error;
      throw new RetryLater(`the database is out: ${String(error)}`, wait);
    }
  };
}
