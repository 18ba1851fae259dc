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
    await applyAll(sql, folder);
    return { applied: (await countApplied(sql)) - before };
  } finally {
    await sql.end();
  }
}

/** So often whoever else is at work may stand in a circle with us before we give up. */
const mostTries = 10;

/**
 * All in one transaction. Versions that still run lock the same tables, not all of them in our order: of two that wait
 * for each other the database undoes one, and when that is us, we begin anew.
 */
async function applyAll(sql: Sql, folder: string, tries = 1): Promise<void> {
  try {
    await applyMigrations(drizzle(sql), { migrationsFolder: folder });
  } catch (error) {
    if (tries >= mostTries || !isDeadlock(error)) throw error;
    await applyAll(sql, folder, tries + 1);
  }
}

function isDeadlock(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "40P01") || isDeadlock(error.cause);
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
