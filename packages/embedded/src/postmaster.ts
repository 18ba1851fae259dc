import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./holders.ts";

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** The folder of its unix socket; empty when it listens on loopback only. */
  readonly socket: string;
  readonly isReady: boolean;
}

/** The server that runs on this data, also a starting or stopping one; undefined when none does. */
export function runningPostmaster(data: string): Postmaster | undefined {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) {
    return undefined;
  }
  // Lines: pid, data folder, start time, port, socket folder, listen address, shared memory, status.
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 && isPostgres(pid)
    ? {
        pid,
        port: Number(lines[3] ?? 5432),
        socket: lines[4]?.trim() ?? "",
        isReady: lines[7]?.trim() === "ready",
      }
    : undefined;
}

/**
 * Lets the next server start though the number in a dead server's `postmaster.pid` belongs to some other living
 * program by now (after a reboot, in a new container). PostgreSQL takes its own parent's number for a stale one,
 * and still checks that no orphan of the dead server touches the data.
 */
export function forgiveReusedNumber(data: string): void {
  const file = join(data, "postmaster.pid");
  if (existsSync(file)) {
    const [, ...rest] = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [process.pid, ...rest].join("\n"));
  }
}

/** Waits until no server runs on this data. @throws when one still does after `timeout` milliseconds */
export async function untilStopped(data: string, timeout: number): Promise<void> {
  const deadline = Date.now() + timeout;
  while (runningPostmaster(data) !== undefined) {
    if (Date.now() > deadline) {
      throw new Error(`the PostgreSQL server on ${data} has not stopped in ${timeout / 1000} s`);
    }
    await Bun.sleep(5);
  }
}

/** Whether this process is PostgreSQL, and not another program that has got a dead server's number. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) {
    return false;
  }
  if (process.platform === "linux") {
    const command = `/proc/${pid}/cmdline`;
    return existsSync(command) && readFileSync(command, "utf8").includes("postgres");
  }
  return (
    process.platform === "win32" ||
    Bun.spawnSync(["ps", "-o", "command=", "-p", `${pid}`]).stdout.includes("postgres")
  );
}
