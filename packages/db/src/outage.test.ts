import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { connect } from "./connect.ts";
import { isOutage } from "./outage.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const failureOf = async (query: PromiseLike<unknown>): Promise<unknown> => {
  try {
    return await query;
  } catch (error) {
    return error;
  }
};

test("a server that is not there is an outage", async () => {
  const nowhere = connect("postgres:///cinema?host=/nowhere&user=postgres", { max: 1 });
  expect(isOutage(await failureOf(nowhere`select 1`))).toBe(true);
  await nowhere.end({ timeout: 0 });
});

test("a session that the server ends is an outage", async () => {
  const sql = connect(database.url, { max: 1 });
  expect(isOutage(await failureOf(sql`select pg_terminate_backend(pg_backend_pid())`))).toBe(true);
  await sql.end({ timeout: 5 });
});

test("an answer of the database is none, however bad", async () => {
  const { sql } = database;
  expect(isOutage(await failureOf(sql`select 1 / 0`))).toBe(false);
  expect(isOutage(await failureOf(sql`select * from nothing`))).toBe(false);
  expect(isOutage(new Error("ECONNREFUSED"))).toBe(false);
  expect(isOutage("ECONNREFUSED")).toBe(false);
});
