import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Rabbitmq, startRabbitmq } from "@cinema/embedded/rabbitmq";
import { waitFor } from "@cinema/testkit/wait";
import { renderDefinitions } from "./definitions.ts";
import type { OutgoingMessage } from "./publish.ts";
import { now, openTestBroker, type TestBroker } from "./test-broker.ts";
import { layOut } from "./topology.ts";

const charge = { topic: "payment.charge", from: "billing" } as const;
const letter = { topic: "letter.deliver", from: "billing" } as const;

let rabbitmq: Rabbitmq;
beforeAll(async () => {
  rabbitmq = await startRabbitmq();
}, 300_000);
afterAll(() => rabbitmq.stop(), 60_000);

function messages(count: number, topic: string = charge.topic): OutgoingMessage[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `m-${number}`,
    to: "commands",
    topic,
    body: { number },
    publishedAt: now(),
  }));
}

/** As the relay does: what is not confirmed stays, and is repeated until it is. */
async function publishAll(tested: TestBroker, rows: readonly OutgoingMessage[]): Promise<number> {
  let repeated = 0;
  for (let start = 0; start < rows.length; start += 100) {
    for (let left = rows.slice(start, start + 100); left.length > 0; ) {
      const outcomes = await tested.publisher.publish(left);
      left = left.filter((_, index) => !outcomes[index]?.confirmed);
      repeated += left.length;
    }
  }
  return repeated;
}

describe("the broker is killed while messages come and go", () => {
  test("everything confirmed is seen, nothing is lost, nothing is buried", async () => {
    const tested = await openTestBroker(
      rabbitmq.url,
      { topics: [charge] },
      { publisher: { patience: 1_000 } },
    );
    const rows = messages(6_000);
    const seen = new Map<string, number>();
    const consumption = await tested.queue.consume(
      charge.topic,
      async ({ id, attempt }) => {
        seen.set(id, (seen.get(id) ?? 0) + 1);
        // Some fail once: their retries are under way when the broker dies.
        if (attempt === 1 && id.endsWith("7")) throw new Error("once more");
      },
      { concurrency: 50 },
    );
    const publishing = publishAll(tested, rows);

    await waitFor(() => seen.size > 1_500, { timeout: 20_000, what: "the flow" });
    await rabbitmq.kill();
    const seenAtDeath = seen.size;
    await rabbitmq.restart();
    await publishing;
    const retried = (id: string) => (seen.get(id) ?? 0) >= (id.endsWith("7") ? 2 : 1);
    await waitFor(() => rows.every(({ id }) => retried(id)), { timeout: 30_000, what: "every message" });
    await consumption.stop();

    expect(seenAtDeath).toBeLessThan(rows.length);
    expect(seen.size).toBe(rows.length);
    expect(await tested.deadLetters.list({ limit: 10 })).toEqual([]);
    expect(tested.events.some(({ kind }) => kind === "disconnected")).toBe(true);
    expect(tested.ready()).toEqual({ ready: true });
    await tested.close();
  }, 120_000);
});

describe("a broker short of memory", () => {
  test("holds publishers back until their patience ends, consumers go on, and then all is well again", async () => {
    const tested = await openTestBroker(
      rabbitmq.url,
      { topics: [charge, letter] },
      { publisher: { patience: 300 } },
    );
    await publishAll(tested, messages(10, letter.topic));
    await rabbitmq.control("set_vm_memory_high_watermark", "0.000001");

    // The first one is on its way when the broker says that it reads no more.
    const [first] = await tested.publisher.publish(messages(1));
    expect(first).toMatchObject({ confirmed: false });
    await waitFor(() => !tested.ready().ready, { what: "the block" });
    expect(tested.ready()).toMatchObject({ reason: expect.stringContaining("blocked by the broker") });
    const [second] = await tested.publisher.publish(messages(1));
    expect(second).toMatchObject({ confirmed: false, error: { failure: "unavailable" } });

    const consumed = new Set<string>();
    const letters = await tested.queue.consume(letter.topic, async ({ id }) => void consumed.add(id), {
      concurrency: 2,
    });
    await waitFor(() => consumed.size === 10, { what: "the letters" });
    await letters.stop();

    const waiting = publishAll(tested, messages(1));
    await rabbitmq.control("set_vm_memory_high_watermark", "0.4");
    await waiting;
    expect(tested.ready()).toEqual({ ready: true });
    await tested.close();
  }, 60_000);
});

describe("the definitions", () => {
  test("import to just what is declared: the declaration finds nothing to change or to add", async () => {
    const prefix = "imported.";
    const topology = layOut({ prefix });
    const definitions = Buffer.from(JSON.stringify(renderDefinitions(topology))).toString("base64");
    await rabbitmq.control("eval", `rabbit_definitions:import_raw(base64:decode("${definitions}")).`);
    const bindings = () =>
      rabbitmq.control("list_bindings", "source_name", "destination_name", "routing_key", "arguments");
    const imported = await bindings();
    expect(imported.split("\n").filter((line) => line.startsWith(prefix))).toHaveLength(
      topology.bindings.length,
    );

    const tested = await openTestBroker(rabbitmq.url, {
      prefix,
      ladder: [10_000, 60_000, 600_000, 3_600_000],
    });
    expect(await bindings()).toBe(imported);
    await tested.close();
  }, 60_000);
});
