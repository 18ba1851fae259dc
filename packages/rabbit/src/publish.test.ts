import { afterEach, describe, expect, test } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import type { GetMessage } from "amqplib";
import type { BrokerOptions } from "./broker.ts";
import type { OutgoingMessage } from "./publish.ts";
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
import { type TopologyOptions, workQueueOf } from "./topology.ts";

shareRabbitmq();

const open: TestBroker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(closeTestBroker));
});

async function broker(topology: TopologyOptions = {}, options: Partial<BrokerOptions> = {}) {
  const opened = await openTestBroker(await rabbitmqUrl(), { topics: [charge], ...topology }, options);
  open.push(opened);
  return opened;
}

const charge = { topic: "payment.charge", from: "billing" } as const;

function message(id: string, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { id, to: "commands", topic: charge.topic, body: { id }, publishedAt: now(), ...changes };
}

function messagesIn(tested: TestBroker, queue: string): Promise<GetMessage[]> {
  return withChannel(tested, async (channel) => {
    const messages: GetMessage[] = [];
    for (let next = await channel.get(queue); next !== false; next = await channel.get(queue))
      messages.push(next);
    return messages;
  });
}

describe("a confirmed message", () => {
  test("lies in its queue, persistent, with id, time, user and type", async () => {
    const tested = await broker();
    const publishedAt = now();
    const outcomes = await tested.publisher.publish([
      message("m-1", { publishedAt, correlationId: "request-1", body: { text: "it's 🎬" } }),
    ]);
    expect(outcomes).toEqual([{ id: "m-1", confirmed: true }]);
    const [stored] = await messagesIn(tested, workQueueOf(tested.topology, charge.topic).name);
    expect(stored?.content.toString()).toBe('{"text":"it\'s 🎬"}');
    expect(stored?.properties).toMatchObject({
      messageId: "m-1",
      correlationId: "request-1",
      deliveryMode: 2,
      contentType: "application/json",
      userId: "guest",
      timestamp: Math.floor(Date.parse(publishedAt) / 1_000),
    });
  });

  test("a batch larger than the window arrives whole and in order", async () => {
    const tested = await broker({}, { publisher: { window: 7 } });
    const ids = Array.from({ length: 50 }, (_, number) => `m-${number}`);
    const outcomes = await tested.publisher.publish(ids.map((id) => message(id)));
    expect(outcomes).toEqual(ids.map((id) => ({ id, confirmed: true })));
    const stored = await messagesIn(tested, workQueueOf(tested.topology, charge.topic).name);
    expect(stored.map(({ properties }) => properties.messageId)).toEqual(ids);
  });

  test("an empty batch is nothing", async () => {
    expect(await (await broker()).publisher.publish([])).toEqual([]);
  });
});

/** A broker on which somebody has cut the way of unknown names: they have nowhere to go. */
async function brokerWithoutUnknown(): Promise<TestBroker> {
  const tested = await broker();
  const { unknown, unknownQueue } = tested.topology;
  await withChannel(tested, (channel) => channel.unbindQueue(unknownQueue.name, unknown.name, "#"));
  return tested;
}

describe("a message that nobody takes", () => {
  test("lies among the unknown, under its name", async () => {
    const tested = await broker();
    const [outcome] = await tested.publisher.publish([message("kept", { topic: "payment.chrage" })]);
    expect(outcome).toEqual({ id: "kept", confirmed: true });
    const stored = await messagesIn(tested, tested.topology.unknownQueue.name);
    expect(stored.map(({ fields }) => fields.routingKey)).toEqual(["payment.chrage"]);
  });

  test("and that has nowhere to go is an error that names its routing key, and only its own", async () => {
    const tested = await brokerWithoutUnknown();
    const outcomes = await tested.publisher.publish([
      message("good-1"),
      message("lost", { topic: "payment.chrage" }),
      message("good-2"),
    ]);
    expect(outcomes).toMatchObject([
      { id: "good-1", confirmed: true },
      {
        id: "lost",
        confirmed: false,
        error: { failure: "unroutable", message: expect.stringContaining('"payment.chrage"') },
      },
      { id: "good-2", confirmed: true },
    ]);
  });

  test("the same id to a known and an unknown topic is told apart", async () => {
    const tested = await brokerWithoutUnknown();
    const outcomes = await tested.publisher.publish([message("same", { topic: "nowhere" }), message("same")]);
    expect(outcomes.map(({ confirmed }) => confirmed)).toEqual([false, true]);
  });

  test("may be an event: nobody has to listen", async () => {
    const tested = await broker();
    const event = message("e-1", { to: "events", topic: "payment.succeeded" });
    expect(await tested.publisher.publish([event])).toEqual([{ id: "e-1", confirmed: true }]);
  });
});

