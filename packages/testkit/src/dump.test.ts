import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestDatabase, testDatabase } from "./database.ts";
import { dumpDatabase } from "./dump.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const plan = (name: string) => ({
  ...{ id: crypto.randomUUID(), name, product: "cinema", amount: 100, period_unit: "month" },
  ...{ period_count: 1, is_active: true },
});

test("what came after the dump is gone, what was changed or deleted since is back, history too", async () => {
  const { sql } = database;
  const [kept, deleted] = [plan('a "name"\twith\nall\\sorts'), plan("deleted")];
  await sql`insert into subscription_type ${sql([kept, deleted])}`;
  const rows = () => sql`select * from subscription_type order by id`;
  const history = () => sql`select * from subscription_type_history order by history_id`;
  const [before, past] = [await rows(), await history()];
  const dump = await dumpDatabase(sql);

  await sql`update subscription_type set name = 'other' where id = ${kept.id}`;
  await sql`delete from subscription_type where id = ${deleted.id}`;
  await sql`insert into subscription_type ${sql(plan("new"))}`;
  await dump.restore();
  expect(await rows()).toEqual(before);
  expect(await history()).toEqual(past);
  await sql`insert into subscription_type ${sql(plan("newer"))}`;
  expect(await history()).toHaveLength(past.length + 1);
});
