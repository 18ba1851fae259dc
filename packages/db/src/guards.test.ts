import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import type { Sql } from "./connect.ts";

let database: TestDatabase;
let sql: Sql;
const type = "00000000-0000-7000-8000-000000000001";
const price = "00000000-0000-7000-8000-000000000002";
const consent = "00000000-0000-7000-8000-000000000003";
const method = "00000000-0000-7000-8000-000000000004";
const unlinked = "00000000-0000-7000-8000-000000000005";

beforeAll(async () => {
  database = await testDatabase();
  sql = database.sql;
  await sql.unsafe(`
    insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
      values ('${type}', 'Month', 'cinema', 29900, 'month', 1, true);
    insert into price (id, subscription_type_id, amount, starts_at) values ('${price}', '${type}', 29900, now());
    insert into consent (id, user_id, subscription_type_id, version, text, amount, period_unit, period_count, given_at, ip)
      values ('${consent}', 'anna', '${type}', '1', 'I agree', 29900, 'month', 1, now(), '127.0.0.1');
    insert into payment_method (id, user_id, external_id, type, title, consent_id, linked_at)
      values ('${method}', 'anna', 'm-1', 'bank_card', 'Bank card *4444', '${consent}', now());
    insert into payment_method (id, user_id, external_id, type, title, consent_id, linked_at, unlinked_at)
      values ('${unlinked}', 'anna', 'm-2', 'bank_card', 'Bank card *4477', '${consent}', now(), now());`);
});
afterAll(() => database.drop());

let count = 0;
const nextId = () => `00000000-0000-7000-9000-${(++count).toString(16).padStart(12, "0")}`;

async function insertSubscription(userId: string, row: Record<string, unknown> = {}): Promise<string> {
  const id = nextId();
  await sql`insert into subscription ${sql({
    id,
    user_id: userId,
    product: "cinema",
    subscription_type_id: type,
    price_id: price,
    state: "pending",
    is_repeatable: false,
    paid_periods: 0,
    tries: 0,
    language: "ru",
    version: 1,
    created_at: new Date().toISOString(),
    ...row,
  })}`;
  return id;
}

async function insertPayment(subscriptionId: string, row: Record<string, unknown> = {}): Promise<string> {
  const id = nextId();
  await sql`insert into payment ${sql({
    id,
    user_id: "anna",
    subscription_id: subscriptionId,
    price_id: price,
    purpose: "first",
    period_number: 1,
    payment_amount: 29900,
    payment_status: "draft",
    refunded_kopecks: 0,
    save_method: false,
    sent_times: 0,
    created_at: new Date().toISOString(),
    ...row,
  })}`;
  return id;
}

async function makeLive(userId: string, state = "active"): Promise<string> {
  const id = await insertSubscription(userId);
  const paid = await insertPayment(id, {
    user_id: userId,
    payment_status: "succeeded",
    payment_date: new Date().toISOString(),
  });
  await sql`update subscription set state = ${state}, start_date = now(), end_date = now() + interval '1 month', paid_periods = 1, payment_id = ${paid} where id = ${id}`;
  return id;
}

/** The name of the constraint or trigger that refused. */
async function refusedBy(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (error) {
    return (error as { constraint_name?: string }).constraint_name;
  }
  return undefined;
}

describe("what the database itself refuses", () => {
  test("a second live subscription of a viewer to one product, in every live state", async () => {
    for (const [index, state] of ["active", "grace", "hold"].entries()) {
      const viewer = `viewer-${index}`;
      await makeLive(viewer, state);
      expect(await refusedBy(makeLive(viewer))).toBe("subscription_one_live");
      await insertSubscription(viewer);
    }
  });

  test("a second payment for a period, unless the first was canceled", async () => {
    const id = await insertSubscription("boris");
    const first = await insertPayment(id);
    expect(await refusedBy(insertPayment(id))).toBe("payment_one_per_period");
    await insertPayment(id, { period_number: 2 });
    await sql`update payment set payment_status = 'canceled' where id = ${first}`;
    await insertPayment(id);
  });

  test("refunds above the payment, below zero, or of a payment that was not paid", async () => {
    const paid = await insertPayment(await insertSubscription("vera"), {
      payment_status: "succeeded",
      payment_date: new Date().toISOString(),
    });
    const set = (kopecks: number) => sql`update payment set refunded_kopecks = ${kopecks} where id = ${paid}`;
    expect(await refusedBy(set(29901))).toBe("payment_refunded_within_amount");
    expect(await refusedBy(set(-1))).toBe("payment_refunded_within_amount");
    await set(29900);
    const draft = await insertPayment(await insertSubscription("vera"));
    expect(await refusedBy(sql`update payment set refunded_kopecks = 1 where id = ${draft}`)).toBe(
      "payment_refunded_only_when_paid",
    );
  });

  test("a charge on an unlinked method: neither a new one nor the sending of one already queued", async () => {
    const renewal = { purpose: "renewal", period_number: 2 };
    const id = await insertSubscription("anna");
    expect(await refusedBy(insertPayment(id, { ...renewal, payment_method_id: unlinked }))).toBe(
      "payment_not_on_unlinked_method",
    );
    const queued = await insertPayment(id, { ...renewal, payment_method_id: method });
    await sql`update payment_method set unlinked_at = now() where id = ${method}`;
    expect(
      await refusedBy(
        sql`update payment set sent_at = now(), payment_status = 'pending' where id = ${queued}`,
      ),
    ).toBe("payment_not_on_unlinked_method");
    await sql`update payment set payment_status = 'canceled' where id = ${queued}`;
  });

  test("linking an unlinked method again", async () => {
    expect(await refusedBy(sql`update payment_method set unlinked_at = null where id = ${unlinked}`)).toBe(
      "payment_method_unlinking_is_final",
    );
  });

  test("any change of a final state or of a sum", async () => {
    const paid = await insertPayment(await insertSubscription("gleb"), {
      payment_status: "succeeded",
      payment_date: new Date().toISOString(),
    });
    const ended = await insertSubscription("gleb", { state: "ended" });
    const attempts = [
      ["payment_final_state_stays", sql`update payment set payment_status = 'canceled' where id = ${paid}`],
      ["payment_amount_stays", sql`update payment set payment_amount = 1 where id = ${paid}`],
      ["subscription_final_state_stays", sql`update subscription set state = 'pending' where id = ${ended}`],
      ["price_is_immutable", sql`update price set amount = 1 where id = ${price}`],
      ["price_is_immutable", sql`delete from price where id = ${price}`],
      ["consent_is_immutable", sql`update consent set amount = 1 where id = ${consent}`],
      ["consent_is_kept", sql`delete from consent where id = ${consent}`],
      [
        "subscription_type_length_stays",
        sql`update subscription_type set period_count = 2 where id = ${type}`,
      ],
    ] as const;
    for (const [name, attempt] of attempts) expect(await refusedBy(attempt)).toBe(name);
  });

  test("the address of a consent may be erased, nothing else", async () => {
    await sql`update consent set ip = null where id = ${consent}`;
    const [row] = await sql`select ip, text from consent where id = ${consent}`;
    expect(row).toEqual({ ip: null, text: "I agree" });
  });

  test("a saved method without a consent, a live subscription without a period", async () => {
    const saving = insertPayment(await insertSubscription("dina"), { save_method: true });
    expect(await refusedBy(saving)).toBe("payment_saves_only_with_consent");
    expect(await refusedBy(insertSubscription("dina", { state: "active" }))).toBe(
      "subscription_live_has_period",
    );
  });
});
