import { afterAll, beforeAll } from "bun:test";
import { instantOf } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { contractLadder, queueContract } from "@cinema/testkit/queue-contract";
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
