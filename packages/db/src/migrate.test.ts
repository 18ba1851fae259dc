import { afterAll, beforeAll, expect, test } from "bun:test";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { waitFor } from "@cinema/testkit/wait";
import { connect } from "./connect.ts";
import { migrate, migrationsFolder } from "./migrate.ts";

let database: TestDatabase;
let empty: string;

beforeAll(async () => {
  database = await testDatabase();
  empty = await emptyDatabase("empty");
});

afterAll(async () => {
  const name = new URL(empty).pathname.slice(1);
  await database.sql`drop database ${database.sql(name)} with (force)`;
  await database.drop();
});

async function emptyDatabase(what: string): Promise<string> {
  const url = new URL(database.url);
  url.pathname = `${url.pathname}_${what}`;
  await database.sql`create database ${database.sql(url.pathname.slice(1))} template template0`;
  return url.href;
}

interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}

async function readJournal(): Promise<Journal> {
  return (await Bun.file(join(migrationsFolder, "meta/_journal.json")).json()) as Journal;
}

test("four processes at once apply every migration once", async () => {
  const program = `import { migrate } from "${join(import.meta.dirname, "migrate.ts")}";
    process.stdout.write(JSON.stringify(await migrate(process.argv.at(-1))));`;
  const journal = await readJournal();
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

/** The folder as it was before a migration came. */
async function folderBefore(tag: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "older-migrations-"));
  await cp(migrationsFolder, folder, { recursive: true });
  const journal = await readJournal();
  const entries = journal.entries.slice(
    0,
    journal.entries.findIndex((entry) => entry.tag === tag),
  );
  await Bun.write(join(folder, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));
  return folder;
}

/** What a version before the last migrations does in one transaction, while a newer version begins between its two steps. */
async function upgradedBetween(first: string, second: string): Promise<number> {
  const folder = await folderBefore("0018_superseded_approvals");
  const url = await emptyDatabase(crypto.randomUUID());
  const [sql, watcher] = [connect(url, { max: 1 }), connect(url, { max: 1 })];
  const waiting = () => watcher`select from pg_locks where not granted and locktype = 'relation'`;
  try {
    await migrate(url, folder);
    const upgrade = await sql.begin(async (transaction) => {
      // Of two in a circle it is the other one that notices.
      await transaction`set local deadlock_timeout = '1 min'`;
      await transaction.unsafe(first);
      const begun = migrate(url);
      begun.catch(() => undefined);
      await waitFor(async () => (await waiting()).length, { what: "the migration to wait" });
      await transaction.unsafe(second);
      return { begun };
    });
    return (await upgrade.begun).applied;
  } finally {
    await Promise.all([sql.end(), watcher.end(), rm(folder, { recursive: true })]);
    await database.sql`drop database ${database.sql(new URL(url).pathname.slice(1))} with (force)`;
  }
}

const locks = "select from subscription for update";

test.each([
  ["a settlement that writes a letter", locks, "update letter set status = status where false"],
  ["a refund that looks up whose subscriptions to lock", "select from refund", locks],
  ["a second person's word", "select from approval for update", locks],
])("a newer version gets by beside %s of an older one", async (_, first, second) => {
  expect(await upgradedBetween(first, second)).toBeGreaterThanOrEqual(3);
});
