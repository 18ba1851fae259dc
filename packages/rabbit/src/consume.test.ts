import { afterEach, describe, expect, test } from "bun:test";
import { DeadLetter, type Delivery, type Handler } from "@cinema/billing/queue";
import { waitFor } from "@cinema/testkit/wait";
import { connect, type Options } from "amqplib";
import type { BrokerOptions } from "./broker.ts";
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
import { openRelay } from "./test-relay.ts";
import { type TopologyOptions, workQueueOf } from "./topology.ts";

shareRabbitmq();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const charge = { topic: "payment.charge", from: "billing" } as const;
const outside = { topic: "billing.charge.v1", from: "outside" } as const;

async function broker(topology: TopologyOptions = {}, options: Partial<BrokerOptions> = {}) {
  const url = options.url ?? (await rabbitmqUrl());
  const opened = await openTestBroker(url, { topics: [charge, outside], ...topology }, options);
  closing.push(() => closeTestBroker(opened));
  return opened;
}

async function publish(tested: TestBroker, topic: string, bodies: readonly unknown[]): Promise<string[]> {
  const messages = bodies.map((body) => ({
    id: crypto.randomUUID(),
    to: "commands" as const,
    topic,
    body,
    publishedAt: now(),
  }));
  const outcomes = await tested.publisher.publish(messages);
  expect(outcomes.every(({ confirmed }) => confirmed)).toBe(true);
  return messages.map(({ id }) => id);
}

/** As another service would: plain amqplib, under its own user. */
async function publishAs(
  url: string,
  tested: TestBroker,
  topic: string,
  body: string,
  properties: Options.Publish,
) {
  const model = await connect(url);
  const channel = await model.createConfirmChannel();
  channel.publish(tested.topology.commands.name, topic, Buffer.from(body), properties);
  await channel.waitForConfirms();
  await model.close();
}

async function consume(tested: TestBroker, topic: string, handler: Handler, concurrency = 1) {
  const consumption = await tested.queue.consume(topic, handler, { concurrency });
  closing.push(() => consumption.stop());
  return consumption;
}

const dead = (tested: TestBroker) => tested.deadLetters.list({ limit: 100 });

