import { afterEach, expect, test } from "bun:test";
import { DeadLetter, type Delivery } from "@cinema/billing/queue";
import { deadLettersContract, dieOf } from "@cinema/testkit/dead-letters-contract";
import { waitFor } from "@cinema/testkit/wait";
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
import { workQueueOf } from "./topology.ts";

shareRabbitmq();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const charge = { topic: "payment.charge", from: "billing" } as const;
const letter = { topic: "letter.deliver", from: "billing" } as const;

deadLettersContract("RabbitMQ", async () => {
  const tested = await openTestBroker(await rabbitmqUrl(), { topics: [charge, letter] });
  const { deadLetters } = tested;
  return {
    deadLetters,
    async die(topic, body) {
      const id = Bun.randomUUIDv7();
      await tested.publisher.publish([{ id, to: "commands", topic, body, publishedAt: now() }]);
      await dieOf(tested.queue, topic, async () => (await deadLetters.find(id)).length);
      return id;
    },
    close: () => closeTestBroker(tested),
  };
});

/** A broker on which one message for each given id has died. */
async function withDead(ids: readonly string[], url?: string): Promise<TestBroker> {
  const tested = await openTestBroker(url ?? (await rabbitmqUrl()), { topics: [charge, letter] });
  closing.push(() => closeTestBroker(tested));
  await die(tested, charge.topic, ids);
  return tested;
}

async function die(tested: TestBroker, topic: string, ids: readonly string[]): Promise<void> {
  const before = (await list(tested)).length;
  const dying = await tested.queue.consume(
    topic,
    async ({ id }) => {
      throw new DeadLetter(`no ${id}`);
    },
    { concurrency: ids.length > 10 ? 50 : 1 },
  );
  await publish(tested, topic, ids);
  await waitFor(async () => (await list(tested)).length === before + ids.length, {
    what: "the dead letters",
  });
  await dying.stop();
}

async function publish(tested: TestBroker, topic: string, ids: readonly string[]): Promise<void> {
  const outcomes = await tested.publisher.publish(
    ids.map((id) => ({ id, to: "commands", topic, body: { id, said: "it's 🎬" }, publishedAt: now() })),
  );
  expect(outcomes.every(({ confirmed }) => confirmed)).toBe(true);
}

const list = (tested: TestBroker) => tested.deadLetters.list({ limit: 1_000 });
const idsOf = async (tested: TestBroker) => (await list(tested)).map(({ id }) => id);

async function collect(tested: TestBroker, topic: string): Promise<Delivery[]> {
  const seen: Delivery[] = [];
  const consumption = await tested.queue.consume(topic, async (delivery) => void seen.push(delivery), {
    concurrency: 1,
  });
  closing.push(() => consumption.stop());
  return seen;
}

test("a look shows all there is to know, the oldest first, and loses nothing however often", async () => {
  const tested = await withDead(["m-1", "m-2", "m-3"]);
  for (let look = 0; look < 30; look++) expect(await idsOf(tested)).toEqual(["m-1", "m-2", "m-3"]);
  const [first] = await tested.deadLetters.list({ limit: 1 });
  expect(first).toMatchObject({
    id: "m-1",
    topic: charge.topic,
    reason: "no m-1",
    attempts: 1,
    publisher: undefined,
  });
  expect(JSON.parse(Buffer.from(first?.body ?? []).toString())).toEqual({ id: "m-1", said: "it's 🎬" });
  expect(Date.parse(first?.firstFailedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(first?.publishedAt ?? ""));
  expect(await idsOf(tested)).toHaveLength(3);
});

test("looks at once do not hide messages from each other", async () => {
  const tested = await withDead(["m-1", "m-2", "m-3"]);
  const looks = await Promise.all(Array.from({ length: 10 }, () => idsOf(tested)));
  expect(looks).toEqual(Array.from({ length: 10 }, () => ["m-1", "m-2", "m-3"]));
});

test("a look that dies half-way loses nothing", async () => {
  const relay = await openRelay(await rabbitmqUrl());
  closing.push(() => relay.close());
  const tested = await withDead(["m-1", "m-2", "m-3"], relay.url);
  const look = list(tested).catch(() => "cut off");
  relay.cut();
  await look;
  await waitFor(async () => (await list(tested)).length === 3, { what: "all three again" });
});

test("a replayed one goes to its topic as at the first attempt, and only that one", async () => {
  const tested = await withDead(["m-1", "m-2", "m-3"]);
  const seen = await collect(tested, charge.topic);
  const replayed = await tested.deadLetters.replay("m-2");
  expect(replayed.map(({ id, reason }) => [id, reason])).toEqual([["m-2", "no m-2"]]);
  await waitFor(() => seen.length, { what: "the replayed message" });
  expect(seen).toMatchObject([
    { id: "m-2", attempt: 1, topic: charge.topic, body: { said: "it's 🎬" }, publisher: undefined },
  ]);
  expect(seen[0]?.publishedAt).toBe(replayed[0]?.publishedAt ?? now());
  expect(await idsOf(tested)).toEqual(["m-1", "m-3"]);
  expect(await tested.deadLetters.replay("m-2")).toEqual([]);
});

test("all are replayed, or all of one topic; what dies again meanwhile is left for the next time", async () => {
  const ids = Array.from({ length: 450 }, (_, number) => `m-${number}`);
  const tested = await withDead(ids);
  expect(await tested.deadLetters.replayAll(letter.topic)).toBe(0);
  expect(await idsOf(tested)).toHaveLength(450);
  const dying = await tested.queue.consume(
    charge.topic,
    async ({ id }) => {
      if (id === "m-7") throw new DeadLetter("again");
    },
    { concurrency: 50 },
  );
  expect(await tested.deadLetters.replayAll()).toBe(450);
  await waitFor(async () => (await list(tested)).length === 1, { what: "the one that died again" });
  expect(await list(tested)).toMatchObject([{ id: "m-7", reason: "again" }]);
  await dying.stop();
});

test("the replayed of many do not come back with the others", async () => {
  const ids = (prefix: string) => Array.from({ length: 90 }, (_, number) => `${prefix}-${number}`);
  const tested = await withDead(ids("charge"));
  await die(tested, letter.topic, ids("letter"));
  expect(await tested.deadLetters.replayAll(letter.topic)).toBe(90);
  expect((await idsOf(tested)).sort()).toEqual(ids("charge").sort());
});

test("a discarded one is gone, the others stay, and the reason is told", async () => {
  const tested = await withDead(["m-1", "m-2"]);
  const gone = await tested.deadLetters.discard("m-1", "a test order, says Anna");
  expect(gone).toMatchObject([{ id: "m-1", reason: "no m-1" }]);
  expect(await idsOf(tested)).toEqual(["m-2"]);
  expect(await tested.deadLetters.discard("m-1", "twice")).toEqual([]);
  expect(tested.events.filter(({ kind }) => kind === "dead-letter-discarded")).toMatchObject([
    { id: "m-1", reason: "a test order, says Anna" },
  ]);
});

test("one that has nowhere to go stays dead, and the replay says why", async () => {
  const tested = await withDead(["m-1"]);
  const { unknown, unknownQueue } = tested.topology;
  await withChannel(tested, async (channel) => {
    await channel.deleteQueue(workQueueOf(tested.topology, charge.topic).name);
    await channel.unbindQueue(unknownQueue.name, unknown.name, "#");
  });
  await expect(tested.deadLetters.replay("m-1")).rejects.toThrow("No queue takes");
  expect(await idsOf(tested)).toEqual(["m-1"]);
});
