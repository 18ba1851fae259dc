import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { runCommand } from "@cinema/testkit/run-command";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), "export-"))]);
});
afterAll(async () => {
  await Promise.all([database.drop(), rm(folder, { recursive: true })]);
});

function run(...words: string[]) {
  return runCommand([process.execPath, join(import.meta.dirname, "export.ts"), ...words], {
    ...{ PATH: process.env.PATH, USER: "anna", DATABASE_URL: database.url, SITE_URL: "http://cinema.test" },
    ...{ YOOKASSA_SHOP_ID: "100500", YOOKASSA_SECRET_KEY: "test_cinema" },
    ...{ SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "Cinema <billing@cinema.test>" },
  });
}

test("writes a table into a file, says how far it is, and does not overwrite", async () => {
  const { sql } = database;
  const id = Bun.randomUUIDv7();
  const at = new Date().toISOString();
  await sql`insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
    values (${id}, 'Month', 'cinema', 39900, 'month', 1, true)`;
  await sql`insert into price (id, subscription_type_id, amount, starts_at) values (${id}, ${id}, 39900, ${at})`;
  await sql`insert into subscription ${sql({
    ...{ id, user_id: "anna", product: "cinema", subscription_type_id: id, price_id: id, state: "pending" },
    ...{ is_repeatable: true, paid_periods: 0, tries: 0, language: "ru", version: 1, created_at: at },
  })}`;
  const today = Temporal.Now.plainDateISO("Europe/Moscow");
  const days = ["--from", today.subtract({ days: 1 }).toString(), "--to", today.add({ days: 1 }).toString()];
  const file = join(folder, "subscriptions.csv");
  const written = await run("subscriptions", ...days, "--file", file);
  expect(written).toMatchObject({ code: 0, said: `${file}: 1 row\n` });
  expect(written.complained).toBe("1 of 1 rows\n");
  const [head, row, ...rest] = (await readFile(file, "utf8")).split("\r\n");
  expect(head).toStartWith("id,created_at,user_id,subscription_type,product,state");
  expect(row).toStartWith(`${id},${at},anna,Month,cinema,pending,false,true,,,0,39900`);
  expect(rest).toEqual([""]);
  expect([...(await sql`select actor, subject from act`)]).toEqual([
    { actor: "person:anna", subject: "export:subscriptions" },
  ]);

  const again = await run("subscriptions", ...days, "--file", file);
  expect([again.code, again.complained]).toEqual([
    1,
    expect.stringContaining("is there already, and nothing is written over"),
  ]);
}, 60_000);

test.each([
  [["letters", "--from", "2026-10-01", "--to", "2026-11-01", "--file", "x"], "Unknown: letters"],
  [["payments", "--from", "2026-10-01", "--to", "2026-11-01"], "--file FILE"],
  [["payments", "--from", "2026-11-01", "--to", "2026-10-01", "--file", "x"], "has to be after `from`"],
])(
  "%p is refused with a way out",
  async (words, said) => {
    const { code, complained } = await run(...words);
    expect([code, complained]).toEqual([2, expect.stringContaining(said)]);
  },
  60_000,
);
