import { afterEach, expect, test } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import {
  closeTestBroker,
  now,
  openTestBroker,
  rabbitmqUrl,
  shareRabbitmq,
  type TestBroker,
  visitorUrl,
  withChannel,
} from "./test-broker.ts";
import { layOut, type Topology, workQueueOf } from "./topology.ts";

shareRabbitmq();

const charge = { topic: "payment.charge", from: "billing" } as const;
const order = { topic: "billing.charge.v1", from: "outside" } as const;

const open: TestBroker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(closeTestBroker));
});

/** What versions before the unknown names declared: the commands led to each queue themselves. */
async function declareAsBefore(
  url: string,
  { commands, events, retry, dead, work }: Topology,
): Promise<void> {
  await withChannel({ url }, async (channel) => {
    for (const { name, type } of [commands, events, retry, dead])
      await channel.assertExchange(name, type, { durable: true });
    for (const queue of work) {
      await channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments });
      await channel.bindQueue(queue.name, commands.name, queue.topic);
    }
  });
}

/** A broker that an older version has set up, with a message waiting on it, and then a process of this version. */
async function upgraded(): Promise<TestBroker> {
  const url = await rabbitmqUrl();
  const options = { prefix: `${crypto.randomUUID()}.`, topics: [charge, order], ladder: [20, 40, 60, 80] };
  const topology = layOut(options);
  await declareAsBefore(url, topology);
  await withChannel({ url }, async (channel) => {
    const properties = { messageId: "from before", userId: "guest", persistent: true };
    channel.publish(topology.commands.name, charge.topic, Buffer.from("{}"), properties);
    await channel.checkExchange(topology.commands.name);
  });
  const tested = await openTestBroker(url, options);
  open.push(tested);
  return tested;
}

test("a broker that an older version has set up is taken over, and each message comes once", async () => {
  const tested = await upgraded();
  const [outcome] = await tested.publisher.publish([
    { id: "from now", to: "commands", topic: charge.topic, body: {}, publishedAt: now() },
  ]);
  expect(outcome).toEqual({ id: "from now", confirmed: true });
  const waiting = await withChannel(tested, (channel) =>
    channel.checkQueue(workQueueOf(tested.topology, charge.topic).name),
  );
  expect(waiting.messageCount).toBe(2);
  // Beside this version an older one may still run: what it declares stands beside, and does no harm.
  await declareAsBefore(tested.url, tested.topology);
  expect(tested.ready()).toEqual({ ready: true });
});

test("there, too, a misspelt command of another service comes to whoever takes the unknown", async () => {
  const tested = await upgraded();
  const url = await visitorUrl();
  await withChannel({ url }, async (channel) => {
    const properties = { messageId: "misspelt", userId: "visitor", persistent: true };
    channel.publish(tested.topology.commands.name, "billing.chrage.v1", Buffer.from("no JSON"), properties);
    await channel.checkExchange(tested.topology.commands.name);
  });
  const seen: unknown[] = [];
  const consumption = await tested.queue.consumeUnknown([], async (message) => void seen.push(message), {
    concurrency: 1,
  });
  await waitFor(() => seen.length, { what: "the misspelt command" });
  await consumption.stop();
  expect(seen).toMatchObject([
    { id: "misspelt", topic: "billing.chrage.v1", publisher: "visitor", body: undefined },
  ]);
});
