import { afterEach, describe, expect, test } from "bun:test";
import { type AddressInfo, createServer } from "node:net";
import { waitFor } from "@cinema/testkit/wait";
import { openBroker } from "./broker.ts";
import { Connection } from "./connection.ts";
import {
  closeTestBroker,
  now,
  openTestBroker,
  rabbitmqUrl,
  shareRabbitmq,
  type TestBroker,
  withChannel,
} from "./test-broker.ts";
import { openRelay } from "./test-relay.ts";
import { layOut, workQueueOf } from "./topology.ts";
import { backOffWait, wait } from "./waiting.ts";

shareRabbitmq();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const charge = { topic: "payment.charge", from: "billing" } as const;

async function relayed() {
  const relay = await openRelay(await rabbitmqUrl());
  closing.push(() => relay.close());
  return relay;
}

async function broker(...[url, topology, options]: Parameters<typeof openTestBroker>): Promise<TestBroker> {
  const opened = await openTestBroker(url, { topics: [charge], ...topology }, options);
  closing.push(() => closeTestBroker(opened));
  return opened;
}

async function publishOne(tested: TestBroker, id: string) {
  const [outcome] = await tested.publisher.publish([
    { id, to: "commands", topic: charge.topic, body: {}, publishedAt: now() },
  ]);
  return outcome;
}

async function collect(tested: TestBroker): Promise<Set<string>> {
  const seen = new Set<string>();
  const consumption = await tested.queue.consume(charge.topic, async ({ id }) => void seen.add(id), {
    concurrency: 5,
  });
  closing.push(() => consumption.stop());
  return seen;
}

describe("a lost connection", () => {
  test("comes back by itself, and publishing and consuming go on", async () => {
    const relay = await relayed();
    const tested = await broker(relay.url);
    const seen = await collect(tested);
    for (let round = 0; round < 3; round++) {
      await publishOne(tested, `before-${round}`);
      relay.cut();
      const id = `after-${round}`;
      await waitFor(async () => (await publishOne(tested, id))?.confirmed, { what: "a confirmed publish" });
      await waitFor(() => seen.has(id), { what: "its delivery" });
    }
    expect(tested.events.filter(({ kind }) => kind === "disconnected").length).toBeGreaterThanOrEqual(6);
  });

  test("says in ready() that it is away, and why, until it is back", async () => {
    const relay = await relayed();
    const tested = await broker(relay.url);
    expect(tested.ready()).toEqual({ ready: true });
    relay.refuse(true);
    relay.cut();
    await waitFor(() => !tested.ready().ready, { what: "the loss to show" });
    expect(tested.ready()).toMatchObject({
      ready: false,
      reason: expect.stringContaining("not connected: "),
    });
    relay.refuse(false);
    await waitFor(() => tested.ready().ready, { what: "the return" });
  });

  test("a peer that falls silent is found out by the heartbeat, and nothing stays unanswered", async () => {
    const relay = await relayed();
    const tested = await broker(relay.url, {}, { heartbeatSeconds: 1, publisher: { patience: 10_000 } });
    const seen = await collect(tested);
    relay.freeze();
    const outcome = await publishOne(tested, "into the void");
    expect(outcome).toMatchObject({ confirmed: false, error: { failure: "unconfirmed" } });
    await waitFor(async () => (await publishOne(tested, "again"))?.confirmed, {
      what: "a confirmed publish",
    });
    await waitFor(() => seen.has("again"), { what: "its delivery" });
  }, 15_000);

  test("a confirm that does not come in time leaves the message unconfirmed, and does not count twice", async () => {
    const relay = await relayed();
    const tested = await broker(relay.url, {}, { heartbeatSeconds: 60, publisher: { patience: 100 } });
    relay.freeze();
    const started = performance.now();
    const outcome = await publishOne(tested, "m-1");
    expect(outcome).toMatchObject({ error: { failure: "unconfirmed", message: "No confirm within 100 ms" } });
    expect(performance.now() - started).toBeLessThan(2_000);
    relay.cut();
    await waitFor(() => tested.ready().ready, { what: "the return" });
  });
});

describe("a channel that dies alone", () => {
  test("is opened again, and a queue that was deleted is declared again and consumed", async () => {
    const tested = await broker(await rabbitmqUrl(), { ladder: [100, 500, 1_000, 2_000] });
    const seen = await collect(tested);
    // What comes while the queue is gone has no queue; it is given its tries, as the consumer does.
    const unknown = await tested.queue.consumeUnknown(
      [],
      async () => {
        throw new Error("the queue was not there");
      },
      { concurrency: 1 },
    );
    closing.push(() => unknown.stop());
    await publishOne(tested, "first");
    await waitFor(() => seen.has("first"), { what: "the first message" });

    await withChannel(tested, (channel) =>
      channel.deleteQueue(workQueueOf(tested.topology, charge.topic).name),
    );

    await waitFor(async () => (await publishOne(tested, "second"))?.confirmed, {
      what: "the queue to be back",
    });
    await waitFor(() => seen.has("second"), { what: "the second message" });
    expect(tested.events.some(({ kind }) => kind === "channel-lost")).toBe(true);
  });

  test("an exchange that was deleted is declared again", async () => {
    const tested = await broker(await rabbitmqUrl());
    await withChannel(tested, (channel) => channel.deleteExchange(tested.topology.commands.name));
    expect(await publishOne(tested, "lost")).toMatchObject({
      confirmed: false,
      error: { failure: "unconfirmed" },
    });
    await waitFor(async () => (await publishOne(tested, "found"))?.confirmed, {
      what: "the exchange to be back",
    });
  });
});

