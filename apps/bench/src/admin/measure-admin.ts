import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createBillingClient } from "@cinema/client/create-client";
import { instantOf } from "@cinema/core/instant";
import { connect, type Sql } from "@cinema/db/connect";
import { migrate } from "@cinema/db/migrate";
import { populate } from "@cinema/db/populate/populate";
import { freePorts } from "@cinema/embedded/free-port";
import { startPostgres } from "@cinema/embedded/postgres";
import { startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { waitFor } from "@cinema/testkit/wait";
import { sayProgress } from "../seed/say-progress.ts";
import { launch } from "../supervise.ts";
import { callsOn } from "./calls.ts";

export interface MeasureOptions {
  readonly subscriptions: number;
  /** Askings of each call. */
  readonly requests: number;
  /** Only calls whose name has these words; empty: all. */
  readonly only: string;
  /** Where the database stays for the next time; undefined: nowhere. */
  readonly folder: string | undefined;
  readonly say: (line: string) => void;
}

/** How long one call took, in milliseconds. */
export interface Measured {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** Our median for one of `select 1` on one connection to the same server. */
  readonly ratio: number;
}

/** Askings before those that count, in which connections are opened and statements prepared. */
const warmUp = 10;

/** Asks a real server process over HTTP, one call at a time, about a database of so many subscriptions. */
export async function measureAdmin(options: MeasureOptions): Promise<readonly Measured[]> {
  const { folder, say } = options;
  const directory = folder === undefined ? mkdtempSync(join(tmpdir(), "bench-admin-")) : resolve(folder);
  mkdirSync(directory, { recursive: true });
  const postgres = await startPostgres({ directory: join(directory, "postgres") });
  const sql = connect(postgres.url, { max: 1, statementTimeout: 0, idleInTransactionTimeout: 0 });
  try {
    await fill(sql, postgres.url, options);
    const issuer = await startIssuer();
    const server = await startServerProcess(postgres.url, issuer.url, directory);
    try {
      say("");
      const token = () => issuer.mint({ sub: "bench", roles: ["Manager"] });
      const { admin } = createBillingClient({ url: server.url, token });
      return await measureAll(sql, admin, options);
    } finally {
      await server.stop();
      await issuer.stop();
    }
  } finally {
    await sql.end();
    await postgres.stop();
    if (folder === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

async function fill(sql: Sql, url: string, { subscriptions, say }: MeasureOptions): Promise<void> {
  await migrate(url);
  const [row] = await sql<{ count: number }[]>`select count(*) from subscription`;
  const there = row?.count ?? 0;
  if (there >= subscriptions) {
    say(`${there.toLocaleString("en-GB")} subscriptions are there from an earlier run`);
    return;
  }
  await populate(sql, {
    subscriptions: subscriptions - there,
    now: instantOf(Date.now()),
    isAddition: there > 0,
    onProgress: sayProgress("subscriptions", say, () => performance.now()),
  });
}

async function startServerProcess(databaseUrl: string, issuer: string, logs: string) {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    ...{
      DATABASE_URL: databaseUrl,
      OIDC_ISSUER: issuer,
      HOST: "127.0.0.1",
      PORT: String(port),
      SITE_URL: url,
    },
    // Nothing of these is asked for anything here.
    ...{
      YOOKASSA_API_URL: "http://127.0.0.1:9",
      YOOKASSA_SHOP_ID: "100500",
      YOOKASSA_SECRET_KEY: "test_cinema",
    },
    ...{ SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM: "Cinema <billing@cinema.test>" },
  };
  const child = launch(
    { name: "server", module: import.meta.resolve("@cinema/server/main") },
    { environment, logs },
  );
  await waitFor(async () => (await fetch(`${url}/health/ready`)).ok, { what: "the server", timeout: 60_000 });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

type Admin = ReturnType<typeof createBillingClient>["admin"];

async function measureAll(
  sql: Sql,
  admin: Admin,
  { requests, only, say }: MeasureOptions,
): Promise<readonly Measured[]> {
  const bare = await timesOf(requests, () => sql`select 1`);
  const floor = percentile(bare, 0.5);
  say(line("", ["p50 ms", "p95 ms", "longest", "ratio"]));
  const measured: Measured[] = [];
  const record = (name: string, times: readonly number[]) => {
    const one = {
      name,
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      longest: percentile(times, 1),
      ratio: percentile(times, 0.5) / floor,
    };
    measured.push(one);
    say(line(name, [one.p50.toFixed(2), one.p95.toFixed(2), one.longest.toFixed(2), one.ratio.toFixed(1)]));
  };
  record("select 1 on a connection", bare);
  record("me: HTTP, token and tRPC alone", await timesOf(requests, () => admin.me.query()));
  const calls = await callsOn(sql, admin, instantOf(Date.now()));
  for (const { name, ask } of calls.filter(({ name }) => name.includes(only)))
    record(name, await timesOf(requests, (turn) => ask(admin, turn)));
  return measured;
}

async function timesOf(
  requests: number,
  ask: (turn: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < warmUp + requests; turn += 1) {
    const begun = performance.now();
    await ask(turn);
    if (turn >= warmUp) times.push(performance.now() - begun);
  }
  return times.toSorted((one, other) => one - other);
}

/** Of times in their order; 1 is the longest. */
function percentile(times: readonly number[], part: number): number {
  return times[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)] ?? Number.NaN;
}

function line(name: string, cells: readonly string[]): string {
  return `${name.padEnd(50)}${cells.map((cell) => cell.padStart(10)).join("")}`;
}
