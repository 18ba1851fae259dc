import { afterAll, beforeAll, expect, test } from "bun:test";
import { sampleSubscription } from "@cinema/core/sample-rows";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import type { Sql } from "./connect.ts";
import { createStore } from "./store.ts";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = database.sql;
  await sql`insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
    values (${type}, 'Month', 'cinema', 29900, 'month', 1, true)`;
  await sql`insert into price (id, subscription_type_id, amount, starts_at) values (${price}, ${type}, 29900, now())`;
});
afterAll(() => database.drop());

const type = "00000000-0000-7000-8000-000000000001";
const price = "00000000-0000-7000-8000-000000000002";

/** For each base table: how a row is made, changed and removed by plain SQL, as somebody in psql would. */
const tables = [
  {
    table: "subscription_type",
    insert: `insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
      values ('00000000-0000-7000-8000-0000000000a1', 'Year', 'cinema', 199000, 'year', 1, true)`,
    update:
      "update subscription_type set is_active = false where id = '00000000-0000-7000-8000-0000000000a1'",
    remove: "delete from subscription_type where id = '00000000-0000-7000-8000-0000000000a1'",
    changed: { is_active: false },
  },
  {
    table: "subscription",
    insert: `insert into subscription (id, user_id, product, subscription_type_id, price_id, state, is_repeatable, paid_periods, tries, language, version, created_at)
      values ('00000000-0000-7000-8000-0000000000b1', 'viewer', 'cinema', '${type}', '${price}', 'pending', false, 0, 0, 'ru', 1, now())`,
    update: "update subscription set state = 'abandoned' where id = '00000000-0000-7000-8000-0000000000b1'",
    remove: "delete from subscription where id = '00000000-0000-7000-8000-0000000000b1'",
    changed: { state: "abandoned" },
  },
  {
    table: "payment",
    before: `insert into subscription (id, user_id, product, subscription_type_id, price_id, state, is_repeatable, paid_periods, tries, language, version, created_at)
      values ('00000000-0000-7000-8000-0000000000b2', 'viewer', 'cinema', '${type}', '${price}', 'pending', false, 0, 0, 'ru', 1, now())`,
    insert: `insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status, refunded_kopecks, save_method, sent_times, created_at)
      values ('00000000-0000-7000-8000-0000000000c1', 'viewer', '00000000-0000-7000-8000-0000000000b2', '${price}', 'first', 1, 29900, 'draft', 0, false, 0, now())`,
    update: "update payment set payment_status = 'pending' where id = '00000000-0000-7000-8000-0000000000c1'",
    remove: "delete from payment where id = '00000000-0000-7000-8000-0000000000c1'",
    changed: { payment_status: "pending" },
  },
  {
    table: "refund",
    before: `insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status, payment_date, refunded_kopecks, save_method, sent_times, created_at)
      values ('00000000-0000-7000-8000-0000000000c2', 'viewer', '00000000-0000-7000-8000-0000000000b2', '${price}', 'first', 1, 29900, 'succeeded', now(), 0, false, 1, now())`,
    insert: `insert into refund (id, payment_id, refund_amount, refund_status, kind, reason, tries, sent_times, created_at)
      values ('00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000c2', 100, 'requested', 'partial', 'asked', 1, 0, now())`,
    update: "update refund set refund_status = 'pending' where id = '00000000-0000-7000-8000-0000000000d1'",
    remove: "delete from refund where id = '00000000-0000-7000-8000-0000000000d1'",
    changed: { refund_status: "pending" },
  },
] as const;

for (const { table, insert, update, remove, changed, ...rest } of tables)
  test(`${table}: every insert, update and delete leaves a row in its history, also by hand`, async () => {
    if ("before" in rest) await sql.unsafe(rest.before);
    const [last] = await sql.unsafe(`select coalesce(max(history_id), 0) as id from ${table}_history`);
    await sql.unsafe(insert);
    await sql.begin(async (transaction) => {
      await transaction`select set_config('billing.actor', 'manager:anna', true), set_config('billing.reason', 'asked by phone', true),
        set_config('billing.request_id', 'request-1', true)`;
      await transaction.unsafe(update);
    });
    await sql.unsafe(remove);
    const rows = await sql.unsafe(
      `select operation, actor, reason, request_id, "row", changed_at from ${table}_history where history_id > ${last?.id} order by history_id`,
    );
    const user = (await sql`select session_user as name`)[0]?.name;
    expect(
      rows.map(({ operation, actor, reason, request_id }) => [operation, actor, reason, request_id]),
    ).toEqual([
      ["I", `database:${user}`, null, null],
      ["U", "manager:anna", "asked by phone", "request-1"],
      ["D", `database:${user}`, null, null],
    ]);
    expect(rows[0]?.row).not.toMatchObject(changed);
    expect(rows[1]?.row).toMatchObject(changed);
    expect(rows[2]?.row).toMatchObject(changed);
    for (const { changed_at } of rows)
      expect(Math.abs(Date.now() - Date.parse(changed_at))).toBeLessThan(60_000);
  });

test("a save that comes before any load has its author too", async () => {
  const store = createStore(sql, { wake: () => undefined, hasListeners: true });
  const id = "00000000-0000-7000-8000-0000000000b3";
  const row = sampleSubscription({ id, userId: "saved-first", subscriptionTypeId: type, priceId: price });
  const by = { actor: "manager:anna", reason: "by hand", requestId: "request-2" };
  await store.change(by, (unit) => unit.save({ subscriptions: [{ ...row, consentId: undefined }] }));
  const rows = await sql`select actor, reason, request_id from subscription_history where row_id = ${id}`;
  expect(rows).toEqual([{ actor: "manager:anna", reason: "by hand", request_id: "request-2" }] as never);
});
