import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  auditedTables,
  type TrailEntry,
  type TrailPosition,
  trailSources,
} from "@cinema/billing/audit-trail";
import type { Keyset } from "@cinema/billing/keyset";
import { type Instant, instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createAuditTrail } from "./audit-trail.ts";
import { changedFields } from "./changed-fields.ts";
import type { Sql } from "./connect.ts";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = database.sql;
});
afterAll(() => database.drop());

const moments = ["2026-11-01T10:00:00.000Z", "2026-11-01T10:00:00.001Z", "2026-11-02T00:00:00.000Z"].map(
  instant,
);
const actors = [
  "manager:anna",
  "support:anna",
  "viewer:anna",
  "manager:boris",
  "billing:consumer",
  "database:postgres",
];
const requests = ["request-1", "request-2", null];

interface Planted {
  readonly source: (typeof trailSources)[number];
  readonly key: string;
  readonly at: Instant;
  readonly actor: string;
  readonly request: string | null;
}

/** Entries of which many fall on the same moment, in all sources. */
async function plant(): Promise<readonly Planted[]> {
  const planted: Planted[] = [];
  for (let number = 0; number < 60; number += 1)
    for (const source of trailSources) {
      const at = moments[number % moments.length] ?? instant("2026-11-01T00:00:00Z");
      const actor = actors[Math.floor(number / 3) % actors.length] ?? "";
      const request = requests[Math.floor(number / 7) % requests.length] ?? null;
      const signed = { actor, reason: "planted", request_id: request };
      const id = crypto.randomUUID();
      const [row] =
        source === "act"
          ? await sql`
              insert into act ${sql({ id, name: "viewer.erased", subject: "viewer:x", details: {}, at, ...signed })}
              returning id as key`
          : await sql`
              insert into ${sql(`${source}_history`)} ${sql({ operation: "I", changed_at: at, row_id: id, row: { id }, ...signed })}
              returning history_id::text as key`;
      planted.push({ source, key: String(row?.key), at, actor, request });
    }
  return planted;
}

async function pages(
  read: (page: Keyset<TrailPosition>) => Promise<readonly TrailEntry[]>,
  limit: number,
): Promise<readonly string[]> {
  const names: string[] = [];
  let after: TrailPosition | undefined;
  for (;;) {
    const rows = await read({ after, limit });
    names.push(...rows.map(({ source, key }) => `${source} ${key}`));
    if (rows.length < limit) return names;
    const last = rows.at(-1);
    after = last && { at: last.at, source: last.source, key: last.key };
  }
}

describe("page by page, each entry comes once and the latest first, however many fall on one moment", () => {
  let planted: readonly Planted[];
  beforeAll(async () => {
    planted = await plant();
  });

  /** The order of the trail: time, then source, then key, all backwards. */
  function inOrder(some: readonly Planted[]): readonly string[] {
    const place = ({ at, source, key }: Planted) => `${at} ${source.padEnd(20)} ${key.padStart(36, "0")}`;
    return some
      .toSorted((one, other) => (place(one) < place(other) ? 1 : -1))
      .map(({ source, key }) => `${source} ${key}`);
  }

  test.each([1, 2, 7, 60, 1_000])("in pages of %d", async (limit) => {
    const trail = createAuditTrail(sql);
    const annas = ["manager:anna", "support:anna", "viewer:anna"];
    expect(await pages((page) => trail.ofActors(annas, undefined, page), limit)).toEqual(
      inOrder(planted.filter(({ actor }) => annas.includes(actor))),
    );
    const until = moments[1];
    expect(await pages((page) => trail.ofActors(["manager:boris"], until, page), limit)).toEqual(
      inOrder(planted.filter(({ actor, at }) => actor === "manager:boris" && at <= (until ?? ""))),
    );
    expect(await pages((page) => trail.ofRequest("request-2", page), limit)).toEqual(
      inOrder(planted.filter(({ request }) => request === "request-2")),
    );
    const byPeople = planted.filter(({ actor }) => /^(manager|support|database):/.test(actor));
    expect(await pages((page) => trail.ofStaff(undefined, page), limit)).toEqual(inOrder(byPeople));
    expect(await pages((page) => trail.ofStaff(until, page), limit)).toEqual(
      inOrder(byPeople.filter(({ at }) => at <= (until ?? ""))),
    );
  });
});

