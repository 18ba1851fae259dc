import { afterAll, beforeAll, expect, test } from "bun:test";
import { ConfigurationError } from "@cinema/configuration/read-configuration";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { sayProgress } from "./say-progress.ts";
import { seed } from "./seed.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

async function run(parameters: readonly string[], environment: Record<string, string> = {}) {
  const said: string[] = [];
  const code = await seed(parameters, { DATABASE_URL: database.url, ...environment }, (line) =>
    said.push(line),
  );
  const [row] = await database.sql<{ count: number }[]>`select count(*) from subscription`;
  return { code, said: said.join("\n"), subscriptions: row?.count };
}

test("what is not understood is answered with how to say it", async () => {
  for (const parameters of [
    [],
    ["--subscriptions", "many"],
    ["--subscriptions", "0"],
    ["--subscriptions", "1.5"],
    ["--subscriptions", "10", "--payments-per", "0"],
    ["--subscription", "10"],
    ["10"],
  ])
    expect(await run(parameters)).toMatchObject({
      code: 2,
      subscriptions: 0,
      said: expect.stringContaining("usage"),
    });
  await expect(seed(["--subscriptions", "10"], {}, () => undefined)).rejects.toThrow(ConfigurationError);
});

test("nothing is invented beside a live_ key, nor among viewers unless one says so", async () => {
  const order = ["--subscriptions", "95", "--payments-per", "2"];
  const key = { YOOKASSA_SECRET_KEY: "live_key" };
  expect(await run(order, key)).toMatchObject({
    code: 1,
    subscriptions: 0,
    said: expect.stringContaining("live_"),
  });
  expect(await run([...order, "--add"], key)).toMatchObject({ code: 1, subscriptions: 0 });
  const done = await run(order, { YOOKASSA_SECRET_KEY: "test_key" });
  expect(done).toMatchObject({ code: 0, subscriptions: 100 });
  expect(done.said).toMatch(/^100 of 100 subscriptions, \d+ s\ndone in \d+ s$/);
  expect(await run(order)).toMatchObject({
    code: 1,
    subscriptions: 100,
    said: expect.stringContaining("--add"),
  });
  expect(await run([...order, "--add"])).toMatchObject({ code: 0, subscriptions: 200 });
});

test("progress is said now and then, with the time that is left", () => {
  const said: string[] = [];
  let now = 0;
  const onProgress = sayProgress(
    "rows",
    (line) => said.push(line),
    () => now,
  );
  for (const [at, done] of [
    [1_000, 1_000],
    [2_000, 2_000],
    [4_000, 4_000],
    [10_000, 10_000],
  ] as const) {
    now = at;
    onProgress(done, 10_000);
  }
  expect(said).toEqual([
    "1,000 of 10,000 rows, 1 s, about 9 s to go",
    "4,000 of 10,000 rows, 4 s, about 6 s to go",
    "10,000 of 10,000 rows, 10 s",
  ]);
});
