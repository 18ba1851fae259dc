import { existsSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { connect, type Sql } from "./connect.ts";

/** The repository's SQL files, written by drizzle-kit. */
export const migrationsFolder = join(import.meta.dirname, "../../../drizzle");

/** Any number will do that nobody else locks in the same database. */
const advisoryLock = 7_203_941_505;

/**
 * Brings the database to the newest schema. Many processes may do so at once: the lock belongs to the one session
 * that also does the work, so it is never held by the dead nor lost by the living.
 * @returns how many migrations were applied now
 */
export async function migrate(url: string, folder: string = migrationsFolder): Promise<{ applied: number }> {
  if (!existsSync(join(folder, "meta/_journal.json"))) {
    return { applied: 0 };
  }
  const sql = connect(url, { max: 1, statementTimeout: 0, idleInTransactionTimeout: 0, idleTimeout: 0 });
  try {
    await sql`select pg_advisory_lock(${advisoryLock})`;
    const before = await countApplied(sql);
    await applyMigrations(drizzle(sql), { migrationsFolder: folder });
    return { applied: (await countApplied(sql)) - before };
  } finally {
    await sql.end();
  }
}

async function countApplied(sql: Sql): Promise<number> {
  const [found] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`;
  if (!found?.isThere) {
    return 0;
  }
  const [row] = await sql<
    { applied: number }[]
  >`select count(*) as applied from drizzle.__drizzle_migrations`;
  return row?.applied ?? 0;
}
