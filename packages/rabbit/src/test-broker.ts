import { afterAll, beforeAll } from "bun:test";
import { instantOf } from "@cinema/core/instant";
import { type TestRabbitmq, testRabbitmq } from "@cinema/testkit/rabbitmq";
import { waitFor } from "@cinema/testkit/wait";
import { type Channel, connect } from "amqplib";
import { type Broker, type BrokerOptions, openBroker } from "./broker.ts";
import type { BrokerEvent } from "./broker-event.ts";
import { exchangesOf, layOut, queuesOf, type Topology, type TopologyOptions } from "./topology.ts";

/** A broker under a prefix of its own on the shared RabbitMQ, for one test. */
export interface TestBroker extends Broker {
  readonly topology: Topology;
  readonly events: readonly BrokerEvent[];
  readonly url: string;
}

export const now = () => instantOf(Date.now());

export async function openTestBroker(
  url: string,
  topologyOptions: TopologyOptions = {},
  options: Partial<BrokerOptions> = {},
): Promise<TestBroker> {
  const topology = layOut({
    prefix: `${crypto.randomUUID()}.`,
    ladder: [20, 40, 60, 80],
    ...topologyOptions,
  });
  const events: BrokerEvent[] = [];
  const broker = openBroker({
    url,
    name: "test",
    topology,
    now,
    backOff: { first: 20, most: 500 },
    observe: (event) => events.push(event),
    ...options,
  });
  await waitFor(() => broker.ready().ready, { timeout: 20_000, what: "the broker" });
  return { ...broker, topology, events, url };
}

/** Does something to the broker from outside, as an operator would, on a connection of its own. */
export async function withChannel<T>(
  { url }: { readonly url: string },
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  const model = await connect(url);
  try {
    return await work(await model.createChannel());
  } finally {
    await model.close();
  }
}

/** Closes the broker and takes its exchanges and queues off the shared RabbitMQ. */
export async function closeTestBroker(broker: TestBroker): Promise<void> {
  await broker.close();
  await withChannel(broker, async (channel) => {
    for (const queue of queuesOf(broker.topology)) await channel.deleteQueue(queue.name);
    for (const exchange of exchangesOf(broker.topology)) await channel.deleteExchange(exchange.name);
  });
}

let joined: Promise<TestRabbitmq> | undefined;

/** Joins the RabbitMQ that test files share, for as long as this file's tests run. */
export function shareRabbitmq(): void {
  beforeAll(async () => {
    joined = testRabbitmq();
    await joined;
  }, 300_000);
  afterAll(async () => (await sharedRabbitmq()).leave());
}

function sharedRabbitmq(): Promise<TestRabbitmq> {
  if (joined === undefined) throw new Error("Call shareRabbitmq() first");
  return joined;
}

export async function rabbitmqUrl(): Promise<string> {
  return (await sharedRabbitmq()).url;
}

/** The same RabbitMQ under another service's user, named "visitor". */
export async function visitorUrl(): Promise<string> {
  return (await sharedRabbitmq()).visitorUrl;
}