describe("who published it", () => {
  test("is undefined for our own, and the broker user for another service's, also after a retry", async () => {
    const tested = await broker();
    const seen: Delivery[] = [];
    await publishAs(await visitorUrl(), tested, outside.topic, "{}", { userId: "visitor", messageId: "v-1" });
    await publish(tested, charge.topic, [{}]);
    const handler: Handler = async (delivery) => {
      seen.push(delivery);
      if (delivery.attempt === 1) throw new Error("once more");
    };
    await consume(tested, outside.topic, handler);
    await consume(tested, charge.topic, handler);

    await waitFor(() => seen.length === 4, { what: "two attempts of two messages" });
    const told = seen.map(({ topic, attempt, publisher }) => [topic, attempt, publisher]);
    expect(told.filter(([topic]) => topic === outside.topic)).toEqual([
      [outside.topic, 1, "visitor"],
      [outside.topic, 2, "visitor"],
    ]);
    expect(told.filter(([topic]) => topic === charge.topic).map(([, , publisher]) => publisher)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("cannot be forged by our headers on a stranger's message", async () => {
    const tested = await broker();
    const seen: Delivery[] = [];
    const headers = {
      "billing-attempt": 5,
      "billing-publisher": "billing",
      "billing-published-at": "2001-01-01T00:00:00.000Z",
    };
    await publishAs(await visitorUrl(), tested, outside.topic, "{}", { userId: "visitor", headers });
    await consume(tested, outside.topic, async (delivery) => {
      seen.push(delivery);
    });
    await waitFor(() => seen.length, { what: "the message" });
    expect(seen[0]).toMatchObject({ publisher: "visitor", attempt: 1 });
    expect(seen[0]?.publishedAt.slice(0, 2)).toBe("20");
    expect(Date.parse(seen[0]?.publishedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
  });

  test("decides: a stranger's message on an inner topic and a nameless one are dead letters, never handled", async () => {
    const tested = await broker();
    let handled = 0;
    const handler: Handler = async () => {
      handled++;
    };
    const visitor = await visitorUrl();
    await publishAs(visitor, tested, charge.topic, "{}", { userId: "visitor", messageId: "inner" });
    await publishAs(visitor, tested, outside.topic, "{}", { messageId: "nameless" });
    await consume(tested, charge.topic, handler);
    await consume(tested, outside.topic, handler);

    const letters = await waitFor(async () => ((await dead(tested)).length === 2 ? dead(tested) : false), {
      what: "two dead letters",
    });
    const byId = new Map(letters.map((letter) => [letter.id, letter]));
    expect(byId.get("inner")).toMatchObject({ publisher: "visitor", topic: charge.topic });
    expect(byId.get("inner")?.reason).toContain("visitor");
    expect(byId.get("nameless")).toMatchObject({ publisher: "", topic: outside.topic });
    expect(handled).toBe(0);

    // Replaying does not launder the sender.
    expect(await tested.deadLetters.replayAll()).toBe(2);
    await waitFor(async () => (await dead(tested)).length === 2, { what: "the same two again" });
    expect(handled).toBe(0);
  });
});

describe("a message that cannot be read", () => {
  test.each([
    ["half a JSON", Buffer.from('{"text": "it\'s half 🎬')],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ["nothing", Buffer.alloc(0)],
  ])(
    "%s is a dead letter with the reason, byte for byte, and the next message is handled",
    async (_, bytes) => {
      const tested = await broker();
      const seen: unknown[] = [];
      const [bad] = await publish(tested, charge.topic, [bytes, { good: true }]);
      await consume(tested, charge.topic, async ({ body }) => {
        seen.push(body);
      });
      await waitFor(() => seen.length, { what: "the good message" });
      const [letter, ...others] = await waitFor(() => dead(tested), { what: "the dead letter" });
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ id: bad, topic: charge.topic, attempts: 1 });
      expect(letter?.reason).toStartWith("The body is not JSON");
      expect(Buffer.from(letter?.body ?? []).equals(bytes)).toBe(true);
      expect(seen).toEqual([{ good: true }]);
    },
  );

  test("one without an id gets one from its content, the same each time", async () => {
    const tested = await broker();
    const ids: string[] = [];
    await publishAs(await visitorUrl(), tested, outside.topic, '{"request_id":1}', { userId: "visitor" });
    await consume(tested, outside.topic, async ({ id }) => {
      ids.push(id);
      if (ids.length === 1) throw new Error("once more");
    });
    await waitFor(() => ids.length === 2, { what: "two attempts" });
    expect(ids[0]).toStartWith("sha256:");
    expect(ids[1]).toBe(ids[0] ?? "");
  });
});

describe("failures", () => {
  test("climb the ladder in order, none of the waits cut short, and end in the dead letters", async () => {
    const waits = [30, 120, 60, 90];
    const tested = await broker({ ladder: waits });
    const times: number[] = [];
    const failedFrom = Date.now();
    await publish(tested, charge.topic, [{}]);
    await consume(tested, charge.topic, async ({ attempt }) => {
      times.push(performance.now());
      throw new Error(`failure ${attempt}`);
    });
    const [letter] = await waitFor(() => dead(tested).then(([first]) => first && [first]), {
      what: "the dead letter",
    });
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps).toHaveLength(4);
    for (const [index, wait] of waits.entries()) expect(gaps[index]).toBeGreaterThanOrEqual(wait - 2);
    expect(letter).toMatchObject({ reason: "failure 5", attempts: 5 });
    expect(Date.parse(letter?.firstFailedAt ?? "")).toBeGreaterThanOrEqual(failedFrom);
    expect(Date.parse(letter?.deadAt ?? "") - Date.parse(letter?.firstFailedAt ?? "")).toBeGreaterThanOrEqual(
      290,
    );
    expect(tested.events.filter(({ kind }) => kind === "retry-scheduled")).toHaveLength(4);
  });

  test("an endless reason is cut, an empty one named", async () => {
    const tested = await broker();
    const [long, empty] = await publish(tested, charge.topic, ["long", "empty"]);
    await consume(tested, charge.topic, async ({ body }) => {
      throw new DeadLetter(body === "long" ? "🎬".repeat(100_000) : "");
    });
    const letters = await waitFor(async () => ((await dead(tested)).length === 2 ? dead(tested) : false), {
      what: "both",
    });
    expect(letters.find(({ id }) => id === long)?.reason.length).toBe(2_000);
    expect(letters.find(({ id }) => id === empty)?.reason).toBe("DeadLetter");
  });

  test("a message that its consumer never answers is buried by the broker, with all its bytes", async () => {
    const relay = await openRelay(await rabbitmqUrl());
    closing.push(() => relay.close());
    const tested = await broker({ deliveryLimit: 2 }, { url: relay.url });
    const [killer] = await publish(tested, charge.topic, [{ text: "it's 🎬" }]);
    let deaths = 0;
    await consume(tested, charge.topic, async ({ id }) => {
      if (id !== killer) return;
      deaths++;
      relay.cut();
      await waitFor(() => tested.ready().ready, { what: "the next life" });
    });
    const [letter] = await waitFor(() => dead(tested).then(([first]) => first && [first]), {
      timeout: 15_000,
      what: "the dead letter",
    });
    expect(deaths).toBe(3);
    expect(letter).toMatchObject({ id: killer, topic: charge.topic, publisher: undefined });
    expect(letter?.reason).toContain("delivery limit");
    expect(Buffer.from(letter?.body ?? []).toString()).toBe('{"text":"it\'s 🎬"}');
  });
});

describe("the bound", () => {
  test("no more messages are taken from the queue than handlers may run", async () => {
    const tested = await broker();
    const gate = Promise.withResolvers<void>();
    let running = 0;
    await publish(
      tested,
      charge.topic,
      Array.from({ length: 20 }, () => ({})),
    );
    await consume(
      tested,
      charge.topic,
      async () => {
        running++;
        await gate.promise;
      },
      4,
    );
    await waitFor(() => running === 4, { what: "four at once" });
    const { messageCount } = await withChannel(tested, (channel) =>
      channel.checkQueue(workQueueOf(tested.topology, charge.topic).name),
    );
    expect(messageCount).toBe(16);
    gate.resolve();
    await waitFor(() => running === 20, { what: "all" });
  });

  test("holds when the connection dies under running handlers", async () => {
    const relay = await openRelay(await rabbitmqUrl());
    closing.push(() => relay.close());
    const tested = await broker({}, { url: relay.url });
    const ids = await publish(
      tested,
      charge.topic,
      Array.from({ length: 30 }, (_, number) => ({ number })),
    );
    const seen = new Set<string>();
    // Each cut once: the messages that it brings again would meet the same count, and cut for ever.
    const cuts = new Set([8, 20]);
    let running = 0;
    let most = 0;
    await consume(
      tested,
      charge.topic,
      async ({ id }) => {
        most = Math.max(most, ++running);
        seen.add(id);
        if (cuts.delete(seen.size)) relay.cut();
        await Bun.sleep(30);
        running--;
      },
      3,
    );
    await waitFor(() => seen.size === 30 && running === 0, { timeout: 15_000, what: "all thirty" });
    expect(most).toBe(3);
    expect(cuts.size).toBe(0);
    expect([...seen].sort()).toEqual(ids.sort());
  });

  test.each([0, -1, 1.5, 65_536])("a concurrency of %p is refused", async (concurrency) => {
    const tested = await broker();
    await expect(tested.queue.consume(charge.topic, async () => undefined, { concurrency })).rejects.toThrow(
      RangeError,
    );
  });

  test("a topic without a queue is refused", async () => {
    const tested = await broker();
    const consuming = tested.queue.consume("payment.chrage", async () => undefined, { concurrency: 1 });
    await expect(consuming).rejects.toThrow('"payment.chrage"');
  });
});

describe("stopping", () => {
  test("finished work does not come again, however much was in hand", async () => {
    const tested = await broker();
    await publish(
      tested,
      charge.topic,
      Array.from({ length: 500 }, () => ({})),
    );
    const gate = Promise.withResolvers<void>();
    let running = 0;
    const consumption = await consume(
      tested,
      charge.topic,
      async () => {
        running++;
        await gate.promise;
      },
      300,
    );
    await waitFor(() => running === 300, { what: "300 in hand" });
    const stopping = consumption.stop();
    gate.resolve();
    await stopping;
    expect(running).toBe(300);

    const again: number[] = [];
    await consume(tested, charge.topic, async ({ attempt }) => void again.push(attempt), 50);
    await waitFor(() => again.length >= 200, { what: "the other 200" });
    // A last one behind them all shows that nothing else was waiting.
    await publish(tested, charge.topic, [{}]);
    await waitFor(() => again.length >= 201, { what: "the last one" });
    expect(again).toHaveLength(201);
  });

  test("a failed message whose retry the broker does not take is given back, not lost", async () => {
    const tested = await broker({ ladder: [20] });
    await withChannel(tested, async (channel) => {
      for (const { name } of tested.topology.ladder) await channel.deleteQueue(name);
    });
    const [id] = await publish(tested, charge.topic, [{}]);
    const consumption = await consume(tested, charge.topic, async () => {
      throw new Error("failed");
    });
    await waitFor(() => tested.events.some(({ kind }) => kind === "republish-failed"), { what: "a refusal" });
    await consumption.stop();
    expect(tested.events.filter(({ kind }) => kind === "given-back")).toMatchObject([
      { id, reason: "stopping" },
    ]);

    const seen: string[] = [];
    await consume(tested, charge.topic, async (delivery) => void seen.push(delivery.id));
    await waitFor(() => seen.length, { what: "the message again" });
    expect(seen).toEqual([id ?? ""]);
  });
});