describe("a broker that will not have us", () => {
  test("a queue that stands with other arguments keeps us unready, and says so", async () => {
    const tested = await broker(await rabbitmqUrl());
    const prefix = workQueueOf(tested.topology, charge.topic).name.slice(0, -charge.topic.length);
    const other = openBroker({
      url: tested.url,
      name: "other",
      topology: layOut({ prefix, topics: [charge], ladder: [20, 40, 60, 80], deliveryLimit: 7 }),
      now,
      backOff: { first: 5, most: 20 },
    });
    const unready = await waitFor(() => other.ready().ready === false && other.ready(), {
      what: "an answer",
    });
    await waitFor(() => JSON.stringify(other.ready()).includes("x-delivery-limit"), { what: "the reason" });
    expect(unready.ready).toBe(false);
    await other.close();
  });

  test("a wrong password, and no broker at all, are tried again and never thrown", async () => {
    const url = new URL(await rabbitmqUrl());
    url.password = "wrong";
    for (const [address, reason] of [
      [url.href, "ACCESS"],
      ["amqp://127.0.0.1:1", "ECONNREFUSED"],
    ] as const) {
      const connection = new Connection({
        url: address,
        name: "unwelcome",
        topology: layOut(),
        backOff: { first: 1, most: 5 },
      });
      await waitFor(() => JSON.stringify(connection.ready()).includes(reason), { what: reason });
      await expect(connection.withChannel(async () => 1, 20)).rejects.toThrow("Not connected");
      await connection.close();
      await expect(connection.withChannel(async () => 1, 20)).rejects.toThrow("was closed");
    }
  });

  test("a peer that answers nothing is given up, and tried again", async () => {
    let callers = 0;
    const mute = createServer(() => void callers++);
    const listening = Promise.withResolvers<void>();
    mute.listen(0, "127.0.0.1", listening.resolve);
    await listening.promise;
    const { port } = mute.address() as AddressInfo;
    const connection = new Connection({
      url: `amqp://127.0.0.1:${port}`,
      name: "unheard",
      topology: layOut(),
      connectTimeout: 50,
      backOff: { first: 1, most: 5 },
    });
    await waitFor(() => callers >= 2, { what: "a second try" });
    expect(JSON.stringify(connection.ready())).toContain("ETIMEDOUT");
    await connection.close();
    mute.close();
  });

  test("is not declared to where the deployment did that itself", async () => {
    const prefix = `${crypto.randomUUID()}.`;
    const topology = layOut({ prefix, topics: [charge] });
    const connection = new Connection({ url: await rabbitmqUrl(), name: "guest", topology, declare: false });
    await waitFor(() => connection.ready().ready, { what: "the connection" });
    await expect(
      connection.withChannel(async (channel) => {
        await channel.checkQueue(workQueueOf(topology, charge.topic).name);
      }),
    ).rejects.toThrow("NOT_FOUND");
    await connection.close();
  });
});

describe("closing", () => {
  test("waits for what is on its way out", async () => {
    const tested = await openTestBroker(await rabbitmqUrl(), { topics: [charge] });
    const publishing = tested.publisher.publish(
      Array.from({ length: 2_000 }, (_, number) => ({
        id: `m-${number}`,
        to: "commands" as const,
        topic: charge.topic,
        body: {},
        publishedAt: now(),
      })),
    );
    await closeTestBroker(tested);
    expect((await publishing).every(({ confirmed }) => confirmed)).toBe(true);
  });

  test("ends while the broker is away", async () => {
    const relay = await relayed();
    const tested = await openTestBroker(relay.url, { topics: [charge] });
    const consumption = await tested.queue.consume(charge.topic, async () => undefined, { concurrency: 1 });
    relay.refuse(true);
    relay.cut();
    await waitFor(() => !tested.ready().ready, { what: "the loss to be noticed" });
    await consumption.stop();
    await tested.close();
    relay.refuse(false);
    await closeTestBroker({ ...tested, close: async () => undefined });
  });
});

describe("the waits between tries", () => {
  test("double from the first to the longest, the latter half of each left to chance", () => {
    const waits = (random: number) =>
      [0, 1, 2, 3, 9, 5_000].map((attempt) => backOffWait(attempt, { first: 100, most: 1_000 }, random));
    expect(waits(0)).toEqual([50, 100, 200, 400, 500, 500]);
    expect(waits(0.999_999)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test("end early when the signal says so", async () => {
    const stop = new AbortController();
    const waiting = wait(60_000, stop.signal);
    stop.abort();
    await waiting;
    await wait(60_000, stop.signal);
  });
});
