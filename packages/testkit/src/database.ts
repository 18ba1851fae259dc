import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type Sql } from "@cinema/db/connect";
import { migrate, migrationsFolder } from "@cinema/db/migrate";
import { joinTestCluster, type TestCluster } from "./cluster.ts";

export interface TestDatabase {
  /** For processes and pools of the test's own. */
  readonly url: string;
  readonly sql: Sql;
  /** Ends `sql` and every other session and removes the database: what `afterAll` calls. */
  drop(): Promise<void>;
}

/**
 * A migrated, empty database for one test file, on the cluster of the whole run (`TEST_DATABASE_URL`) or, in a
 * plain `bun test FILE`, on one that all such runs share and the last `drop` stops.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = await joinTestCluster();
  const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`;
  await onCluster(cluster.url, async (admin) => {
    const template = await makeTemplate(admin, cluster);
    // File copies beat writing it all to the log, since the test cluster never waits for the disk.
    await admin`create database ${admin(name)} template ${admin(template)} strategy file_copy`;
  });
  const url = withDatabase(cluster.url, name);
  const sql = connect(url, { max: 5, applicationName: name });
  const drop = async () => {
    await sql.end({ timeout: 5 });
    await onCluster(cluster.url, (admin) => admin`drop database if exists ${admin(name)} with (force)`);
    await cluster.leave();
  };
  return { url, sql, drop };
}

/** The database from which the others are copied: migrated once for each state of the `drizzle` folder. */
async function makeTemplate(admin: Sql, cluster: TestCluster): Promise<string> {
  const name = `template_${hashOfMigrations()}`;
  const isThere = async () => {
    const [found] = await admin`select from pg_database where datname = ${name} and datistemplate`;
    return found !== undefined;
  };
  if (await isThere()) {
    return name;
  }
  await admin`select pg_advisory_lock(hashtext(${name}))`;
  try {
    if (!(await isThere())) {
      await admin`drop database if exists ${admin(name)} with (force)`;
      await admin`create database ${admin(name)} template template0`;
      await migrate(withDatabase(cluster.url, name));
      await admin`alter database ${admin(name)} with is_template true allow_connections false`;
    }
  } finally {
    await admin`select pg_advisory_unlock(hashtext(${name}))`;
  }
  return name;
}

function hashOfMigrations(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(migrationsFolder, { recursive: true, encoding: "utf8" }).sort()) {
    if (file.endsWith(".sql") || file.endsWith("_journal.json")) {
      hash.update(file).update(readFileSync(join(migrationsFolder, file)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** One session, so that the lock above is held by the one that works. */
async function onCluster<T>(url: string, work: (admin: Sql) => Promise<T>): Promise<T> {
  const admin = connect(url, { max: 1, applicationName: "testkit" });
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
