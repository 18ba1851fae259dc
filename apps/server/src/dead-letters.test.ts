import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { DeadLetter, type DeadLetters, type Delivery } from "@cinema/billing/queue";
import { instantOf } from "@cinema/core/instant";
import { createPostgresQueue } from "@cinema/db/postgres-queue";
import { closeTestBroker, openTestBroker, type TestBroker } from "@cinema/rabbit/test-broker";
import { testRabbitmq } from "@cinema/testkit/rabbitmq";
import { waitFor } from "@cinema/testkit/wait";
import { connect } from "amqplib";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";

const name = "Анна Каренина";

let keys = 0;
function reasoned(reason: string) {
  keys += 1;
  return { reason, idempotencyKey: `dead-${keys}` };
}

const staff = (house: House, sub: string, role = "Manager") =>
  house.client({ sub, roles: [role] }).admin.deadLetters;

async function actsOf(house: House, id: string) {
  return [
    ...(await house.database
      .sql`select name, details, actor, reason from act where subject = ${`dead_letter:${id}`} order by id`),
  ];
}

describe("with RabbitMQ", () => {
  let house: House;
  let broker: TestBroker;
  let rabbitmq: Awaited<ReturnType<typeof testRabbitmq>>;
  /** What came to the consumer of a topic. */
  const seen: Delivery[] = [];
  /** False: every message dies. */
  let isMended = false;

  beforeAll(async () => {
    rabbitmq = await testRabbitmq();
    broker = await openTestBroker(rabbitmq.url);
    house = await openHouse({}, { deadLetters: broker.deadLetters });
    for (const topic of ["payment.settle", "billing.notify.v1"])
      await broker.queue.consume(
        topic,
        async (delivery) => {
          if (!isMended) throw new DeadLetter("the provider's object contradicts ours");
          seen.push(delivery);
        },
        { concurrency: 1 },
      );
  }, 300_000);
  afterAll(async () => {
    await house.close();
    await closeTestBroker(broker);
    await rabbitmq.leave();
  });

  async function die(topic: string, body: unknown): Promise<string> {
    const id = Bun.randomUUIDv7();
    const publishedAt = instantOf(Date.now());
    await broker.publisher.publish([{ id, to: "commands", topic, body, publishedAt }]);
    return dead(id);
  }

  /** As another service, under its own user; `body` as it is. */
  async function dieFromOutside(id: string, body: Uint8Array): Promise<string> {
    const connection = await connect(rabbitmq.visitorUrl);
    const channel = await connection.createConfirmChannel();
    channel.publish(broker.topology.commands.name, "billing.notify.v1", Buffer.from(body), {
      messageId: id,
      userId: "visitor",
      persistent: true,
    });
    await channel.waitForConfirms();
    await connection.close();
    return dead(id);
  }

  async function dead(id: string): Promise<string> {
    await waitFor(async () => (await broker.deadLetters.find(id)).length, {
      what: "the death",
      timeout: 30_000,
    });
    return id;
  }

  test("the list tells why and when without what was said; one alone shows that too", async () => {
    const ours = await die("payment.settle", { payment_id: "p-1" });
    const theirs = await dieFromOutside("it's «theirs» 1", Buffer.from(JSON.stringify({ name, n: 1 })));
    const broken = await dieFromOutside("broken", Uint8Array.of(0x7b, 0xff, 0xfe));
    const large = await dieFromOutside("large", Buffer.from(JSON.stringify("x".repeat(300_000))));
    const support = staff(house, "support", "Support");

    const { items, total, nextCursor } = await support.list.query({});
    expect([items.map(({ id }) => id), total, nextCursor]).toEqual([[ours, theirs, broken, large], 4, null]);
    expect(JSON.stringify(items)).not.toContain(name);
    expect(items[0]).toEqual({
      ...{ id: ours, topic: "payment.settle", reason: "the provider's object contradicts ours" },
      ...{ attempts: 1, publisher: null, bodyBytes: 20 },
      ...{ publishedAt: expect.any(String), firstFailedAt: expect.any(String), deadAt: expect.any(String) },
    });

    expect(await support.get.query({ id: theirs })).toMatchObject({
      ...{ publisher: "visitor", copies: 1, isCut: false },
      ...{ text: JSON.stringify({ name, n: 1 }), json: { name, n: 1 } },
    });
    expect(await support.get.query({ id: broken })).toMatchObject({ text: "{\ufffd\ufffd", json: null });
    const cut = await support.get.query({ id: large });
    expect([cut.isCut, cut.json, cut.text.length]).toEqual([true, null, 256 * 1024]);

    const page = await support.list.query({ topic: "billing.notify.v1", limit: 2 });
    expect(page.items.map(({ id }) => id)).toEqual([theirs, broken]);
    const rest = await support.list.query({ topic: "billing.notify.v1", limit: 2, cursor: page.nextCursor });
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([[large], null]);
    expect(String(await support.list.query({ cursor: "9999-99-99 x" }).catch(String))).toContain("cursor");
  });

  test("a discarded one is gone for good; the trail keeps what it was, but no stranger's words", async () => {
    const anna = staff(house, "anna");
    const ours = await die("payment.settle", { payment_id: "p-2" });
    const theirs = await dieFromOutside("theirs-2", Buffer.from(JSON.stringify({ name })));
    const input = { id: ours, ...reasoned("paid twice by our test") };
    const done = { id: ours, topic: "payment.settle", copies: 1 };
    expect(await anna.discard.mutate(input)).toEqual(done);
    expect(await anna.discard.mutate(input)).toEqual(done);
    expect(await codeOf(anna.discard.mutate({ id: ours, ...reasoned("again") }))).toBe("dead_letter_unknown");
    expect(await codeOf(anna.get.query({ id: ours }))).toBe("dead_letter_unknown");
    await anna.discard.mutate({ id: theirs, ...reasoned("their bug") });

    const known = { attempts: 1, published_at: expect.any(String), dead_at: expect.any(String) };
    expect(await actsOf(house, ours)).toEqual([
      {
        ...{ name: "dead_letter.discarded", actor: "manager:anna", reason: "paid twice by our test" },
        details: { ...known, topic: "payment.settle", body: '{"payment_id":"p-2"}' },
      },
    ]);
    expect(await actsOf(house, theirs)).toMatchObject([
      { details: { ...known, topic: "billing.notify.v1", publisher: "visitor" } },
    ]);
    expect(JSON.stringify(await actsOf(house, theirs))).not.toContain(name);
    expect(house.logged.join("")).not.toContain(name);
  });

  test("replayed ones go to their topic again, one or all of a topic, and the trail says by whom", async () => {
    const anna = staff(house, "anna");
    const one = await die("payment.settle", { payment_id: "p-3" });
    const more = [await die("payment.settle", { payment_id: "p-4" }), await dead(one)];
    isMended = true;
    const decided = { id: one, ...reasoned("mended") };
    expect(await anna.replay.mutate(decided)).toEqual({ id: one, topic: "payment.settle", copies: 1 });
    await waitFor(() => seen.some(({ id }) => id === one), { what: "the replayed one", timeout: 30_000 });
    expect(await actsOf(house, one)).toMatchObject([{ name: "dead_letter.replayed", reason: "mended" }]);

    const left = (await anna.list.query({ topic: "payment.settle" })).items.length;
    expect(left).toBeGreaterThanOrEqual(1);
    const all = { topic: "payment.settle", ...reasoned("all mended") };
    expect(await anna.replayAll.mutate(all)).toEqual({ replayed: left });
    expect(await anna.replayAll.mutate(all)).toEqual({ replayed: left });
    await waitFor(() => more.every((id) => seen.some((delivery) => delivery.id === id)), {
      what: "the others",
      timeout: 30_000,
    });
    const acts = await house.database.sql`select details, reason from act where subject = 'dead_letters'`;
    expect([...acts]).toEqual([{ details: { topic: "payment.settle" }, reason: "all mended" }]);
  });

  test("whose process was killed after the decision, and who asks again, gets it done", async () => {
    isMended = false;
    const id = await die("payment.settle", { payment_id: "p-5" });
    const input = { id, ...reasoned("a test") };
    let isCut = true;
    const cutOff: DeadLetters = {
      ...{ list: broker.deadLetters.list, count: broker.deadLetters.count },
      find: (wanted) => broker.deadLetters.find(wanted),
      replay: (wanted) => broker.deadLetters.replay(wanted),
      replayAll: (topic) => broker.deadLetters.replayAll(topic),
      discard: (wanted, reason) =>
        isCut ? Promise.reject(new Error("cut off")) : broker.deadLetters.discard(wanted, reason),
    };
    const other = await openHouse({}, { deadLetters: cutOff });
    const anna = staff(other, "anna");
    await expect(anna.discard.mutate(input)).rejects.toThrow("Something went wrong");
    expect(await broker.deadLetters.find(id)).toHaveLength(1);
    isCut = false;
    expect(await anna.discard.mutate(input)).toEqual({ id, topic: "payment.settle", copies: 1 });
    expect(await broker.deadLetters.find(id)).toHaveLength(0);
    expect(await actsOf(other, id)).toHaveLength(1);
    await other.close();
  });
});

