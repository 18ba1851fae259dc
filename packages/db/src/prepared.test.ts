import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { eq, sql as text } from "drizzle-orm";
import { customType, jsonb, pgTable, uuid } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { connect, type Sql } from "./connect.ts";
import { prepared } from "./prepared.ts";

const seen = pgTable("seen", {
  id: uuid("id").primaryKey(),
  at: customType<{ data: string }>({ dataType: () => "timestamptz" })("at").notNull(),
  body: jsonb("body").notNull(),
});

let database: TestDatabase;
let pool: Sql;

beforeAll(async () => {
  database = await testDatabase();
  await database.sql`create table seen (id uuid primary key, at timestamptz not null, body jsonb not null)`;
});

afterAll(() => database.drop());

beforeEach(() => {
  pool = connect(database.url, { max: 1 });
  return () => pool.end();
});

/** What the pool's only session has prepared, ours alone. */
async function statements(): Promise<string[]> {
  const rows = await pool<{ statement: string }[]>`
    select statement from pg_prepared_statements where statement like '%seen%' and statement not like '%pg_prepared%'`;
  return rows.map(({ statement }) => statement);
}

test("drizzle alone prepares nothing", async () => {
  const orm = drizzle(pool);
  await orm.select().from(seen).where(eq(seen.id, Bun.randomUUIDv7()));
  expect(await statements()).toBeEmpty();
});

test("a statement of drizzle is prepared once and used again", async () => {
  const orm = drizzle(prepared(pool));
  for (const id of [Bun.randomUUIDv7(), Bun.randomUUIDv7()]) {
    await orm.select().from(seen).where(eq(seen.id, id));
  }
  expect(await statements()).toEqual(['select "id", "at", "body" from "seen" where "seen"."id" = $1']);
});

test("so are those of a transaction, of a savepoint in it and of one in that", async () => {
  const orm = drizzle(prepared(pool));
  const find = () => eq(seen.id, Bun.randomUUIDv7());
  await orm.transaction(async (outer) => {
    await outer.select({ one: seen.id }).from(seen).where(find());
    await outer.transaction(async (inner) => {
      await inner.select({ two: seen.at }).from(seen).where(find());
      await inner.transaction((innermost) => innermost.select({ three: seen.body }).from(seen).where(find()));
    });
  });
  expect(await statements()).toHaveLength(3);
});

test("a savepoint that fails takes back only its own rows", async () => {
  const orm = drizzle(prepared(pool));
  const [kept, lost] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  const row = { at: "2026-11-22T09:00:00.000Z", body: {} };
  await orm.transaction(async (outer) => {
    await outer.insert(seen).values({ id: kept, ...row });
    const inner = outer.transaction(async (savepoint) => {
      await savepoint.insert(seen).values({ id: lost, ...row });
      throw new Error("changed my mind");
    });
    await expect(inner).rejects.toThrow("changed my mind");
  });
  const left = await pool`select id from seen where id = any(${[kept, lost]})`;
  expect(left.map(({ id }) => id)).toEqual([kept]);
});

test("drizzle does not replace the pool's own ways with instants and JSON", async () => {
  const orm = drizzle(prepared(pool));
  const row = { id: Bun.randomUUIDv7(), at: instant("2026-11-22T09:00:00.5Z"), body: { list: [1, "two"] } };
  await orm.insert(seen).values(row);
  expect(await orm.select().from(seen).where(eq(seen.id, row.id))).toEqual([row]);
  const [raw] = await pool`select at, body, jsonb_typeof(body) as kind from seen where id = ${row.id}`;
  expect(raw).toEqual({ at: row.at, body: row.body, kind: "object" });
  const executed = await orm.execute(text`select ${row.at}::timestamptz as at`);
  expect(executed[0]).toEqual({ at: row.at });
});
