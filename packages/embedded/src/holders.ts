import { Database } from "bun:sqlite";
import { readIfThere } from "./read-if-there.ts";

/**
 * The processes that use one server, so that the last to leave stops it. They stand in a small SQLite file,
 * because the operating system frees its lock when a process dies, however it dies.
 */
export interface Holders {
  /** Notes this process and returns the number of the note. */
  join(): number;
  /** Takes the note away; true when no living process is left. */
  leave(note: number): boolean;
}

const longestWait = 120_000;

/** Runs `work` while no other process (or other call in this one) runs its own on the same file. */
export async function exclusively<T>(file: string, work: (holders: Holders) => Promise<T>): Promise<T> {
  const database = open(file, 0);
  try {
    const deadline = Date.now() + longestWait;
    while (!lock(database)) {
      if (Date.now() > deadline) {
        throw new Error(`another process has held ${file} for ${longestWait / 1000} s`);
      }
      await Bun.sleep(20);
    }
    const result = await work(holdersOf(database));
    database.run("commit");
    return result;
  } finally {
    database.close();
  }
}

/** The same for the moment of exit, when nothing may be awaited; does nothing when the lock is not to be had. */
export function exclusivelyAtExit(file: string, work: (holders: Holders) => void): void {
  const database = open(file, 1000);
  try {
    if (lock(database)) {
      work(holdersOf(database));
      database.run("commit");
    }
  } finally {
    database.close();
  }
}

function open(file: string, busyTimeout: number): Database {
  const database = new Database(file, { create: true });
  database.run(`pragma busy_timeout = ${busyTimeout}`);
  return database;
}

function lock(database: Database): boolean {
  try {
    database.run("begin immediate");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") {
      return false;
    }
    throw error;
  }
}

function holdersOf(database: Database): Holders {
  database.run(
    "create table if not exists holder (note integer primary key autoincrement, pid integer not null)",
  );
  return {
    join: () => Number(database.run("insert into holder (pid) values (?)", [process.pid]).lastInsertRowid),
    leave(note) {
      database.run("delete from holder where note = ?", [note]);
      const others = database.query<{ pid: number }, []>("select distinct pid from holder").all();
      const dead = others.filter(({ pid }) => !isAlive(pid));
      for (const { pid } of dead) {
        database.run("delete from holder where pid = ?", [pid]);
      }
      return dead.length === others.length;
    },
  };
}

/** Whether a process of this number runs, as this user or another; one that is dead and not yet buried does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return process.platform !== "linux" || !/\) [ZX] /.test(readIfThere(`/proc/${pid}/stat`) ?? ") X ");
}
