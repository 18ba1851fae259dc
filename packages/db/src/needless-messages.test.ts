import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Store } from "@cinema/billing/ports";
import { chargeKey, chargePayment } from "@cinema/core/message";
import { sampleId, sampleNow } from "@cinema/core/sample-rows";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createStore } from "./store.ts";

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await testDatabase();
  store = createStore(database.sql, { wake: () => undefined, hasListeners: true });
});
afterAll(() => database.drop());

const by = { actor: "billing:test", reason: "a test", requestId: undefined };

test("a save drops the needless message that nobody has taken, and no other", async () => {
  const { sql } = database;
  const [settled, taken, other] = [sampleId(1), sampleId(2), sampleId(3)];
  const messages = [settled, taken, other].map((id) =>
    chargePayment(id, sampleNow, () => crypto.randomUUID()),
  );
  await store.change(by, (unit) => unit.save({ messages }));
  await sql`update outbox set claimed_once = true where dedupe_key = ${chargeKey(taken)}`;
  await store.change(by, (unit) => unit.save({ needlessMessages: [chargeKey(settled), chargeKey(taken)] }));
  const left = await sql<{ key: string }[]>`select dedupe_key as key from outbox order by key`;
  expect(left.map(({ key }) => key)).toEqual([chargeKey(taken), chargeKey(other)]);
});
