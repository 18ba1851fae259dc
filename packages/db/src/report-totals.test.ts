import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Instant, instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { connect, type Sql } from "./connect.ts";
import { migrationsFolder } from "./migrate.ts";
import { populate } from "./populate/populate.ts";
import { createReports } from "./reports.ts";

// What triggers keep for the reports is held against the payments, refunds and subscriptions themselves.

const now = instant("2026-11-25T12:00:00Z");
const forever = { start: instant("2000-01-01T21:00:00Z"), end: instant("2100-01-01T21:00:00Z") };

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = database.sql;
  await populate(sql, { subscriptions: 1_500, now });
}, 120_000);
afterAll(() => database.drop());

interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** The same sums by another way: each payment and refund on its own. */
async function revenueByHand({ start, end }: Span) {
  return sql`
    select to_char(moment + interval '3 hours', 'YYYY-MM-DD') as day, price.subscription_type_id as "subscriptionTypeId",
      sum(payments) as payments, sum(paid)::bigint as paid, sum(refunds) as refunds, sum(refunded)::bigint as refunded
    from (
      select payment_date at time zone 'UTC' as moment, payment_date as at, price_id, 1 as payments, payment_amount as paid,
        0 as refunds, 0 as refunded
      from payment where payment_status = 'succeeded'
      union all
      select refund_date at time zone 'UTC', refund_date, (select price_id from payment where id = payment_id), 0, 0, 1,
        refund_amount
      from refund where refund_status = 'succeeded'
    ) each join price on price.id = price_id
    where at >= ${start} and at < ${end} group by 1, 2 order by 1, 2`;
}

async function declinedByHand({ start, end }: Span) {
  return sql`
    with declines as (
      select p.*, row_number() over (partition by subscription_id, period_number order by created_at, id) as nth
      from payment p where payment_status = 'canceled' and purpose = 'renewal' and cancellation_reason <> 'withdrawn'
    ), judged as (
      select d.cancellation_reason as reason, s.state in ('active', 'grace', 'hold') and s.paid_periods < d.period_number as lasts,
        (array(select payment_amount from payment p
          where p.subscription_id = d.subscription_id and p.period_number = d.period_number and p.payment_status = 'succeeded'
          order by payment_date, id))[1] as paid
      from declines d join subscription s on s.id = d.subscription_id
      where nth = 1 and d.created_at >= ${start} and d.created_at < ${end}
    )
    select reason, count(*) as declined, count(paid) as recovered,
      coalesce(sum(case when paid is null and lasts then 1 end), 0) as open,
      coalesce(sum(paid), 0)::bigint as "recoveredAmount"
    from judged group by 1 order by 1`;
}

async function expectSameAsByHand(spans: readonly Span[]): Promise<void> {
  const reports = createReports(sql);
  for (const span of spans) {
    const byDay = (await reports.revenue(span)).map(({ typeName: _, ...row }) => row);
    const sorted = byDay.toSorted((one, other) =>
      `${one.day} ${one.subscriptionTypeId}` < `${other.day} ${other.subscriptionTypeId}` ? -1 : 1,
    );
    expect(sorted).toEqual([...(await revenueByHand(span))] as never);
    expect([...(await reports.declined(span))]).toEqual([...(await declinedByHand(span))] as never);
  }
}

const spans: readonly Span[] = [
  forever,
  { start: instant("2026-11-23T21:00:00Z"), end: instant("2026-11-25T21:00:00Z") },
  { start: instant("2026-09-30T21:00:00Z"), end: instant("2026-10-31T21:00:00Z") },
  { start: instant("2025-11-30T21:00:00Z"), end: instant("2026-11-30T21:00:00Z") },
];

/** What may happen to rows, and what nobody but a person at the database does; each to some of them. */
const changes = [
  // A renewal that was declined is tried again, and this time it is paid, on another day than it was made.
  `insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
     refunded_kopecks, save_method, return_url, sent_times, created_at)
   select gen_random_uuid(), user_id, id, price_id, 'renewal', paid_periods + 1, 12345, 'draft', 0, false, 'http://cinema.test', 1, '${now}'
   from subscription s where tries > 0 and not exists (
     select from payment p where p.subscription_id = s.id and p.period_number = s.paid_periods + 1 and payment_status <> 'canceled')`,
  `update payment set payment_status = 'succeeded', payment_date = timestamptz '${now}' + interval '10 hours'
   where payment_status = 'draft' and hashtext(id::text) % 3 = 0`,
  // Granted: the period counts as paid.
  `update subscription s set paid_periods = paid_periods + 1 from payment p
   where p.payment_amount = 12345 and p.payment_status = 'succeeded' and p.subscription_id = s.id`,
  `update payment set payment_status = 'canceled', cancellation_reason = 'insufficient_funds' where payment_status = 'draft'`,
  // The first decline of others, some of which say later why, or were withdrawn.
  `insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
     refunded_kopecks, save_method, return_url, sent_times, created_at, cancellation_reason)
   select gen_random_uuid(), user_id, id, price_id, 'renewal', paid_periods + 1, 500, 'canceled', 0, false, 'http://cinema.test', 1,
     '${now}', (array['withdrawn', 'card_expired', null])[1 + abs(hashtext(id::text)) % 3]
   from subscription where state = 'active' and tries = 0 and hashtext(user_id) % 4 = 0`,
  `update payment set cancellation_reason = 'call_issuer' where cancellation_reason is null and payment_status = 'canceled'`,
  // One that is found out about later was made earlier.
  `insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
     refunded_kopecks, save_method, return_url, sent_times, created_at, cancellation_reason)
   select gen_random_uuid(), user_id, subscription_id, price_id, 'renewal', period_number, 700, 'canceled', 0, false, 'http://cinema.test', 1,
     created_at - interval '40 days', 'fraud_suspected'
   from payment where cancellation_reason = 'call_issuer'`,
  `update subscription set state = 'ended', ended_at = '${now}', end_cause = 'hold_over' where state = 'hold'`,
  `update subscription set state = 'hold' where state = 'grace'`,
  `insert into refund (id, payment_id, refund_amount, refund_status, kind, reason, tries, sent_times, created_at)
   select gen_random_uuid(), id, 77, 'pending', 'partial', 'asked', 1, 1, '${now}' from payment
   where payment_status = 'succeeded' and hashtext(id::text) % 5 = 0`,
  `update refund set refund_status = 'succeeded', refund_date = timestamptz '${now}' + interval '9 hours'
   where refund_status = 'pending' and hashtext(id::text) % 2 = 0`,
  `update refund set refund_status = 'canceled' where refund_status = 'pending'`,
  // By hand.
  `update refund set refund_date = refund_date - interval '3 days' where refund_amount = 77 and refund_date is not null`,
  `update payment set payment_date = payment_date - interval '1 day' where payment_amount = 12345 and payment_status = 'succeeded'`,
  `update payment set period_number = period_number + 100 where cancellation_reason = 'fraud_suspected'`,
  `delete from refund where refund_amount = 77 and hashtext(payment_id::text) % 3 = 0`,
  `delete from payment where payment_amount in (500, 700) and hashtext(subscription_id::text) % 2 = 0`,
  `delete from payment p where payment_amount = 12345 and hashtext(subscription_id::text) % 2 = 0
     and not exists (select from refund where payment_id = p.id) and not exists (select from subscription where payment_id = p.id)`,
];

