import type { Log } from "@cinema/billing/ports";
import type { BrokerEvent, Observer } from "@cinema/rabbit/broker-event";

/** Writes what happens between us and RabbitMQ into the log: ids and reasons, never bodies. */
export function observeBroker(log: Log): Observer {
  return (event) => {
    const fields = {
      ...("topic" in event ? { topic: event.topic, message_id: event.id } : {}),
      ...("attempt" in event ? { attempt: event.attempt } : {}),
      ...reasonOf(event),
    };
    if (event.kind === "connected" || event.kind === "unblocked") log.info(`rabbitmq.${event.kind}`, fields);
    else log.warn(`rabbitmq.${event.kind}`, fields);
  };
}

function reasonOf(event: BrokerEvent): { readonly said?: string } {
  // A person's sentence may name another person; it stands in the trail of acts.
  if (event.kind === "dead-letter-discarded") return {};
  if ("reason" in event) return { said: event.reason };
  if ("error" in event) return { said: event.error.message };
  return {};
}
