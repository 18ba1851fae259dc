import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Consumption } from "@cinema/billing/queue";
import { instantOf } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { deadLettersContract, dieOf } from "@cinema/testkit/dead-letters-contract";
import { contractLadder, queueContract } from "@cinema/testkit/queue-contract";
import { waitFor } from "@cinema/testkit/wait";
import { connect } from "./connect.ts";
import { createPostgresDeadLetters } from "./postgres-dead-letters.ts";
import { createPostgresQueue } from "./postgres-queue.ts";
import { createWake } from "./wake.ts";

const now = () => instantOf(Date.now());
const newId = () => Bun.randomUUIDv7();

const fail = (error: unknown) => {
  throw error;
};

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

queueContract("PostgreSQL", async () => {
  const { sql, url } = database;
  const wake = createWake(sql, fail);
  await sql`delete from outbox`;
  const open = async () => {
    const pool = connect(url, { max: 4 });
    const queue = await createPostgresQueue(pool, {
      now,
      newId,
      ladder: contractLadder,
      lease: 600,
      poll: 20,
      unknownPoll: 20,
    });
    return { pool, queue };
  };
  let live = await open();
  return {
    queue: live.queue,
    async publish(topic, body, options) {
      const id = options?.id ?? newId();
      await sql`insert into outbox (id, topic, body, available_at) values (${id}, ${topic}, ${JSON.stringify(body)}::text::jsonb, ${now()})`;
      wake();
      return id;
    },
    async deadLetters() {
      return createPostgresDeadLetters(sql, now, () => undefined).list({ limit: 100 });
    },
    async crash() {
      await live.pool.end({ timeout: 0 });
      live = await open();
      return live.queue;
    },
    async close() {
      await live.queue.close();
      await live.pool.end({ timeout: 1 });
    },
  };
});

deadLettersContract("PostgreSQL", async () => {
  const { sql } = database;
  await sql`delete from outbox`;
  const queue = await createPostgresQueue(sql, { now, newId, poll: 20 });
  const deadLetters = createPostgresDeadLetters(sql, now, () => undefined);
  return {
    deadLetters,
    async die(topic, body) {
      const id = newId();
      await sql`insert into outbox (id, topic, body, available_at) values (${id}, ${topic}, ${JSON.stringify(body)}::text::jsonb, ${now()})`;
      await dieOf(queue, topic, async () => (await deadLetters.find(id)).length);
      return id;
    },
    close: () => queue.close(),
  };
});

test("a pause waits for the claim that is under way: what it brings is in hand by then", async () => {
  const { sql, url } = database;
  await sql`delete from outbox`;
  const pool = connect(url, { max: 4, applicationName: "claims" });
  const queue = await createPostgresQueue(pool, { now, newId, poll: 20 });
  const taken: string[] = [];
  const id = newId();
  let consumption: Consumption | undefined;
  let pausing: Promise<void> | undefined;
  const due = now();
  await sql.begin(async (transaction) => {
    // Claims wait for this transaction, and then find what it wrote.
    await transaction`lock table outbox in access exclusive mode`;
    consumption = await queue.consume("letter.deliver", async (message) => void taken.push(message.id), {
      concurrency: 1,
    });
    await waitFor(
      async () =>
        (
          await sql`select from pg_stat_activity where application_name = 'claims' and wait_event_type = 'Lock'`
        ).length,
      { what: "the claim to wait" },
    );
    pausing = consumption.pause();
    await transaction`insert into outbox (id, topic, body, available_at) values (${id}, 'letter.deliver', '{}', ${due})`;
  });
  await pausing;

  expect(taken).toEqual([id]);
  await consumption?.stop();
  await queue.close();
  await pool.end({ timeout: 1 });
});
