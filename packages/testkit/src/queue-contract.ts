import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DeadLetter, type Delivery, type Handler, type Queue, RetryLater } from "@cinema/billing/queue";
import { waitFor } from "./wait.ts";

/**
 * A queue and what a test needs around it. The socket is set up with short waits between the attempts
 * ({@link contractLadder}) and with the topics {@link contractTopics}.
 */
export interface QueueUnderTest {
  readonly queue: Queue;
  /** Puts a message on the queue as the outbox would, durably, and answers its id. */
  publish(topic: string, body: unknown, options?: { readonly id?: string }): Promise<string>;
  deadLetters(): Promise<readonly { readonly id: string; readonly topic: string; readonly reason: string }[]>;
  /** The consuming process dies without a word; answers the queue as its successor has it. */
  crash?(): Promise<Queue>;
  close(): Promise<void>;
}

/** The waits before attempts 2 to 5, in milliseconds. */
export const contractLadder: readonly number[] = [20, 40, 60, 80];

export const contractTopics = ["payment.charge", "letter.deliver"] as const;

const [charge, letter] = contractTopics;

/** Tests that every {@link Queue} passes, whatever is behind it; `setup` runs anew for each of them. */
export function queueContract(name: string, setup: () => Promise<QueueUnderTest>): void {
  describe(`the queue contract: ${name}`, () => {
    let socket: QueueUnderTest;
    beforeEach(async () => {
      socket = await setup();
    });
    afterEach(() => socket.close());

    for (const tests of [
      deliveryTests,
      sharingTests,
      retryTests,
      deadLetterTests,
      unknownTests,
      pauseTests,
      endTests,
    ]) {
      tests(() => socket);
    }
  });
}

/** A handler that writes down what it was given, before it does what `then` says. */
function recorder(then: Handler = async () => undefined) {
  const deliveries: Delivery[] = [];
  const handler: Handler = async (delivery) => {
    deliveries.push(delivery);
    await then(delivery);
  };
  return { deliveries, handler, ids: () => deliveries.map(({ id }) => id).sort() };
}

async function publishMany(socket: QueueUnderTest, topic: string, count: number): Promise<string[]> {
  const bodies = Array.from({ length: count }, (_, number) => ({ number }));
  return (await Promise.all(bodies.map((body) => socket.publish(topic, body)))).sort();
}

function deliveryTests(socket: () => QueueUnderTest): void {
  test("a message comes with its id, topic, body and first attempt", async () => {
    const { queue, publish } = socket();
    const { deliveries, handler } = recorder();
    const before = Date.now();
    const id = await publish(charge, { payment_id: "p-1" }, { id: "01a204e8-5d79-73c0-b811-06b8eb7ad1b0" });
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(() => deliveries.length, { what: "the message" });
    await consumption.stop();
    expect(id).toBe("01a204e8-5d79-73c0-b811-06b8eb7ad1b0");
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({
      id: "01a204e8-5d79-73c0-b811-06b8eb7ad1b0",
      topic: charge,
      body: { payment_id: "p-1" },
      attempt: 1,
      publisher: undefined,
    });
    const publishedAt = Date.parse(deliveries[0]?.publishedAt ?? "");
    expect(publishedAt).toBeGreaterThan(before - 60_000);
    expect(publishedAt).toBeLessThan(Date.now() + 60_000);
  });

  test("a body keeps apostrophes, quotes, emoji, backslashes, NUL's neighbours and depth", async () => {
    const { queue, publish } = socket();
    const { deliveries, handler } = recorder();
    const body = {
      text: 'it\'s «Кино» 🎬\\ "x" \u0001\n$1 ?',
      list: [1, [null, { a: true }], -0.5],
      empty: {},
    };
    await publish(charge, body);
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(() => deliveries.length, { what: "the message" });
    await consumption.stop();
    expect(deliveries[0]?.body).toEqual(body);
  });

  test("topics do not mix", async () => {
    const { queue, publish } = socket();
    const charges = recorder();
    const letters = recorder();
    const chargeId = await publish(charge, {});
    const letterId = await publish(letter, {});
    const consumptions = [
      await queue.consume(charge, charges.handler, { concurrency: 5 }),
      await queue.consume(letter, letters.handler, { concurrency: 5 }),
    ];

    await waitFor(() => charges.deliveries.length && letters.deliveries.length, { what: "both messages" });
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect(charges.ids()).toEqual([chargeId]);
    expect(letters.ids()).toEqual([letterId]);
  });
}

