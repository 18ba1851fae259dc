import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { instant, later, minute } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { testIds } from "@cinema/testkit/ids";
import { type OutboxRow, relayBatch } from "./relay.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.sql`delete from outbox`;
});
afterAll(() => database.drop());

const now = instant("2026-11-22T09:00:00Z");
const newId = testIds(3);

async function fill(topic: string, count: number, availableAt = now): Promise<void> {
  for (let made = 0; made < count; made += 1)
    await database.sql`
      insert into outbox (id, topic, body, available_at) values (${newId()}, ${topic}, '{}', ${availableAt})`;
}

/** A broker that takes every topic but one. */
const takesAllBut = (refused: string) => async (rows: readonly OutboxRow[]) =>
  rows.filter(({ topic }) => topic !== refused).map(({ id }) => id);

test("what the broker confirmed is gone, what it did not stays and is put off", async () => {
  await fill("letter.deliver", 2);
  await fill("payment.charge", 1);
  expect(
    await relayBatch(database.sql, { kind: "commands", now, limit: 10 }, takesAllBut("letter.deliver")),
  ).toEqual({
    taken: 3,
    sent: 1,
  });
  const left = await database.sql`select topic, available_at, attempts from outbox`;
  expect(left.map(({ topic, attempts }) => [topic, attempts])).toEqual([
    ["letter.deliver", 1],
    ["letter.deliver", 1],
  ]);
  expect(left.every(({ available_at }) => available_at > now)).toBe(true);
  expect(await relayBatch(database.sql, { kind: "commands", now, limit: 10 }, takesAllBut("none"))).toEqual({
    taken: 0,
    sent: 0,
  });
  expect(
    await relayBatch(
      database.sql,
      { kind: "commands", now: later(now, 10 * minute), limit: 10 },
      takesAllBut("none"),
    ),
  ).toEqual({
    taken: 2,
    sent: 2,
  });
});

test("a topic that the broker refuses does not stand before the others", async () => {
  await fill("letter.deliver", 30);
  await fill("payment.charge", 5, later(now, 1));
  let sent = 0;
  for (let batch = 0; batch < 5; batch += 1)
    sent += (
      await relayBatch(
        database.sql,
        { kind: "commands", now: later(now, 1), limit: 10 },
        takesAllBut("letter.deliver"),
      )
    ).sent;
  expect(sent).toBe(5);
});

test("commands and events are relayed apart", async () => {
  await fill("payment.charge", 2);
  await fill("payment.succeeded", 3);
  const relay = (kind: "commands" | "events") =>
    relayBatch(database.sql, { kind, now, limit: 10 }, takesAllBut("none"));
  expect(await relay("events")).toEqual({ taken: 3, sent: 3 });
  expect(await relay("commands")).toEqual({ taken: 2, sent: 2 });
});

test("two relays at once send every message once", async () => {
  await fill("payment.charge", 40);
  const seen: string[] = [];
  const publish = async (rows: readonly OutboxRow[]) => {
    seen.push(...rows.map(({ id }) => id));
    return rows.map(({ id }) => id);
  };
  await Promise.all(
    Array.from({ length: 4 }, () => relayBatch(database.sql, { kind: "commands", now, limit: 10 }, publish)),
  );
  expect(new Set(seen).size).toBe(40);
  expect(seen).toHaveLength(40);
});
