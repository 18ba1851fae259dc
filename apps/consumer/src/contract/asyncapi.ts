import type { Exchange, Topology } from "@cinema/rabbit/topology";
import { layOut } from "@cinema/rabbit/topology";
import { type DescribedMessage, describedCommands, describedEvents } from "./read-schema.ts";

/** The contract as an AsyncAPI 3 document in YAML, seen from billing: it receives commands and sends events. */
export function renderAsyncapi(topology: Topology = layOut()): string {
  const commands = describedCommands();
  const events = describedEvents();
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: "Cinema billing",
      version: "1.0.0",
      description:
        "Commands that billing takes from other services and events that it tells them, over RabbitMQ. docs/messages.md says how to send and to listen. Made by `bun run messages:docs`.",
    },
    defaultContentType: "application/json",
    channels: {
      ...each(commands, (message) => channel(message, topology.commands)),
      ...each(events, (message) => channel(message, topology.events)),
    },
    operations: {
      ...each(commands, (message) => operation("receive", message)),
      ...each(events, (message) => operation("send", message)),
    },
    components: {
      messages: each([...commands, ...events], ({ topic, meaning, schema, example }) => ({
        name: topic,
        summary: meaning,
        payload: schema,
        examples: [{ payload: example }],
      })),
    },
  };
  return `${Bun.YAML.stringify(document, null, 2)}\n`;
}

function each<Described>(
  messages: readonly DescribedMessage[],
  describe: (message: DescribedMessage) => Described,
): { readonly [topic: string]: Described } {
  return Object.fromEntries(messages.map((message) => [message.topic, describe(message)]));
}

function channel({ topic }: DescribedMessage, { name, type }: Exchange) {
  return {
    address: topic,
    messages: { [topic]: { $ref: `#/components/messages/${topic}` } },
    bindings: {
      amqp: {
        is: "routingKey",
        exchange: { name, type, durable: true, autoDelete: false },
        bindingVersion: "0.3.0",
      },
    },
  };
}

function operation(action: "receive" | "send", { topic }: DescribedMessage) {
  return {
    action,
    channel: { $ref: `#/channels/${topic}` },
    messages: [{ $ref: `#/channels/${topic}/messages/${topic}` }],
    bindings: { amqp: { deliveryMode: 2, bindingVersion: "0.3.0" } },
  };
}