function sharingTests(socket: () => QueueUnderTest): void {
  test("as many handlers run at once as was asked for, and no more", async () => {
    const { queue } = socket();
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const { deliveries, handler } = recorder(async () => {
      most = Math.max(most, ++running);
      await gate.promise;
      await Bun.sleep(1);
      running--;
    });
    await publishMany(socket(), charge, 30);
    const consumption = await queue.consume(charge, handler, { concurrency: 3 });

    await waitFor(() => running === 3, { what: "three at once" });
    gate.resolve();
    await waitFor(() => deliveries.length === 30 && running === 0, { what: "30 messages" });
    await consumption.stop();
    expect(most).toBe(3);
  });

  test("two consumptions share the messages of a topic, each handled once", async () => {
    const { queue } = socket();
    const first = recorder(() => Bun.sleep(2));
    const second = recorder(() => Bun.sleep(2));
    const consumptions = [
      await queue.consume(charge, first.handler, { concurrency: 2 }),
      await queue.consume(charge, second.handler, { concurrency: 2 }),
    ];
    const ids = await publishMany(socket(), charge, 60);

    const seen = () => [...first.ids(), ...second.ids()].sort();
    await waitFor(() => seen().length >= 60, { what: "60 messages" });
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect(seen()).toEqual(ids);
    expect(first.deliveries.length).toBeGreaterThan(0);
    expect(second.deliveries.length).toBeGreaterThan(0);
  });
}

function retryTests(socket: () => QueueUnderTest): void {
  test("after a throw the message comes again, the attempt one higher, the id the same", async () => {
    const { queue, publish, deadLetters } = socket();
    const { deliveries, handler } = recorder(async ({ attempt }) => {
      if (attempt < 3) throw new Error("not yet");
    });
    const id = await publish(charge, { kept: true });
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(() => deliveries.length === 3, { what: "three attempts" });
    await consumption.stop();
    expect(deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(deliveries.map((delivery) => delivery.id))).toEqual(new Set([id]));
    expect(new Set(deliveries.map(({ publishedAt }) => publishedAt)).size).toBe(1);
    expect(deliveries[2]?.body).toEqual({ kept: true });
    expect(await deadLetters()).toEqual([]);
  });

  test("after the last attempt it is a dead letter with the last error's message", async () => {
    const { queue, publish, deadLetters } = socket();
    const { deliveries, handler } = recorder(async ({ attempt }) => {
      throw new Error(`it's broken 💥 (${attempt})`);
    });
    const id = await publish(charge, {});
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(async () => (await deadLetters()).length, { what: "the dead letter" });
    await consumption.stop();
    expect(deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(await deadLetters()).toMatchObject([{ id, topic: charge, reason: "it's broken 💥 (5)" }]);
  });

  test("RetryLater brings it again without counting a failure", async () => {
    const { queue, publish, deadLetters } = socket();
    const { deliveries, handler } = recorder(async () => {
      if (deliveries.length <= 6) throw new RetryLater("the provider is out", contractLadder[0] ?? 0);
    });
    await publish(charge, {});
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(() => deliveries.length === 7, { what: "seven deliveries" });
    await consumption.stop();
    expect(deliveries.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(await deadLetters()).toEqual([]);
  });
}

function deadLetterTests(socket: () => QueueUnderTest): void {
  test("DeadLetter ends it at once, the reason kept", async () => {
    const { queue, publish, deadLetters } = socket();
    const { deliveries, handler } = recorder(async () => {
      throw new DeadLetter("no such payment: it's «gone» 🎬");
    });
    const id = await publish(charge, {});
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(async () => (await deadLetters()).length, { what: "the dead letter" });
    await consumption.stop();
    expect(deliveries).toHaveLength(1);
    expect(await deadLetters()).toMatchObject([
      { id, topic: charge, reason: "no such payment: it's «gone» 🎬" },
    ]);
  });

  test("one poison message does not stop the others", async () => {
    const { queue, publish, deadLetters } = socket();
    const { deliveries, handler } = recorder(async ({ body }) => {
      if ((body as { poison?: boolean }).poison) throw new Error("poison");
    });
    const poison = await publish(charge, { poison: true });
    const good = await publishMany(socket(), charge, 20);
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });

    await waitFor(async () => (await deadLetters()).length, { what: "the dead letter" });
    await waitFor(() => deliveries.length === 25, { what: "20 good messages" });
    await consumption.stop();
    expect(
      deliveries
        .map(({ id }) => id)
        .filter((id) => id !== poison)
        .sort(),
    ).toEqual(good);
    expect(await deadLetters()).toMatchObject([{ id: poison, reason: "poison" }]);
  });
}

