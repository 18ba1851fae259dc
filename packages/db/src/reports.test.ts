import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { day, hour, type Instant, instant, later } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createReports } from "./reports.ts";

// Rows at random (always the same ones); what the reports have to say is reckoned here from the bare tables.

const types = {
  month: "0198a000-0000-7000-8000-000000000001",
  year: "0198a000-0000-7000-8000-000000000002",
} as const;
const now: Instant = instant("2026-11-25T12:00:00Z");
const range = { start: instant("2026-09-30T21:00:00Z"), end: instant("2026-10-31T21:00:00Z") };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await seed();
}, 60_000);
afterAll(() => database.drop());

/** Numbers below `limit`, the same in each run (a linear congruential generator). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

const count = 1_500;
const idOf = (kind: number, number: number) =>
  `0198b000-${kind.toString(16).padStart(4, "0")}-7000-8000-${number.toString(16).padStart(12, "0")}`;

async function seed(): Promise<void> {
  const { sql } = database;
  await sql`insert into subscription_type ${sql(
    Object.entries(types).map(([unit, id]) => ({
      ...{ id, name: unit, product: "cinema", amount: 39_900 },
      ...{ period_unit: unit, period_count: 1, is_active: true },
    })),
  )}`;
  await sql`insert into price ${sql(
    Object.values(types).map((id, index) => ({
      ...{ id: idOf(9, index), subscription_type_id: id },
      ...{ amount: index === 0 ? 39_900 : 349_000, starts_at: "2026-01-01T00:00:00Z" },
    })),
  )}`;
  const random = numbers(42);
  const subscriptions: object[] = [];
  const payments: object[] = [];
  const refunds: object[] = [];
  for (let number = 0; number < count; number++) add(number, random, { subscriptions, payments, refunds });
  await sql.begin(async (transaction) => {
    for (const [table, rows] of Object.entries({
      subscription: subscriptions,
      payment: payments,
      refund: refunds,
    }))
      for (let from = 0; from < rows.length; from += 1_000)
        await transaction`insert into ${transaction(table)} ${transaction(rows.slice(from, from + 1_000))}`;
  });
}

type Rows = { readonly [K in "subscriptions" | "payments" | "refunds"]: object[] };

function add(
  number: number,
  random: (limit: number) => number,
  { subscriptions, payments, refunds }: Rows,
): void {
  const kind = random(2);
  const startDate = later(now, -random(120 * 24) * hour);
  const state = ["active", "active", "active", "grace", "hold", "ended"][random(6)] ?? "active";
  const causes = ["period_over_cancelled", "withdrawn", "refunded_in_full", "hold_over"];
  const hasEnded = state === "ended";
  const latest = Math.max(1, Math.floor((Date.parse(now) - Date.parse(startDate)) / hour));
  const subscriptionId = idOf(1, number);
  const periods = 1 + random(3);
  const user = { user_id: `viewer-${number}`, price_id: idOf(9, kind) };
  subscriptions.push({
    ...{ ...user, id: subscriptionId, product: "cinema", subscription_type_id: Object.values(types)[kind] },
    ...{ state, is_repeatable: random(4) > 0, start_date: startDate, end_date: later(startDate, 90 * day) },
    ...{ paid_periods: periods, payment_id: idOf(2, number * 10), tries: 0, language: "ru", version: 1 },
    ...{ created_at: startDate, ended_at: hasEnded ? later(startDate, random(latest) * hour) : null },
    end_cause: hasEnded ? causes[random(4)] : null,
  });
  for (let period = 1; period <= periods + 1; period++) {
    const at = later(startDate, random(latest) * hour);
    const tries = period === 1 ? 0 : random(3);
    const base = { ...user, subscription_id: subscriptionId, purpose: period === 1 ? "first" : "renewal" };
    const row = { ...base, period_number: period, payment_amount: 100 + random(500_000), sent_times: 1 };
    const rest = {
      refunded_kopecks: 0,
      save_method: false,
      return_url: "http://cinema.test",
      payment_date: null,
      cancellation_reason: null,
    };
    for (let one = 0; one < tries; one++)
      payments.push({
        ...{ ...row, ...rest, id: idOf(3, number * 100 + period * 10 + one), payment_status: "canceled" },
        created_at: later(at, -(one + 1) * hour),
        cancellation_reason: ["insufficient_funds", "card_expired", "withdrawn", "call_issuer"][random(4)],
      });
    if (period > periods) continue;
    const id = idOf(2, number * 10 + period - 1);
    payments.push({ ...row, ...rest, id, payment_status: "succeeded", created_at: at, payment_date: at });
    if (random(4) > 0) continue;
    const refunded = ["succeeded", "pending", "canceled"][random(3)];
    refunds.push({
      ...{
        id,
        payment_id: id,
        refund_amount: 1 + random(100),
        refund_status: refunded,
        reason: "asked",
        tries: 1,
      },
      ...{ kind: ["full", "partial", "prorated"][random(3)], sent_times: 1, created_at: at },
      refund_date: refunded === "succeeded" ? later(at, random(72) * hour) : null,
    });
  }
}

type Row = Record<string, string | number | boolean | null>;
const all = async (table: string): Promise<Row[]> => [
  ...(await database.sql<Row[]>`select * from ${database.sql(table)}`),
];
const within = (at: unknown, { start, end } = range) => typeof at === "string" && at >= start && at < end;
const moscowDay = (at: unknown) => new Date(Date.parse(String(at)) + 3 * hour).toISOString().slice(0, 10);
const total = (rows: readonly Row[], field: string) => rows.reduce((sum, row) => sum + Number(row[field]), 0);

describe("every report equals the sums of the tables", () => {
  test("revenue by day and type", async () => {
    const typeOf = new Map((await all("price")).map((price) => [price.id, price.subscription_type_id]));
    const payments = new Map((await all("payment")).map((payment) => [payment.id, payment]));
    const expected = new Map<string, { payments: number; paid: number; refunds: number; refunded: number }>();
    const cell = (at: unknown, priceId: unknown) => {
      const key = `${moscowDay(at)} ${typeOf.get(String(priceId))}`;
      const found = expected.get(key) ?? { payments: 0, paid: 0, refunds: 0, refunded: 0 };
      expected.set(key, found);
      return found;
    };
    for (const payment of payments.values())
      if (payment.payment_status === "succeeded" && within(payment.payment_date)) {
        const found = cell(payment.payment_date, payment.price_id);
        found.payments += 1;
        found.paid += Number(payment.payment_amount);
      }
    for (const refund of await all("refund"))
      if (refund.refund_status === "succeeded" && within(refund.refund_date)) {
        const found = cell(refund.refund_date, payments.get(String(refund.payment_id))?.price_id ?? "");
        found.refunds += 1;
        found.refunded += Number(refund.refund_amount);
      }
    const rows = await createReports(database.sql).revenue(range);
    expect(rows.length).toBeGreaterThan(50);
    expect(
      new Map(
        rows.map(({ day, subscriptionTypeId, typeName: _, ...sums }) => [
          `${day} ${subscriptionTypeId}`,
          sums,
        ]),
      ),
    ).toEqual(expected as never);
    expect(rows.map(({ day }) => day)).toEqual(rows.map(({ day }) => day).toSorted());
  });

  test("who is live", async () => {
    const live = (await all("subscription")).filter(({ state }) =>
      ["active", "grace", "hold"].includes(String(state)),
    );
    const rows = await createReports(database.sql).standing();
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(live.length);
    for (const row of rows) {
      const same = live.filter(
        (one) =>
          one.subscription_type_id === row.subscriptionTypeId &&
          one.state === row.state &&
          one.is_repeatable === row.isRepeatable,
      );
      const price = row.typeName === "month" ? 39_900 : 349_000;
      expect([row.count, row.perPeriod]).toEqual([same.length, same.length * price] as never);
      expect(row.length).toEqual({ unit: row.typeName as "month", count: 1 });
    }
  });

  test("who left, of how many", async () => {
    const subscriptions = await all("subscription");
    const rows = await createReports(database.sql).leaving(range, now);
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      const own = subscriptions.filter((one) => one.subscription_type_id === row.subscriptionTypeId);
      const wasLive = own.filter(
        ({ start_date, ended_at }) =>
          String(start_date) < range.start && (ended_at === null || String(ended_at) >= range.start),
      );
      expect(row.liveAtStart).toBe(wasLive.length);
      expect(row.started).toBe(own.filter(({ start_date }) => within(start_date)).length);
      const left = Map.groupBy(
        own.filter(({ ended_at }) => within(ended_at)),
        ({ end_cause }) => end_cause,
      );
      expect(Object.fromEntries(row.ended.map(({ cause, count }) => [cause, count]))).toEqual(
        Object.fromEntries([...left].map(([cause, ones]) => [String(cause), ones.length])) as never,
      );
    }
  });

  test("what became of declined renewals", async () => {
    const payments = await all("payment");
    const subscriptions = new Map((await all("subscription")).map((row) => [row.id, row]));
    const declines = payments.filter(
      (row) =>
        row.payment_status === "canceled" &&
        row.purpose === "renewal" &&
        row.cancellation_reason !== "withdrawn",
    );
    const periods = Map.groupBy(declines, (row) => `${row.subscription_id} ${row.period_number}`);
    const expected: Record<
      string,
      { declined: number; recovered: number; open: number; recoveredAmount: number }
    > = {};
    for (const tries of periods.values()) {
      const [first] = tries.toSorted((one, other) =>
        String(one.created_at) < String(other.created_at) ? -1 : 1,
      );
      if (first === undefined || !within(first.created_at)) continue;
      const reason = String(first.cancellation_reason);
      const cell = expected[reason] ?? { declined: 0, recovered: 0, open: 0, recoveredAmount: 0 };
      expected[reason] = cell;
      const paid = payments.find(
        (row) =>
          row.subscription_id === first.subscription_id &&
          row.period_number === first.period_number &&
          row.payment_status === "succeeded",
      );
      const { state, paid_periods } = subscriptions.get(String(first.subscription_id)) ?? {};
      const isOpen = state !== "ended" && Number(paid_periods) < Number(first.period_number);
      cell.declined += 1;
      if (paid !== undefined) cell.recovered += 1;
      else if (isOpen) cell.open += 1;
      cell.recoveredAmount += Number(paid?.payment_amount ?? 0);
    }
    const rows = await createReports(database.sql).declined(range);
    expect(Object.fromEntries(rows.map(({ reason, ...sums }) => [reason, sums]))).toEqual(expected as never);
    expect(rows.map(({ reason }) => reason)).toEqual(["call_issuer", "card_expired", "insufficient_funds"]);
  });

  test("refunds asked for", async () => {
    const refunds = (await all("refund")).filter(({ created_at }) => within(created_at));
    const rows = await createReports(database.sql).refunds(range);
    expect(rows).toHaveLength(9);
    for (const { kind, status, count, amount } of rows) {
      const same = refunds.filter((row) => row.kind === kind && row.refund_status === status);
      expect([count, Number(amount)]).toEqual([same.length, total(same, "refund_amount")]);
    }
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(refunds.length);
  });
});

test("an empty database has empty reports", async () => {
  const empty = await testDatabase();
  const reports = createReports(empty.sql);
  expect([...(await reports.revenue(range))]).toEqual([]);
  expect([...(await reports.standing())]).toEqual([]);
  expect([...(await reports.leaving(range, now))]).toEqual([]);
  expect([...(await reports.declined(range))]).toEqual([]);
  expect([...(await reports.refunds(range))]).toEqual([]);
  await empty.drop();
});
