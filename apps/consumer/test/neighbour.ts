import type { Topology } from "@cinema/rabbit/topology";
import { waitFor } from "@cinema/testkit/wait";
import { connect } from "amqplib";

export interface HeardEvent {
  readonly topic: string;
  readonly body: { readonly [field: string]: unknown };
}

/** Another service beside billing: it sends commands under its own RabbitMQ user and hears all events. */
export interface Neighbour {
  /** Publishes a body as it is: bytes unchanged, anything else as JSON. */
  send(topic: string, body: unknown): Promise<void>;
  /** Events of a topic that answer a request, oldest first. */
  heard(topic: string, requestId: string): readonly HeardEvent["body"][];
  /** Waits for the first such event. */
  hear(topic: string, requestId: string): Promise<HeardEvent["body"]>;
  /** Waits for the answer to a command, yes or no. */
  answer(requestId: string): Promise<HeardEvent["body"]>;
  readonly events: readonly HeardEvent[];
  close(): Promise<void>;
}

export async function openNeighbour(url: string, { commands, events }: Topology): Promise<Neighbour> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, events.name, "#");
  const all: HeardEvent[] = [];
  await channel.consume(
    queue,
    (message) => {
      if (message)
        all.push({ topic: message.fields.routingKey, body: JSON.parse(message.content.toString()) });
    },
    { noAck: true },
  );
  const user = decodeURIComponent(new URL(url).username);
  const heard: Neighbour["heard"] = (topic, requestId) =>
    all
      .filter((event) => event.topic === topic && event.body.request_id === requestId)
      .map(({ body }) => body);
  return {
    events: all,
    heard,
    async send(topic, body) {
      const content = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
      channel.publish(commands.name, topic, content, {
        messageId: crypto.randomUUID(),
        userId: user,
        persistent: true,
      });
      await channel.waitForConfirms();
    },
    hear: (topic, requestId) =>
      waitFor(() => heard(topic, requestId)[0], { what: `${topic} of ${requestId}`, timeout: 15_000 }),
    answer: (requestId) =>
      waitFor(() => heard("command.accepted", requestId)[0] ?? heard("command.refused", requestId)[0], {
        what: `the answer to ${requestId}`,
        timeout: 15_000,
      }),
    close: () => connection.close(),
  };
}
