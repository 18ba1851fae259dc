import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { connect } from "./connect.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.drop());

describe("an instant", () => {
  test.each([
    ["2026-11-22 12:00:00.5+03", "2026-11-22T09:00:00.500Z"],
    ["2026-11-22 09:00:00+00", "2026-11-22T09:00:00.000Z"],
    ["2026-11-22 09:00:00.123987+00", "2026-11-22T09:00:00.123Z"],
    ["1999-12-31 23:59:59.999+00", "1999-12-31T23:59:59.999Z"],
  ])("%s is read as %s", async (written, read) => {
    const [row] = await database.sql`select ${written}::text::timestamptz as at`;
    expect(row?.at).toBe(read);
  });

  test("is written as it is, alone and in a list, and comes back the same", async () => {
    const at = instant("2026-02-28T21:30:00.001Z");
    const [row] = await database.sql`select ${at}::timestamptz as at, ${[at, at]}::timestamptz[] as list`;
    expect(row).toEqual({ at, list: [at, at] });
  });

  test("that never ends is refused, since no JavaScript instant says it", async () => {
    await expect(database.sql`select 'infinity'::timestamptz`.execute()).rejects.toThrow(RangeError);
  });
});

test("an integer of eight bytes is a number", async () => {
  const [row] =
    await database.sql`select ${Number.MAX_SAFE_INTEGER}::int8 as n, count(*) as c, array[1, 2]::int8[] as l`;
  expect(row).toEqual({ n: Number.MAX_SAFE_INTEGER, c: 1, l: [1, 2] });
});

test("an integer that JavaScript would round is refused", async () => {
  await expect(database.sql`select 9007199254740993::int8`.execute()).rejects.toThrow("9007199254740993");
});

test("JSON is read as a value; text is taken for JSON already written", async () => {
  const [row] = await database.sql`
    select ${database.sql.json({ a: [1] })} as value, ${'{"b":null}'}::jsonb as written, jsonb_typeof(${'{"b":null}'}::jsonb) as kind`;
  expect(row).toEqual({ value: { a: [1] }, written: { b: null }, kind: "object" });
});

test("a date stays text", async () => {
  const [row] =
    await database.sql`select ${"2026-02-28"}::date as day, '2026-02-28 10:00'::timestamp as local`;
  expect(row).toEqual({ day: "2026-02-28", local: "2026-02-28 10:00:00" });
});

test("a session has our limits, name and zone", async () => {
  const sql = connect(database.url, { max: 1, statementTimeout: 50, applicationName: "limits" });
  const [row] = await sql`
    select current_setting('TimeZone') as zone, current_setting('application_name') as name,
      current_setting('statement_timeout') as statement,
      current_setting('idle_in_transaction_session_timeout') as idle`;
  expect(row).toEqual({ zone: "UTC", name: "limits", statement: "50ms", idle: "1min" });
  await expect(sql`select pg_sleep(5)`.execute()).rejects.toMatchObject({ code: "57014" });
  await sql.end();
});

test("zero takes a limit away", async () => {
  const sql = connect(database.url, { max: 1, statementTimeout: 0, idleInTransactionTimeout: 0 });
  const [row] = await sql`select current_setting('statement_timeout') as statement`;
  expect(row?.statement).toBe("0");
  await sql.end();
});
