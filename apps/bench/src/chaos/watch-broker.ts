import type { Sql } from "@cinema/db/connect";
import { declareTopology, layOut } from "@cinema/rabbit/topology";
import { type ChannelModel, connect, type GetMessage } from "amqplib";

/** The queue that hears every event, as another service would. */
const listener = "chaos.events";

/** RabbitMQ as this driver sees it; every call is a connection of its own, for the broker may be gone at any time. */
export interface BrokerEye {
  /** Declares the topology and begins to listen for events. */
  prepare(): Promise<void>;
  /** Brings what waits on the ladder of retries back to its work queue, as if its time had come. Answers how many. */
  releaseRetries(): Promise<number>;
  /** Messages that wait in the work and retry queues; letters only where somebody takes them. */
  waiting(options?: { readonly withoutLetters: boolean }): Promise<number>;
  /** The events that were published, by message id. */
  events(): Promise<ReadonlyMap<string, { readonly topic: string; readonly body: unknown }>>;
}

export function lookAt(url: string): BrokerEye {
  const topology = layOut();
  const connected = async <T>(work: (model: ChannelModel) => Promise<T>): Promise<T> => {
    const model = await connect(url, { timeout: 5_000 });
    // A broker that is killed under us shows in the call that fails.
    model.on("error", () => undefined);
    try {
      return await work(model);
    } finally {
      await model.close().catch(() => undefined);
    }
  };
  return {
    prepare: () =>
      connected(async (model) => {
        const channel = await model.createChannel();
        await declareTopology(channel, topology);
        await channel.assertQueue(listener, { durable: true, arguments: { "x-queue-type": "quorum" } });
        await channel.bindQueue(listener, topology.events.name, "#");
        // RabbitMQ 3.10 has the name of a new quorum queue on disk after half a second; killed before that, it comes
        // back with a queue that nobody leads. That would be a fault of the broker's, not of ours.
        await Bun.sleep(2_000);
      }),
    releaseRetries: () =>
      connected(async (model) => {
        const channel = await model.createConfirmChannel();
        let released = 0;
        for (const { name } of topology.ladder)
          for await (const message of taken(() => channel.get(name))) {
            const { routingKey } = message.fields;
            channel.publish(topology.commands.name, routingKey, message.content, {
              ...message.properties,
              mandatory: true,
            });
            await channel.waitForConfirms();
            channel.ack(message);
            released += 1;
          }
        await channel.close();
        return released;
      }),
    waiting: ({ withoutLetters } = { withoutLetters: false }) =>
      connected(async (model) => {
        const channel = await model.createChannel();
        let waiting = 0;
        for (const { name } of [...topology.work, ...topology.ladder])
          if (!withoutLetters || name !== "letter.deliver")
            waiting += (await channel.checkQueue(name)).messageCount;
        return waiting;
      }),
    events: () =>
      connected(async (model) => {
        const channel = await model.createChannel();
        const heard = new Map<string, { topic: string; body: unknown }>();
        for await (const { properties, fields, content } of taken(() => channel.get(listener)))
          heard.set(String(properties.messageId), {
            topic: fields.routingKey,
            body: JSON.parse(content.toString()),
          });
        return heard;
      }),
  };
}

async function* taken(get: () => Promise<GetMessage | false>): AsyncGenerator<GetMessage> {
  for (let message = await get(); message !== false; message = await get()) yield message;
}

/**
 * Makes everything in the outbox due now: the waits of minutes and hours are over. Answers how many were moved. Runs of
 * jobs count as dead, as killed ones would after a while; one that lives is overtaken by the next, and has to stop.
 */
export async function endWaits(sql: Sql): Promise<number> {
  await sql`update job_run set alive_at = alive_at - interval '1 minute' where finished_at is null`;
  const moved = await sql`update outbox set available_at = now() where available_at > now()`;
  return moved.count;
}
