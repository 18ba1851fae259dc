import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { exclusively, isAlive } from "./holders.ts";
import { findPostgres, type PostgresBinaries } from "./postgres-binaries.ts";
import { type PostgresPlace, preparePlace } from "./postgres-place.ts";
import { asParent, forgiveReusedNumber, type Postmaster, runningPostmaster } from "./postmaster.ts";
import { arrangeLeave, type SharedServer } from "./share.ts";
import { spawnOrphan } from "./spawn-orphan.ts";

export interface PostgresOptions {
  /** The folder of the data, the socket and the log; made when missing. */
  readonly directory: string;
  /** The database to be made with a new cluster, `cinema` when not given. */
  readonly database?: string;
  /** false: no fsync, for data that may be lost with the machine (tests). */
  readonly isDurable?: boolean;
  readonly maxConnections?: number;
  /** Runs after a start, before anyone else may join; not when the server ran already. */
  readonly prepare?: (url: string) => Promise<void>;
}

export interface Postgres {
  /** For `connect` of `@cinema/db`, psql and every client that reads libpq's URLs. */
  readonly url: string;
  /** The number of the server's process. */
  readonly pid: number;
  /** The file with what the server says. */
  readonly log: string;
  /** True when the server ran already: started by another process, or left behind by a killed one. */
  readonly isShared: boolean;
  /** Leaves the server; the last to leave stops it, ending what still runs there. Twice is once. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server of our own on a folder, or joins the one that runs there; it listens on a unix socket
 * only, so there is no port to be taken and (on Windows) no way to start it. The data survives restarts
 * and `kill -9`. It is stopped when the last process that uses it calls `stop`, exits or gets SIGINT or SIGTERM.
 * Who may open the socket's folder (this user) is trusted.
 * @throws with the end of the server's log when it does not start
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = preparePlace(options.directory);
  const database = options.database ?? "cinema";
  const { postmaster, note, isShared } = await exclusively(place.holders, async (holders) => {
    const running = await steady(place);
    const postmaster = running ?? (await launch(place, database, options));
    if (running === undefined) {
      await options.prepare?.(urlOf(postmaster, database));
    }
    return { postmaster, isShared: running !== undefined, note: holders.join() };
  });
  return {
    url: urlOf(postmaster, database),
    pid: postmaster.pid,
    log: place.log,
    isShared,
    stop: arrangeLeave(sharing(place), note),
  };
}

/** A running server, once it is neither starting nor stopping. */
async function steady(place: PostgresPlace): Promise<Postmaster | undefined> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const running = runningPostmaster(place.data);
    if (running === undefined || running.isReady) {
      return running;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `the PostgreSQL server on ${place.data} neither starts nor stops; its log is ${place.log}`,
      );
    }
    await Bun.sleep(10);
  }
}

async function launch(place: PostgresPlace, database: string, options: PostgresOptions): Promise<Postmaster> {
  const binaries = findPostgres(place.directory);
  if (!existsSync(place.data)) {
    createCluster(place, binaries, database);
  }
  const settings = settingsOf(place, options).flatMap((setting) => ["-c", setting]);
  const command = [binaries.postgres, "-D", place.data, ...settings];
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { running, said } = await tryToLaunch(place, command);
    if (running !== undefined) {
      return running;
    }
    // The sessions of a server that was killed by kill -9 die after it, one by one.
    if (!said.includes("pre-existing shared memory block") || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start: ${said || `see ${place.log}`}`);
    }
    await Bun.sleep(50);
  }
}

/** @returns the server once it is ready, else what its log says of its end */
async function tryToLaunch(place: PostgresPlace, command: readonly string[]): Promise<Attempt> {
  forgiveReusedNumber(place.data, place.socket);
  const logStart = existsSync(place.log) ? Bun.file(place.log).size : 0;
  const { log, user, directory: cwd } = place;
  const pid = await spawnOrphan(command, { log, cwd, user, environment: asParent });
  for (;;) {
    const running = runningPostmaster(place.data);
    // Until then the file may still be the dead server's.
    if (running?.pid === pid && running.isReady) {
      return { running, said: "" };
    }
    if (!isAlive(pid)) {
      return { running: undefined, said: readFileSync(log).subarray(logStart).toString().trim() };
    }
    await Bun.sleep(5);
  }
}

interface Attempt {
  readonly running: Postmaster | undefined;
  readonly said: string;
}

/** Made under another name and renamed when whole, so that a kill in between leaves no half of a cluster. */
function createCluster(place: PostgresPlace, binaries: PostgresBinaries, database: string): void {
  const unfinished = `${place.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (place.user !== undefined) {
    chownSync(unfinished, place.user.uid, place.user.gid);
  }
  // Only PostgreSQL 17 and newer bring a locale of their own, the same on every machine.
  const locale =
    binaries.version >= 17
      ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
      : ["--locale=C.UTF-8"];
  run(place, [
    binaries.initdb,
    "-D",
    unfinished,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    ...locale,
    "--no-sync",
  ]);
  run(place, [binaries.postgres, "--single", "-D", unfinished, "postgres"], `create database "${database}"`);
  renameSync(unfinished, place.data);
}

function run(place: PostgresPlace, command: string[], input = ""): void {
  const { exitCode, stderr } = Bun.spawnSync(command, {
    // Ctrl-C is for us: interrupted in its single-user mode, postgres would exit well and leave half a cluster.
    detached: true,
    ...place.user,
    cwd: place.directory,
    stdin: Buffer.from(input),
  });
  if (exitCode !== 0) {
    throw new Error(`${command[0]} failed: ${stderr.toString().trim()}`);
  }
}

function settingsOf(place: PostgresPlace, options: PostgresOptions): string[] {
  return [
    "listen_addresses=",
    `port=${port}`,
    `unix_socket_directories=${place.socket}`,
    `max_connections=${options.maxConnections ?? 100}`,
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    ...(options.isDurable === false ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : []),
  ];
}

/** No more than a part of the socket's name. */
const port = 5432;

function urlOf({ socket }: Postmaster, database: string): string {
  return `postgres:///${database}?${new URLSearchParams({ host: socket, port: `${port}`, user: "postgres" })}`;
}

function sharing(place: PostgresPlace): SharedServer {
  let interrupted: number | undefined;
  return {
    holders: place.holders,
    interrupt() {
      interrupted = runningPostmaster(place.data)?.pid;
      if (interrupted !== undefined) {
        // PostgreSQL's fast shutdown: sessions are ended, data is written.
        process.kill(interrupted, "SIGINT");
      }
    },
    async untilStopped() {
      const deadline = Date.now() + 60_000;
      while (interrupted !== undefined && isAlive(interrupted)) {
        if (Date.now() > deadline) {
          throw new Error(
            `the PostgreSQL server on ${place.data} has not stopped in 60 s; its log is ${place.log}`,
          );
        }
        await Bun.sleep(5);
      }
    },
  };
}
