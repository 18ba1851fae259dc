import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { UnitOfWork } from "@cinema/billing/ports";
import { announceRenewal } from "@cinema/core/announce-renewal";
import type { Changes } from "@cinema/core/changes";
import { type Instant, instant } from "@cinema/core/instant";
import { defaultPatience, passTime } from "@cinema/core/pass-time";
import { periodOf } from "@cinema/core/period";
import { renew } from "@cinema/core/renew";
import { warnOfExpiry } from "@cinema/core/warn-of-expiry";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import type { Sql } from "../connect.ts";
import { type Row, subscriptionRows } from "../rows.ts";
import { createStore } from "../store.ts";
import { samplePlans } from "./catalogue.ts";
import { HasData, populate } from "./populate.ts";

/** A day before the shortest month, when ends of periods are the most tempted to go wrong. */
const now = instant("2027-01-31T21:30:00+03:00");
const tables = [
  ...["viewer", "consent", "payment_method", "subscription", "payment", "refund", "letter", "act"],
  ...["subscription_history", "payment_history", "refund_history", "subscription_type", "price"],
];

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = database.sql;
  await populate(sql, { subscriptions: 6_000, now, batch: 2_000 });
}, 120_000);
afterAll(() => database.drop());

async function count(query: string): Promise<number> {
  const [row] = await sql.unsafe<{ count: number }[]>(query);
  return row?.count ?? -1;
}

describe("the rows agree with each other", () => {
  test.each(["subscription", "payment", "refund"])(
    "the last row of a %s's history is the row",
    async (table) => {
      const all = await count(`select count(*) from ${table}`);
      const alike = await count(`
      select count(*) from ${table} t cross join lateral (
        select row from ${table}_history h where h.row_id = t.id order by history_id desc limit 1) last
      where last.row = to_jsonb(t)`);
      expect(all).toBeGreaterThan(100);
      expect(alike).toBe(all);
    },
  );

  test.each(["subscription", "payment", "refund"])(
    "the history of a %s begins once and goes forward",
    async (table) => {
      const wrong = await count(`
      select count(*) from (
        select operation, changed_at, row_number() over (partition by row_id order by history_id) as number,
          lag(changed_at) over (partition by row_id order by history_id) as before, "row", row_id
        from ${table}_history) h
      where (operation = 'I') <> (number = 1) or changed_at < before or "row"->>'id' <> row_id::text`);
      expect(wrong).toBe(0);
    },
  );

  test("a subscription's versions are counted", async () => {
    const wrong = await count(`
      select count(*) from (
        select ("row"->>'version')::int as version, row_number() over (partition by row_id order by history_id) as number
        from subscription_history) h where version <> number`);
    expect(wrong).toBe(0);
  });

  test("what went back of a payment is the sum of its refunds", async () => {
    const wrong = await count(`
      select count(*) from payment p where refunded_kopecks <> (
        select coalesce(sum(refund_amount), 0) from refund where payment_id = p.id and refund_status <> 'canceled')`);
    expect(wrong).toBe(0);
    expect(await count("select count(*) from payment where refunded_kopecks > 0")).toBeGreaterThan(30);
  });

  test("a payment took the price in force, and was paid for the period that stands in it", async () => {
    const wrong = await count(`
      select count(*) from payment p join price on price.id = p.price_id join subscription s on s.id = p.subscription_id
      where p.payment_amount <> price.amount or price.subscription_type_id <> s.subscription_type_id
        or (p.payment_status = 'succeeded' and p.period_number > s.paid_periods) or p.user_id <> s.user_id`);
    expect(wrong).toBe(0);
    const paid = await count(`select count(*) from payment where payment_status = 'succeeded'`);
    expect(paid).toBe(
      await count("select coalesce(sum(paid_periods), 0)::bigint as count from subscription"),
    );
  });

  test("what ended says when and by what, and what has not says neither", async () => {
    const wrong = await count(`
      select count(*) from subscription
      where (state = 'ended') <> (ended_at is not null) or (ended_at is null) <> (end_cause is null) or ended_at > '${now}'`);
    expect(wrong).toBe(0);
    const causes = await sql<{ cause: string }[]>`
      select distinct end_cause as cause from subscription where end_cause is not null order by 1`;
    expect(causes.map(({ cause }) => cause)).toEqual([
      "hold_over",
      "period_over_cancelled",
      "refunded_in_full",
    ]);
  });

  test("whoever is parked is neither charged nor announced afterwards", async () => {
    const wrong = await count(`
      select count(*) from subscription_history parked join payment p on p.subscription_id = parked.row_id
      where parked.actor like 'manager:%' and "row"->>'parked_reason' is not null and p.created_at > parked.changed_at`);
    expect(wrong).toBe(0);
    const told = await count(`
      select count(*) from subscription_history parked join subscription_history later using (row_id)
      where parked.actor like 'manager:%' and later.actor = 'billing:notices' and later.changed_at > parked.changed_at`);
    expect(told).toBe(0);
  });

  test("nothing has happened after the moment", async () => {
    for (const [table, column] of [
      ["subscription_history", "changed_at"],
      ["payment_history", "changed_at"],
      ["refund_history", "changed_at"],
      ["letter", "created_at"],
      ["act", "at"],
      ["payment_method", "linked_at"],
    ])
      expect([table, await count(`select count(*) from ${table} where ${column} > '${now}'`)]).toEqual([
        table,
        0,
      ]);
  });
});

