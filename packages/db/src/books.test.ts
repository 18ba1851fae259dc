import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Books, SentPage } from "@cinema/billing/books";
import { type Instant, instant, later, second } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createBooks } from "./books.ts";
import type { Sql } from "./connect.ts";

const count = 30_000;
const start: Instant = instant("2026-10-01T00:00:00Z");
const span = { from: later(start, 1_000 * second), to: later(start, 2_000 * second) };

let database: TestDatabase;
/** What the books asked the database, with the parameters. */
const asked: { readonly text: string; readonly parameters: readonly unknown[] }[] = [];
let books: Books;

beforeAll(async () => {
  database = await testDatabase();
  await seed(database.sql);
  books = createBooks(listening(database.sql));
}, 60_000);
afterAll(() => database.drop());

/** One payment a second, each fourth with a refund that has gone back and one that was called off, each tenth a draft. */
async function seed(sql: Sql): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction.unsafe(`
      insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount,
        payment_status, refunded_kopecks, save_method, external_payment_id, sent_at, last_sent_at, sent_times,
        payment_date, created_at)
      select ('00000000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'viewer', gen_random_uuid(),
        gen_random_uuid(), 'first', 1, 39900, case when n % 10 = 0 then 'draft' else 'succeeded' end, 0, false,
        case when n % 10 = 0 then null else 'p' || n end,
        case when n % 10 = 0 then null else '${start}'::timestamptz + n * interval '1 s' end, null, 1,
        '${start}', '${start}' from generate_series(1, ${count}) n`);
    await transaction.unsafe(`
      insert into refund (id, payment_id, refund_amount, refund_status, kind, reason, tries, external_refund_id,
        sent_at, sent_times, refund_date, created_at)
      select ('00000000-0002-7' || lpad(k::text, 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        ('00000000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n,
        case when k = 1 then 'succeeded' else 'canceled' end, 'partial', 'asked', 1, 'r' || k || '-' || n,
        '${start}'::timestamptz + n * interval '1 s', 1, '${start}', '${start}'
      from generate_series(4, ${count}, 4) n, generate_series(1, 2) k`);
  });
  await sql`analyze payment`;
  await sql`analyze refund`;
}

function listening(sql: Sql): Sql {
  return new Proxy(sql, {
    get(target, name, receiver) {
      if (name !== "unsafe") return Reflect.get(target, name, receiver);
      const unsafe: Sql["unsafe"] = (text, parameters, options) => {
        asked.push({ text, parameters: parameters ?? [] });
        return target.unsafe(text, parameters, options);
      };
      return unsafe;
    },
  });
}

const paymentId = (n: number) => `00000000-0001-7000-8000-${n.toString(16).padStart(12, "0")}`;

describe("what was sent within a span", () => {
  test.each([
    ["payments", 900],
    ["refunds", 500],
  ] as const)(
    "%s: page by page, each once, in the order of sending, the end left out",
    async (kind, expected) => {
      const met: { readonly id: string; readonly sentAt: Instant }[] = [];
      let after: SentPage["after"];
      do {
        const page = { ...span, after, limit: 70 };
        const rows = kind === "payments" ? await books.paymentsSent(page) : await books.refundsSent(page);
        const read = rows.map((row) => ({
          id: "refundId" in row ? row.refundId : row.paymentId,
          sentAt: row.sentAt ?? start,
        }));
        met.push(...read);
        after = read.length < 70 ? undefined : read.at(-1);
      } while (after !== undefined);
      expect(met).toHaveLength(expected);
      expect(new Set(met.map(({ id }) => id)).size).toBe(expected);
      const order = met.map(({ sentAt, id }) => `${sentAt} ${id}`);
      expect(order).toEqual(order.toSorted());
      expect(met.every(({ sentAt }) => sentAt >= span.from && sentAt < span.to)).toBeTrue();
    },
  );
});

describe("what the provider's objects are in our books", () => {
  test("by its id or by ours, with what has gone back; a draft has neither left nor an id", async () => {
    const found = await books.paymentsNamed({
      externalIds: ["p4", "p5", "none"],
      ids: [paymentId(5), paymentId(20)],
    });
    expect(found.toSorted((one, other) => (one.paymentId < other.paymentId ? -1 : 1))).toMatchObject([
      { paymentId: paymentId(4), externalId: "p4", status: "succeeded", amount: 39_900, returned: 4 },
      { paymentId: paymentId(5), externalId: "p5", returned: 0 },
      { paymentId: paymentId(20), externalId: undefined, status: "draft", returned: 20, sentAt: undefined },
    ]);
  });

  test("refunds by both ids, and all of one payment", async () => {
    const named = await books.refundsNamed({ externalIds: ["r1-8", "r2-8"], ids: [] });
    expect(named.map(({ externalId, status }) => `${externalId} ${status}`).toSorted()).toEqual([
      "r1-8 succeeded",
      "r2-8 canceled",
    ]);
    const all = await books.refundsOf(paymentId(8));
    expect(all.map(({ refundId }) => refundId).toSorted()).toEqual(
      named.map(({ refundId }) => refundId).toSorted(),
    );
  });

  test("nothing is asked for, nothing is found", async () => {
    expect(await books.paymentsNamed({ externalIds: [], ids: [] })).toEqual([]);
  });
});

test("every question is answered from an index", async () => {
  asked.length = 0;
  const hundred = Array.from({ length: 100 }, (_, n) => n * 7 + 1);
  const names = { externalIds: hundred.map((n) => `p${n}`), ids: hundred.map(paymentId) };
  await books.paymentsNamed(names);
  await books.refundsNamed(names);
  await books.refundsOf(paymentId(8));
  const after = { sentAt: span.from, id: paymentId(8) };
  await books.paymentsSent({ ...span, after, limit: 500 });
  await books.refundsSent({ ...span, after, limit: 500 });
  expect(asked).toHaveLength(5);
  for (const { text, parameters } of asked) {
    const rows = await database.sql.unsafe<{ "QUERY PLAN": string }[]>(`explain ${text}`, [
      ...parameters,
    ] as never[]);
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).not.toContain("Seq Scan");
  }
});
