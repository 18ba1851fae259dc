import { rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isAlive } from "./holders.ts";
import { readIfThere } from "./read-if-there.ts";

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  /** The folder of its unix socket. */
  readonly socket: string;
  readonly isReady: boolean;
}

/** The server that runs on this data, also a starting or stopping one; undefined when none does. */
export function runningPostmaster(data: string): Postmaster | undefined {
  // Lines: pid, data folder, start time, port, socket folder, listen address, shared memory, status.
  const lines = (readIfThere(join(data, "postmaster.pid")) ?? "").split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 && isPostgres(pid)
    ? {
        pid,
        socket: lines[4]?.trim() ?? "",
        isReady: lines[7]?.trim() === "ready",
      }
    : undefined;
}

/**
 * Lets the next server start though the number in a dead server's lock files belongs to some other living program
 * by now (after a reboot, in a new container). PostgreSQL takes the number of who starts it (this process, by
 * {@link asParent}) for a stale one, and still checks that no orphan of the dead server touches the data. The lock of
 * the socket only keeps two servers off one socket, and nobody else has this folder.
 */
export function forgiveReusedNumber(data: string, socket: string): void {
  const file = join(data, "postmaster.pid");
  const stale = readIfThere(file);
  if (stale !== undefined) {
    writeFileSync(file, stale.replace(/^\d*/, `${process.pid}`));
  }
  rmSync(join(socket, ".s.PGSQL.5432.lock"), { force: true });
}

/** What PostgreSQL wants to know, in its environment, of the process that starts it through a shell. */
export const asParent = { PG_GRANDPARENT_PID: `${process.pid}` };

/** Whether this process is PostgreSQL, and not another program that has got a dead server's number. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) {
    return false;
  }
  const program =
    process.platform === "linux"
      ? readIfThere(`/proc/${pid}/cmdline`)?.split("\0")[0]
      : Bun.spawnSync(["ps", "-o", "comm=", "-p", `${pid}`])
          .stdout.toString()
          .trim();
  return basename(program ?? "") === "postgres";
}