describe("the rules find nothing to mend", () => {
  test("every period ends where its anchor says", async () => {
    const lengths = new Map(samplePlans.map(({ type }) => [type.id, type.length]));
    const rows = await sql<Row[]>`select * from subscription where paid_periods > 0`;
    for (const { startDate, endDate, paidPeriods, subscriptionTypeId } of rows.map(subscriptionRows.read)) {
      const length = lengths.get(subscriptionTypeId);
      if (startDate === undefined || length === undefined)
        throw new Error("a subscription without a beginning");
      expect(endDate).toBe(periodOf(startDate, length, paidPeriods).end);
    }
  });

  const due = { now, limit: 100_000, after: undefined };
  const circumstances = { now, newId: () => crypto.randomUUID() };
  test.each<[string, (unit: UnitOfWork) => Promise<readonly Changes[]>]>([
    [
      "pass",
      async (unit) =>
        (await unit.overdue({ ...due, patience: defaultPatience })).map((row) =>
          passTime(row, circumstances),
        ),
    ],
    [
      "announce",
      async (unit) => (await unit.unannounced(due)).map((row) => announceRenewal(row, circumstances)),
    ],
    [
      "renew",
      async (unit) =>
        (await unit.renewable({ ...due, isRetry: false })).map((row) => renew(row, circumstances)),
    ],
    [
      "retry",
      async (unit) =>
        (await unit.renewable({ ...due, isRetry: true })).map((row) => renew(row, circumstances)),
    ],
    [
      "warn",
      async (unit) => (await unit.expiringMethods(due)).map((row) => warnOfExpiry(row, circumstances)),
    ],
  ])("no job has anything to %s", async (_, decide) => {
    const store = createStore(sql, { wake: () => undefined, hasListeners: false });
    const by = { actor: "billing:test", reason: "a look", requestId: undefined };
    const decided = await store.change(by, decide);
    expect(decided.filter((changes) => Object.keys(changes).length > 0)).toEqual([]);
  });
});

test("every state is there in about its share, with all that goes with it", async () => {
  const shares = await sql<{ state: string; share: number }[]>`
    select state, count(*)::float8 / sum(count(*)) over () as share from subscription group by state`;
  const of = Object.fromEntries(shares.map(({ state, share }) => [state, share]));
  expect(of.active).toBeWithin(0.44, 0.55);
  expect(of.ended).toBeWithin(0.29, 0.4);
  expect(of.abandoned).toBeWithin(0.1, 0.17);
  for (const state of ["grace", "hold", "pending"]) expect(of[state]).toBeWithin(0.0005, 0.03);
  const perSubscription = (await count("select count(*) from payment")) / 6_000;
  expect(perSubscription).toBeWithin(2.7, 3.3);
  for (const some of [
    "subscription where parked_reason is not null",
    "subscription where tries > 0 and state = 'active'",
    "subscription where is_repeatable and state = 'ended'",
    "viewer where email is null",
    "payment_method where unlinked_at is not null",
    "payment where payment_status = 'pending'",
    "refund where refund_status = 'canceled'",
    "letter where status = 'failed'",
    "subscription_history where actor like 'support:%'",
    "subscription group by user_id having count(*) = 3",
  ])
    expect([some, await count(`select count(*) from (select from ${some}) found`)]).not.toEqual([some, 0]);
});

test("the triggers are on again: a change by hand leaves a row", async () => {
  for (const table of ["subscription", "payment", "refund"]) {
    const before = await count(`select count(*) from ${table}_history`);
    await sql.unsafe(
      `update ${table} set created_at = created_at where id = (select id from ${table} limit 1)`,
    );
    expect(await count(`select count(*) from ${table}_history`)).toBe(before + 1);
  }
});

/** What stands in all tables, but for the numbers of history rows. */
async function fingerprint(of: Sql): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await of.unsafe<{ print: string }[]>(`
      select coalesce(md5(string_agg(line, '' order by line)), '') as print
      from (select (to_jsonb(t) - 'history_id')::text as line from ${table} t) lines`);
    prints[table] = row?.print ?? "";
  }
  return prints;
}

test("the same numbers give the same rows, however they are cut into batches and runs", async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  const at: Instant = instant("2026-11-25T12:00:00Z");
  await populate(one.sql, { subscriptions: 400, now: at });
  const progress: [number, number][] = [];
  await populate(other.sql, {
    ...{ subscriptions: 195, now: at, batch: 100 },
    onProgress: (done, total) => progress.push([done, total]),
  });
  expect(progress).toEqual([
    [100, 200],
    [200, 200],
  ]);
  await expect(populate(other.sql, { subscriptions: 200, now: at })).rejects.toThrow(HasData);
  await populate(other.sql, { subscriptions: 200, now: at, isAddition: true });
  const prints = await fingerprint(one.sql);
  expect(await fingerprint(other.sql)).toEqual({
    ...prints,
    subscription_type: expect.any(String),
    price: expect.any(String),
  });
  await Promise.all([one.drop(), other.drop()]);
}, 60_000);