describe("what changed in a row", () => {
  test("by the fields' own names, sums in kopecks, nothing that is as it was", () => {
    const before = {
      id: "1",
      payment_status: "pending",
      payment_amount: 39_900,
      refunded_kopecks: 0,
      sent_times: 1,
    };
    const after = { ...before, payment_status: "succeeded", refunded_kopecks: 100 };
    expect(changedFields("payment", before, after)).toEqual([
      { field: "status", before: "pending", after: "succeeded" },
      { field: "refundedKopecks", before: 0, after: 100 },
    ]);
    expect(
      changedFields("subscription_type", { amount: 100, is_active: true }, { amount: 200, is_active: true }),
    ).toEqual([{ field: "amountKopecks", before: 100, after: 200 }]);
  });

  test("a moment is the same moment in whatever zone the session was", () => {
    const before = { end_date: "2026-11-22T12:00:00+03:00" };
    expect(changedFields("subscription", before, { end_date: "2026-11-22T09:00:00+00:00" })).toEqual([]);
    expect(changedFields("subscription", before, { end_date: "2026-12-22T12:00:00.5+03:00" })).toEqual([
      { field: "endDate", before: "2026-11-22T09:00:00.000Z", after: "2026-12-22T09:00:00.500Z" },
    ]);
  });

  test("a list is told as it stands in the row", () => {
    const given = { extensions: [{ totalDays: 3, periodNumber: 1 }] };
    expect(changedFields("subscription", { extensions: [] }, given)).toEqual([
      { field: "extensions", before: "[]", after: '[{"totalDays":3,"periodNumber":1}]' },
    ]);
    expect(changedFields("subscription", given, structuredClone(given))).toEqual([]);
  });

  test("a column that did not exist yet held nothing, and one that is gone is not told", () => {
    expect(changedFields("payment", {}, { undone_at: null, former: 1 })).toEqual([]);
  });

  test("a row that was made or removed is told whole", () => {
    expect(changedFields("refund", null, { id: "1", refund_amount: 5 })).toEqual([
      { field: "id", before: null, after: "1" },
      { field: "amountKopecks", before: null, after: 5 },
    ]);
    expect(changedFields("refund", { id: "1" }, null)).toEqual([{ field: "id", before: "1", after: null }]);
  });

  test.each(auditedTables)("nothing personal or secret of a %s is told", async (table) => {
    const columns = await sql<{ name: string }[]>`
      select column_name as name from information_schema.columns
      where table_schema = 'public' and table_name = ${table}`;
    const whole = Object.fromEntries(columns.map(({ name }) => [name, null as unknown]));
    const secret = ["return_url", "confirmation_url", ...(table === "refund" ? ["reason"] : [])];
    for (const name of secret) if (name in whole) whole[name] = "secret";
    expect(changedFields(table, null, whole)).toEqual([]);
  });
});

test("a row's history by hand in psql, with a removal, in pages", async () => {
  const id = crypto.randomUUID();
  await sql`insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
    values (${id}, 'Month', 'cinema', 29900, 'month', 1, true)`;
  await sql.begin(async (transaction) => {
    await transaction`select set_config('billing.actor', 'manager:anna', true), set_config('billing.reason', 'cheaper', true)`;
    await transaction`update subscription_type set amount = 19900 where id = ${id}`;
  });
  await sql`delete from subscription_type where id = ${id}`;
  const trail = createAuditTrail(sql);
  const [removal, change] = await trail.ofRow("subscription_type", id, { after: undefined, limit: 2 });
  expect(removal).toMatchObject({ operation: "deleted", rowId: id });
  expect(removal?.changes).toContainEqual({ field: "amountKopecks", before: 19_900, after: null });
  expect(change).toMatchObject({
    operation: "changed",
    actor: "manager:anna",
    reason: "cheaper",
    changes: [{ field: "amountKopecks", before: 29_900, after: 19_900 }],
  });
  const [creation, ...rest] = await trail.ofRow("subscription_type", id, { after: change?.key, limit: 2 });
  expect(rest).toEqual([]);
  expect(creation).toMatchObject({ operation: "created", reason: undefined });
  expect(creation?.changes).toContainEqual({ field: "name", before: null, after: "Month" });
});
