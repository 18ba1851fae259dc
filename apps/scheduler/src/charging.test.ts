import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { runCommand } from "@cinema/testkit/run-command";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

function run(user: string, ...words: string[]) {
  return runCommand([process.execPath, join(import.meta.dirname, "charging.ts"), ...words], {
    ...{ PATH: process.env.PATH, USER: user, DATABASE_URL: database.url, SITE_URL: "http://cinema.test" },
    ...{ YOOKASSA_SHOP_ID: "100500", YOOKASSA_SECRET_KEY: "test_cinema" },
    ...{ SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "Cinema <billing@cinema.test>" },
  });
}

const idIn = (said: string) => /[0-9a-f-]{36}/.exec(said)?.[0] ?? "";
const statusOf = async (id: string) => (await database.sql`select status from approval where id = ${id}`)[0];

test("it approves what it is named for, and says where other wishes are approved", async () => {
  const id = Bun.randomUUIDv7();
  await database.sql`insert into approval ${database.sql({
    ...{ id, kind: "refund", subject: "payment:1", wish: "{}", status: "waiting", reason: "x" },
    ...{ requested_by: "anna", requested_at: new Date().toISOString() },
  })}`;
  const { code, said, complained } = await run("boris", "approve", id, "--reason", "yes");
  expect([code, said]).toEqual([1, ""]);
  expect(complained).toContain("(refund, payment:1), and this approves only that charging goes on");
  expect(complained).toContain("http://cinema.test/manager/approvals");
  expect(complained).not.toContain("    at ");
  expect(await statusOf(id)).toEqual({ status: "waiting" });
}, 60_000);

test("halt, two wishes to resume, one approved: charging is on and the other wish is superseded", async () => {
  expect(await run("anna", "halt", "--reason", "a trouble")).toMatchObject({ code: 0 });
  const one = idIn((await run("anna", "resume", "--reason", "over")).said);
  const other = idIn((await run("boris", "resume", "--reason", "over")).said);
  expect(await run("boris", "approve", one, "--reason", "yes")).toMatchObject({ code: 0, said: "Done.\n" });
  expect(await run("anna", "status")).toMatchObject({ code: 0, said: "Charging is on.\n" });
  expect(await statusOf(other)).toEqual({ status: "superseded" });
  const late = await run("anna", "approve", other, "--reason", "yes");
  expect([late.code, late.complained]).toEqual([1, expect.stringContaining("decided")]);
}, 60_000);

test("what there is not is said", async () => {
  const { code, complained } = await run("anna", "approve", Bun.randomUUIDv7(), "--reason", "yes");
  expect([code, complained]).toEqual([1, expect.stringMatching(/\S/)]);
  expect(complained).not.toContain("asks for something else");
}, 60_000);

test("asked for help it says how it is called, and that is no fault", async () => {
  const { code, said, complained } = await run("boris", "--help");
  expect([code, complained]).toEqual([0, ""]);
  expect(said).toStartWith("usage: bun run charging <what>\n");
});