function unknownTests(socket: () => QueueUnderTest): void {
  test("a topic that nobody takes reaches whoever takes the unknown, and only that", async () => {
    const { queue, publish, deadLetters } = socket();
    const known = recorder();
    const unknown = recorder(async ({ topic }) => {
      throw new DeadLetter(`nobody takes ${topic}`);
    });
    const consumptions = [
      await queue.consume(charge, known.handler, { concurrency: 1 }),
      await queue.consumeUnknown(contractTopics, unknown.handler, { concurrency: 1 }),
    ];
    const goodId = await publish(charge, {});
    const letterId = await publish(letter, {});
    const strayId = await publish("payment.chrage", { payment_id: "p-1" });

    await waitFor(async () => known.deliveries.length && (await deadLetters()).length, { what: "both" });
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect(known.ids()).toEqual([goodId]);
    expect(unknown.deliveries).toMatchObject([{ id: strayId, topic: "payment.chrage", attempt: 1 }]);
    expect(await deadLetters()).toMatchObject([
      { id: strayId, topic: "payment.chrage", reason: "nobody takes payment.chrage" },
    ]);
    // Nobody consumes letters here, but they have a queue: that is no mistake.
    const letters = recorder();
    const later = await queue.consume(letter, letters.handler, { concurrency: 1 });
    await waitFor(() => letters.deliveries.length, { what: "the letter" });
    await later.stop();
    expect(letters.ids()).toEqual([letterId]);
  });

  test("it may be tried again like any other, and dies like any other", async () => {
    const { queue, publish, deadLetters } = socket();
    const unknown = recorder(async () => {
      throw new Error("not yet");
    });
    const id = await publish("payment.chrage", {});
    const consumption = await queue.consumeUnknown(contractTopics, unknown.handler, { concurrency: 1 });
    await waitFor(async () => (await deadLetters()).length, { what: "the dead letter" });
    await consumption.stop();
    expect(unknown.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(await deadLetters()).toMatchObject([{ id, reason: "not yet" }]);
  });
}

function pauseTests(socket: () => QueueUnderTest): void {
  test("pause takes no more, resume goes on", async () => {
    const { queue, publish } = socket();
    const paused = recorder();
    const other = recorder();
    const consumption = await queue.consume(charge, paused.handler, { concurrency: 4 });
    await publish(charge, {});
    await waitFor(() => paused.deliveries.length === 1, { what: "the first message" });
    await consumption.pause();

    // Somebody else on the same topic gets every message: the paused one took none.
    const second = await queue.consume(charge, other.handler, { concurrency: 4 });
    const whilePaused = await publishMany(socket(), charge, 20);
    await waitFor(() => other.deliveries.length === 20, { what: "20 messages to the other" });
    await second.stop();
    expect(other.ids()).toEqual(whilePaused);
    expect(paused.deliveries).toHaveLength(1);

    await consumption.resume();
    await publish(charge, {});
    await waitFor(() => paused.deliveries.length === 2, { what: "a message after the resume" });
    await consumption.stop();
  });

  test("what is in hand when it is paused is finished", async () => {
    const { queue, publish } = socket();
    const gate = Promise.withResolvers<void>();
    let finished = 0;
    const { deliveries, handler } = recorder(async () => {
      await gate.promise;
      finished++;
    });
    const consumption = await queue.consume(charge, handler, { concurrency: 1 });
    await publish(charge, {});
    await waitFor(() => deliveries.length === 1, { what: "the message" });
    await consumption.pause();
    gate.resolve();
    await waitFor(() => finished === 1, { what: "the handler to finish" });
    await consumption.stop();
    expect(deliveries).toHaveLength(1);
  });
}

function endTests(socket: () => QueueUnderTest): void {
  test("stop waits for what is in hand, leaves the rest for the next consumer and loses none", async () => {
    const { queue } = socket();
    const ids = await publishMany(socket(), charge, 10);
    const gate = Promise.withResolvers<void>();
    const finished: string[] = [];
    const first = recorder(async ({ id }) => {
      await gate.promise;
      finished.push(id);
    });
    const consumption = await queue.consume(charge, first.handler, { concurrency: 2 });
    await waitFor(() => first.deliveries.length === 2, { what: "two in hand" });
    let stopped = false;
    const stopping = consumption.stop().then(() => {
      stopped = true;
    });
    await Bun.sleep(20);
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    expect(finished.sort()).toEqual(first.ids());

    const second = recorder();
    const successor = await queue.consume(charge, second.handler, { concurrency: 2 });
    await waitFor(() => second.deliveries.length >= 10 - finished.length, { what: "the rest" });
    await successor.stop();
    expect([...finished, ...second.ids()].sort()).toEqual(ids);
  });

  test("a consumer's sudden death brings what it held to the next one", async () => {
    const { queue, crash } = socket();
    if (crash === undefined) return;
    const held = recorder(() => new Promise(() => undefined));
    await queue.consume(charge, held.handler, { concurrency: 3 });
    const ids = await publishMany(socket(), charge, 10);
    await waitFor(() => held.deliveries.length === 3, { what: "three in hand" });

    const heir = await crash();
    const { deliveries, handler, ids: seen } = recorder();
    const consumption = await heir.consume(charge, handler, { concurrency: 3 });
    await waitFor(() => deliveries.length >= 10, { timeout: 15_000, what: "all ten again" });
    await consumption.stop();
    expect([...new Set(seen())]).toEqual(ids);
  });
}