test("after every kind of change the reports are the sums of the tables", async () => {
  await expectSameAsByHand(spans);
  const other = connect(database.url, { max: 1 });
  try {
    for (const [number, change] of changes.entries()) {
      const { count } = await (number % 2 === 0 ? sql : other).unsafe(change);
      expect([change, count]).not.toEqual([change, 0]);
      await expectSameAsByHand(spans);
    }
  } finally {
    await other.end();
  }
}, 120_000);

/** Two that do not add to the same rows: numbers of processes are given one after the other, but not always. */
async function sessionsOfDifferentParts(): Promise<readonly Sql[]> {
  const byPart = new Map<number, Sql>();
  while (byPart.size < 2) {
    const session = connect(database.url, { max: 1 });
    const [row] = await session<{ part: number }[]>`select pg_backend_pid() % 32 as part`;
    const part = row?.part ?? 0;
    if (byPart.has(part)) await session.end();
    else byPart.set(part, session);
  }
  return [...byPart.values()];
}

test("sessions that settle at the same time lose nothing and do not wait for each other", async () => {
  await sql`update payment set payment_status = 'canceled' where payment_status in ('draft', 'pending')`;
  await sql.unsafe(`
    insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
      refunded_kopecks, save_method, return_url, sent_times, created_at)
    select gen_random_uuid(), user_id, id, price_id, 'renewal', 900 + n, 99, 'draft', 0, false, 'http://cinema.test', 1, '${now}'
    from (select * from subscription order by id limit 1) s, generate_series(1, 40) n`);
  const ids = (await sql<{ id: string }[]>`select id from payment where payment_amount = 99`).map(
    ({ id }) => id,
  );
  const sessions = await sessionsOfDifferentParts();
  const pay = (from: Sql, id: string | undefined) =>
    from`update payment set payment_status = 'succeeded', payment_date = ${now} where id = ${id ?? null}`;
  try {
    const [one, another] = sessions;
    if (one === undefined || another === undefined) throw new Error("there are no two sessions");
    // Begun and not ended: whoever had to wait for it would wait for ever.
    await one.begin(async (transaction) => {
      await transaction`update payment set payment_status = 'succeeded', payment_date = ${now} where id = ${ids[0] ?? null}`;
      await pay(another, ids[1]);
    });
    await Promise.all(ids.slice(2).map((id, turn) => pay(sessions[turn % sessions.length] ?? one, id)));
  } finally {
    await Promise.all(sessions.map((session) => session.end()));
  }
  await expectSameAsByHand(spans);
}, 60_000);

test("the migration counts what was there before as the triggers would have", async () => {
  const totals = () => sql`
    select day, price_id, sum(payments) as payments, sum(paid)::bigint as paid, sum(refunds) as refunds, sum(refunded)::bigint as refunded
    from revenue_total group by 1, 2 having sum(payments) <> 0 or sum(refunds) <> 0 order by 1, 2`;
  const periods = () => sql`select * from declined_period order by subscription_id, period_number`;
  const kept = [[...(await totals())], [...(await periods())]];
  expect(kept.map((rows) => rows.length > 100)).toEqual([true, true]);
  const migration = readFileSync(join(migrationsFolder, "0020_report_totals.sql"), "utf8");
  const counting = migration
    .split("--> statement-breakpoint")
    .filter((statement) => statement.trim().startsWith("INSERT INTO"));
  expect(counting).toHaveLength(2);
  await sql`truncate revenue_total, declined_period`;
  for (const statement of counting) await sql.unsafe(statement);
  expect([[...(await totals())], [...(await periods())]]).toEqual(kept);
});

test("the price of what is paid does not change, since its refunds are counted by it", async () => {
  const change = sql`
    update payment set price_id = (select id from price where id <> payment.price_id limit 1)
    where id = (select id from payment where payment_status = 'succeeded' limit 1)`;
  await expect(change).rejects.toMatchObject({ constraint_name: "payment_price_stays" });
});
