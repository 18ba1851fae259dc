import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import type { Fragment } from "postgres";
import { letterSearch } from "./letters.ts";
import { paymentSearch } from "./payments.ts";
import { refundSearch } from "./refunds.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await fill();
});
afterAll(() => database.drop());

const type = "00000000-0000-7000-8000-000000000001";

/** Enough rows for the planner to prefer an index where one fits: 20,000 payments and letters, 1,000 refunds. */
async function fill(): Promise<void> {
  await database.sql.unsafe(`
    set session_replication_role = replica;
    create function pg_temp.id(kind int, n int) returns uuid language sql as
      $$ select (lpad(kind::text, 8, '0') || '-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
    insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
      values ('${type}', 'Month', 'cinema', 39900, 'month', 1, true);
    insert into price (id, subscription_type_id, amount, starts_at) values ('${type}', '${type}', 39900, '2026-01-01');
    insert into subscription (id, user_id, product, subscription_type_id, price_id, state, is_repeatable, paid_periods,
        tries, language, version, created_at)
      select pg_temp.id(1, n), 'viewer-' || n, 'cinema', '${type}', '${type}', 'ended', false, 1, 0, 'ru', 1, '2026-01-01'
      from generate_series(1, 5000) n;
    insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
        refunded_kopecks, save_method, return_url, sent_times, external_payment_id, payment_date, created_at)
      select pg_temp.id(2, n), 'viewer-' || n % 5000 + 1, pg_temp.id(1, n % 5000 + 1), '${type}',
        case when n <= 5000 then 'first' else 'renewal' end, n / 5000 + 1, 39900,
        case when n % 10000 = 0 then 'unknown' when n % 20 = 1 then 'canceled' else 'succeeded' end,
        0, false, 'x', 1, 'external-' || n, '2026-01-01', timestamptz '2026-01-01' + n * interval '1 minute'
      from generate_series(1, 20000) n;
    insert into refund (id, payment_id, refund_amount, refund_status, kind, reason, tries, sent_times, refund_date, created_at)
      select pg_temp.id(3, n), pg_temp.id(2, n * 20), 100, 'succeeded', 'partial', 'x', 1, 1, '2026-01-01',
        timestamptz '2026-01-01' + n * interval '1 minute'
      from generate_series(1, 1000) n;
    insert into letter (id, cause, user_id, template, language, data, status, created_at)
      select pg_temp.id(4, n), 'payment:' || n, 'viewer-' || n % 5000, case when n % 2000 = 7 then 'refund_failed' else 'paid' end,
        'ru', '{}', case when n % 5000 = 3 then 'failed' else 'sent' end,
        timestamptz '2026-01-01' + n * interval '1 minute'
      from generate_series(1, 20000) n;
    analyze;`);
}

const payment = "00000002-0000-7000-8000-000000010001";
const newest = { after: undefined, limit: 21, order: "newest" } as const;
const oldest = { ...newest, order: "oldest" } as const;
const behind = { ...newest, after: payment };
const [from, to] = [instant("2026-01-02T00:00:00Z"), instant("2026-01-02T06:00:00Z")];
type Search = (sql: TestDatabase["sql"]) => Fragment;

const searches: readonly (readonly [string, string, Search])[] = [
  ["payments, newest", "payment_by_time", (sql) => paymentSearch(sql, {}, newest)],
  ["payments, oldest", "payment_by_time", (sql) => paymentSearch(sql, {}, oldest)],
  ["payments, next page", "payment_by_time", (sql) => paymentSearch(sql, {}, behind)],
  ["payments of a viewer", "payment_by_user", (sql) => paymentSearch(sql, { userId: "viewer-7" }, newest)],
  [
    "payments of a subscription",
    "payment_by_subscription",
    (sql) => paymentSearch(sql, { subscriptionId: "00000001-0000-7000-8000-000000000007" }, newest),
  ],
  [
    "a payment by the provider's id",
    "payment_external_payment_id_unique",
    (sql) => paymentSearch(sql, { externalId: "external-7" }, newest),
  ],
  [
    "payments without an outcome",
    "payment_unfinished",
    (sql) => paymentSearch(sql, { status: "unknown" }, newest),
  ],
  ["declined payments", "payment_by_time", (sql) => paymentSearch(sql, { status: "canceled" }, newest)],
  ["payments of a day", "payment_by_time", (sql) => paymentSearch(sql, { from, to }, newest)],
  [
    "payments of a rare sum",
    "payment_by_amount",
    (sql) => paymentSearch(sql, { least: kopecks(90_000) }, newest),
  ],
  ["refunds, newest", "refund_asked_for", (sql) => refundSearch(sql, {}, newest)],
  ["refunds of a viewer", "payment_by_user", (sql) => refundSearch(sql, { userId: "viewer-7" }, newest)],
  ["refunds of a payment", "refund_by_payment", (sql) => refundSearch(sql, { paymentId: payment }, newest)],
  ["refunds of a day", "refund_asked_for", (sql) => refundSearch(sql, { from, to }, newest)],
  ["letters, newest", "letter_by_time", (sql) => letterSearch(sql, {}, newest)],
  ["letters, next page", "letter_by_time", (sql) => letterSearch(sql, {}, behind)],
  ["letters of a day", "letter_by_time", (sql) => letterSearch(sql, { from, to }, newest)],
  ["letters to a viewer", "letter_by_user", (sql) => letterSearch(sql, { userId: "viewer-7" }, newest)],
  ["letters about a cause", "letter_once", (sql) => letterSearch(sql, { cause: "payment:7" }, newest)],
  ["letters that failed", "letter_unsent", (sql) => letterSearch(sql, { status: "failed" }, newest)],
  [
    "letters of a rare kind",
    "letter_by_template",
    (sql) => letterSearch(sql, { template: "refund_failed" }, newest),
  ],
  [
    "letters of a kind and a day",
    "letter_by_template",
    (sql) => letterSearch(sql, { template: "refund_failed", from, to }, newest),
  ],
  [
    "letters of a day that failed",
    "letter_unsent",
    (sql) => letterSearch(sql, { status: "failed", from, to }, newest),
  ],
];

describe("the staff's searches find by an index", () => {
  test.each(searches)("%s: %s", async (_, index, search) => {
    const { sql } = database;
    const plan = await sql<{ "QUERY PLAN": string }[]>`explain (costs off) ${search(sql)}`;
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(text).toContain(index);
    expect(text).not.toMatch(/Seq Scan on (payment|letter|subscription)\b(?!_)/);
  });
});
