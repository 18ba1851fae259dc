import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { waitFor } from "@cinema/testkit/wait";
import { connect } from "./connect.ts";
import { createCandidate, leadersOf } from "./leader.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test("one of many leads, keeps the lead, and gives it away when it resigns", async () => {
  const first = connect(database.url, { max: 2, applicationName: "one" });
  const second = connect(database.url, { max: 2, applicationName: "other" });
  const [one, other] = [createCandidate(first, "jobs"), createCandidate(second, "jobs")];
  expect([await one.leads(), await other.leads(), await one.leads(), await other.leads()]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(await leadersOf(database.sql, "jobs")).toEqual(["one"]);
  await one.resign();
  expect(await leadersOf(database.sql, "jobs")).toEqual([]);
  expect(await other.leads()).toBe(true);
  expect(await one.leads()).toBe(false);
  expect(await leadersOf(database.sql, "jobs")).toEqual(["other"]);
  expect(await leadersOf(database.sql, "letters")).toEqual([]);
  await other.resign();
  await Promise.all([first.end(), second.end()]);
});

test("a leader whose connection is killed notices, and another one follows", async () => {
  const first = connect(database.url, { max: 2, applicationName: "doomed" });
  const second = connect(database.url, { max: 2 });
  const [one, other] = [createCandidate(first, "kill"), createCandidate(second, "kill")];
  expect(await one.leads()).toBe(true);
  await database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'`;
  await waitFor(() => other.leads(), { what: "another leader" });
  expect(await one.leads()).toBe(false);
  await other.resign();
  await Promise.all([first.end(), second.end()]);
});

test("asked many times at once it holds one connection, and loses no lock that nobody remembers", async () => {
  const first = connect(database.url, { max: 4 });
  const one = createCandidate(first, "together");
  const answers = await Promise.all(Array.from({ length: 8 }, () => one.leads()));
  expect(answers).toEqual(Array(8).fill(true));
  await one.resign();
  const [held] = await database.sql`
    select count(*) as count from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
  expect(held?.count).toBe(0);
  await first.end();
});