test("without a broker: rows of the outbox, by the same procedures", async () => {
  const house = await openHouse();
  const { sql } = house.database;
  const now = () => instantOf(Date.now());
  const [bad, good] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  for (const id of [bad, good])
    await sql`insert into outbox (id, topic, body, available_at) values (${id}, 'letter.deliver', ${JSON.stringify({ letter_id: id })}::text::jsonb, ${now()})`;
  const queue = await createPostgresQueue(sql, { now, newId: () => Bun.randomUUIDv7(), poll: 20 });
  const dying = async () => {
    throw new DeadLetter("no such letter");
  };
  const consumption = await queue.consume("letter.deliver", dying, { concurrency: 2 });
  const anna = staff(house, "anna");
  await waitFor(async () => (await anna.list.query({})).total === 2, { what: "two deaths", timeout: 15_000 });
  await consumption.stop();
  await queue.close();

  expect(await anna.get.query({ id: bad })).toMatchObject({
    ...{ reason: "no such letter", attempts: 1, json: { letter_id: bad } },
  });
  expect(await codeOf(anna.get.query({ id: "no-uuid" }))).toBe("dead_letter_unknown");
  await anna.discard.mutate({ id: bad, ...reasoned("lost") });
  await anna.replay.mutate({ id: good, ...reasoned("mended") });
  expect((await anna.list.query({})).total).toBe(0);
  const rows = await sql`select id, attempts, dead_at from outbox`;
  expect([...rows]).toEqual([{ id: good, attempts: 0, dead_at: null }]);
  await house.close();
});
