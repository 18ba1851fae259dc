import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { connect } from "./connect.ts";
import { migrate, migrationsFolder } from "./migrate.ts";

let database: TestDatabase;
let empty: string;

beforeAll(async () => {
  database = await testDatabase();
  const name = `${new URL(database.url).pathname.slice(1)}_empty`;
  await database.sql`create database ${database.sql(name)} template template0`;
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  empty = url.href;
});

afterAll(async () => {
  const name = new URL(empty).pathname.slice(1);
  await database.sql`drop database ${database.sql(name)} with (force)`;
  await database.drop();
});

test("four processes at once apply every migration once", async () => {
  const program = `import { migrate } from "${join(import.meta.dirname, "migrate.ts")}";
    process.stdout.write(JSON.stringify(await migrate(process.argv.at(-1))));`;
  const journal = (await Bun.file(join(migrationsFolder, "meta/_journal.json")).json()) as {
    entries: unknown[];
  };
  const processes = [1, 2, 3, 4].map(() =>
    Bun.spawn([process.execPath, "-e", program, empty], { stdout: "pipe", stderr: "inherit" }),
  );
  const applied = await Promise.all(
    processes.map(async (each) => ((await new Response(each.stdout).json()) as { applied: number }).applied),
  );
  expect(applied.toSorted((a, b) => b - a)).toEqual([journal.entries.length, 0, 0, 0]);
  const sql = connect(empty, { max: 1 });
  const [found] = await sql`select to_regclass('public.subscription') is not null as "isThere"`;
  expect(found?.isThere).toBe(true);
  await sql.end();
});

test("a migrated database has nothing left to apply", async () => {
  expect(await migrate(database.url)).toEqual({ applied: 0 });
});

test("a folder without migrations is no error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "no-migrations-"));
  expect(await migrate(database.url, folder)).toEqual({ applied: 0 });
  await rm(folder, { recursive: true });
});

test("a migration that fails is taken back whole and says why", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bad-migration-"));
  const entry = { idx: 0, version: "7", when: Date.now(), tag: "0000_bad", breakpoints: true };
  await Bun.write(
    join(folder, "meta/_journal.json"),
    JSON.stringify({ version: "7", dialect: "postgresql", entries: [entry] }),
  );
  await Bun.write(
    join(folder, "0000_bad.sql"),
    "create table half (id int);\n--> statement-breakpoint\nselect nonsense;",
  );
  await expect(migrate(database.url, folder)).rejects.toThrow();
  const [found] = await database.sql`select to_regclass('public.half') as half`;
  expect(found?.half).toBeNull();
  await rm(folder, { recursive: true });
});
