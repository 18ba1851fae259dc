import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestDatabase, testDatabase } from "./database.ts";

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  first = await testDatabase();
  second = await testDatabase();
});

afterAll(async () => {
  await first.drop();
  await second.drop();
});

test("a test database has the migrated tables", async () => {
  const tables = await first.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  expect(tables.map(({ name }) => name)).toContain("subscription");
});

test("what one test database holds the other does not", async () => {
  await first.sql`create table mine (id int)`;
  const [found] = await second.sql`select to_regclass('public.mine') as name`;
  expect(found?.name).toBeNull();
});

test("drop removes the database though someone is still connected", async () => {
  const third = await testDatabase();
  await third.sql`select 1`;
  await third.drop();
  const name = new URL(third.url).pathname.slice(1);
  expect(await first.sql`select from pg_database where datname = ${name}`).toBeEmpty();
});
