import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Instant, instant, later } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { connect } from "./connect.ts";
import { createIndicators } from "./indicators.ts";
import { createCandidate, schedulerLead } from "./leader.ts";
import { createStore } from "./store.ts";

let database: TestDatabase;
const now: Instant = instant("2026-11-22T09:00:00Z");

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test("each figure, and the jobs that charge and announce, are read by an index of just these rows", async () => {
  const pool = connect(database.url, { max: 1 });
  // On tables as empty as these PostgreSQL would read the whole of them.
  await pool`set enable_seqscan = off`;
  await createIndicators(pool).read(now);
  const store = createStore(pool, { wake: () => undefined, hasListeners: false });
  await store.change({ actor: "test", reason: "test", requestId: undefined }, async (unit) => {
    const due = { now, limit: 1, after: undefined };
    await unit.renewable({ ...due, isRetry: false });
    await unit.renewable({ ...due, isRetry: true });
    await unit.unannounced(due);
  });
  await pool`select pg_stat_force_next_flush()`;
  const used = await pool<{ name: string; scans: number }[]>`
    select indexrelname as name, idx_scan as scans from pg_stat_user_indexes where idx_scan > 0`;
  const scans = Object.fromEntries(used.map(({ name, scans }) => [name, scans]));
  // Once for the figure, and by both jobs that charge.
  expect(scans.subscription_announced).toBe(3);
  expect(scans.subscription_unannounced).toBe(2);
  expect(Object.keys(scans)).toEqual(
    expect.arrayContaining([
      ...["payment_unfinished", "refund_unfinished"],
      ...["outbox_relayed", "letter_queued", "approval_waiting"],
    ]),
  );
  await pool.end();
});

test("what is more than anybody would count is not counted on", async () => {
  await database.sql`
    insert into outbox (id, topic, body, available_at)
    select gen_random_uuid(), 'payment.charge', '{}', ${later(now, -90_000)}::timestamptz from generate_series(1, 10050)`;
  const { outboxDue, outboxLag } = await createIndicators(database.sql).read(now);
  expect([outboxDue, outboxLag]).toEqual([10_000, 90]);
});

test("a lead of something else, or in another database, is not the schedulers'", async () => {
  const other = await testDatabase();
  const candidates = [
    createCandidate(database.sql, "something else"),
    createCandidate(other.sql, schedulerLead),
  ];
  for (const candidate of candidates) expect(await candidate.leads()).toBe(true);
  const leaders = async () => (await createIndicators(database.sql).read(now)).leaders;
  expect(await leaders()).toBe(0);
  const candidate = createCandidate(database.sql, schedulerLead);
  await candidate.leads();
  expect(await leaders()).toBe(1);
  for (const one of [...candidates, candidate]) await one.resign();
  await other.drop();
});