describe("a message that cannot be sent", () => {
  test("does not harm the others of its batch", async () => {
    const tested = await broker({}, { publisher: { maxBytes: 1_000 } });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const outcomes = await tested.publisher.publish([
      message("good-1"),
      message("circle", { body: circle }),
      message("nothing", { body: undefined }),
      message("big", { body: "x".repeat(1_000) }),
      message("i".repeat(300)),
      message("good-2"),
    ]);
    expect(outcomes.map((outcome) => (outcome.confirmed ? "confirmed" : outcome.error.failure))).toEqual([
      "confirmed",
      "unsendable",
      "unsendable",
      "unsendable",
      "unsendable",
      "confirmed",
    ]);
    expect(await messagesIn(tested, workQueueOf(tested.topology, charge.topic).name)).toHaveLength(2);
  });
});

describe("a broker that refuses", () => {
  test("a full queue takes what fits and refuses the rest by name", async () => {
    const tested = await broker({ maxLength: 3 });
    const outcomes = [];
    for (let number = 0; number < 12; number++) {
      outcomes.push(...(await tested.publisher.publish([message(`m-${number}`)])));
    }
    const refused = outcomes.filter((outcome) => !outcome.confirmed);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ error }) => error.failure === "refused")).toBe(true);
    const stored = await messagesIn(tested, workQueueOf(tested.topology, charge.topic).name);
    const confirmed = outcomes.filter((outcome) => outcome.confirmed).map(({ id }) => id);
    expect(stored.map(({ properties }) => properties.messageId)).toEqual(confirmed);
  });

  test("a channel that the broker closes leaves nothing confirmed, says why, and is opened again", async () => {
    // The broker closes the channel of whoever signs as somebody else.
    const tested = await broker({}, { user: "somebody-else" });
    const outcomes = await tested.publisher.publish([message("m-1"), message("m-2")]);
    expect(outcomes.every((outcome) => !outcome.confirmed)).toBe(true);
    expect(outcomes[0]).toMatchObject({
      error: { failure: "unconfirmed", message: expect.stringContaining("406") },
    });
    expect(tested.events.some(({ kind }) => kind === "channel-lost")).toBe(true);
    await waitFor(() => tested.ready().ready, { what: "the channel to be opened again" });
  });

  test("a broker that is away is waited for, so long and no longer", async () => {
    const relay = await openRelay(await rabbitmqUrl());
    const tested = await openTestBroker(relay.url, { topics: [charge] }, { publisher: { patience: 150 } });
    relay.refuse(true);
    relay.cut();
    await waitFor(() => !tested.ready().ready, { what: "the loss to be noticed" });
    const outcomes = await tested.publisher.publish([message("m-1")]);
    expect(outcomes).toMatchObject([{ id: "m-1", confirmed: false, error: { failure: "unavailable" } }]);

    relay.refuse(false);
    await waitFor(() => tested.ready().ready, { what: "the connection to come back" });
    expect(await tested.publisher.publish([message("m-1")])).toEqual([{ id: "m-1", confirmed: true }]);
    await closeTestBroker(tested);
    await relay.close();
  });
});
