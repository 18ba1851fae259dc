import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, chownSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { isAlive } from "./holders.ts";
import { type PostgresOptions, startPostgres } from "./postgres.ts";

setDefaultTimeout(60_000);

const isRoot = process.getuid?.() === 0;
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "embedded-postgres-"));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

const start = (options: Partial<PostgresOptions> = {}) =>
  startPostgres({ directory, isDurable: false, ...options });

/** What the server answers to one statement, as text. */
async function ask(url: string, statement: string): Promise<string> {
  const { host, port, user } = Object.fromEntries(new URL(url).searchParams);
  const database = new URL(url).pathname.slice(1);
  const sql = postgres({
    host: `${host}`,
    port: Number(port),
    user: `${user}`,
    database,
    max: 1,
    onnotice: () => undefined,
  });
  try {
    const [row] = await sql.unsafe(statement).values();
    return `${row?.[0]}`;
  } finally {
    await sql.end();
  }
}

async function untilDead(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      throw new Error(`process ${pid} still lives`);
    }
    await Bun.sleep(5);
  }
}

const programs: { kill(signal: NodeJS.Signals): void }[] = [];

afterEach(() => {
  for (const program of programs.splice(0)) {
    program.kill("SIGKILL");
  }
});

/** A program of its own that starts the server, says its process number, and then does `after`. */
async function program(options: { after?: string; place?: string; uid?: number } = {}) {
  const { after = "await Bun.stdin.text();", place = directory, uid } = options;
  const source = `
    import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, "postgres.ts"))};
    const server = await startPostgres({ directory: ${JSON.stringify(place)}, isDurable: false });
    process.stdout.write(JSON.stringify({ pid: server.pid, url: server.url, isShared: server.isShared }) + "\\n");
    ${after}`;
  const child = Bun.spawn([process.execPath, "-e", source], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    ...(uid === undefined ? {} : { uid, gid: uid, env: { PATH: process.env.PATH, HOME: place } }),
  });
  programs.push(child);
  const { value } = await child.stdout.getReader().read();
  if (value === undefined) {
    throw new Error(`the program did not start: ${await child.stderr.text()}`);
  }
  const said = JSON.parse(new TextDecoder().decode(value)) as { pid: number; url: string; isShared: boolean };
  return { child, ...said };
}

test("data survives a stop and a start, and stopping twice is stopping once", async () => {
  const first = await start();
  expect(first.isShared).toBe(false);
  expect(await ask(first.url, "create table kept as select 7 as n; select n from kept")).toBeDefined();
  await Promise.all([first.stop(), first.stop()]);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await start();
  expect(await ask(second.url, "select n from kept")).toBe("7");
  await second.stop();
});

test("texts are UTF-8 with letters of every alphabet, instants are UTC", async () => {
  const server = await start();
  expect(await ask(server.url, "select lower('ЁЖ') || current_setting('TimeZone')")).toBe("ёжUTC");
  await server.stop();
});

test("a second start joins the server, and the last to leave stops it", async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ pid: first.pid, url: first.url, isShared: true });
  await first.stop();
  expect(await ask(second.url, "select 1")).toBe("1");
  await second.stop();
  expect(isAlive(first.pid)).toBe(false);
});

test("four programs that start at once share one new server", async () => {
  const place = mkdtempSync(join(tmpdir(), "embedded-at-once-"));
  const started = await Promise.all([1, 2, 3, 4].map(() => program({ place })));
  expect(new Set(started.map(({ pid }) => pid)).size).toBe(1);
  expect(started.filter(({ isShared }) => !isShared)).toHaveLength(1);
  const [{ pid } = { pid: 0 }, ...others] = started;
  for (const { child } of others) {
    child.kill("SIGTERM");
    await child.exited;
  }
  expect(isAlive(pid)).toBe(true);
  started[0]?.child.kill("SIGTERM");
  await untilDead(pid);
  rmSync(place, { recursive: true });
});

test("a server left behind by kill -9 is adopted and stopped", async () => {
  const killed = await program();
  killed.child.kill("SIGKILL");
  await killed.child.exited;
  expect(isAlive(killed.pid)).toBe(true);
  const server = await start();
  expect(server).toMatchObject({ pid: killed.pid, isShared: true });
  await server.stop();
  expect(isAlive(killed.pid)).toBe(false);
});

test("a server killed by kill -9 starts again with its data", async () => {
  const killed = await start();
  await ask(killed.url, "create table survivor as select 8 as n");
  await ask(killed.url, "checkpoint");
  // A session at work outlives its server and holds its memory.
  const work = "select count(*) from generate_series(1, 3000000)";
  const atWork = ask(killed.url, work).catch(() => "lost");
  const isAtWork = `select count(*) from pg_stat_activity where query = '${work}'`;
  while ((await ask(killed.url, isAtWork)) !== "1") {
    await Bun.sleep(5);
  }
  process.kill(killed.pid, "SIGKILL");
  await untilDead(killed.pid);
  const server = await start();
  expect(server.isShared).toBe(false);
  expect(await ask(server.url, "select n from survivor")).toBe("8");
  await atWork;
  await killed.stop();
  expect(isAlive(server.pid)).toBe(true);
  await server.stop();
});

test("a dead server's process number that another program has by now does not stop the next start", async () => {
  const other = Bun.spawn(["sleep", "60"], isRoot ? { uid: 65534, gid: 65534 } : {});
  programs.push(other);
  const file = join(directory, "data", "postmaster.pid");
  const lines = [
    other.pid,
    join(directory, "data"),
    1,
    5432,
    join(directory, "socket"),
    "",
    "  5432001  0",
    "ready   ",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  writeFileSync(join(directory, "socket", ".s.PGSQL.5432.lock"), `${lines.join("\n")}\n`);
  const server = await start();
  expect(server.isShared).toBe(false);
  await server.stop();
});

test("what prepares a new server is done before anyone may join", async () => {
  const prepare = async (url: string) => {
    await Bun.sleep(100);
    await ask(url, "create table prepared ()");
  };
  const [first, second] = await Promise.all([start({ prepare }), start({ prepare })]);
  expect(await ask(second.url, "select count(*) from prepared")).toBe("0");
  await Promise.all([first.stop(), second.stop()]);
});

describe("a program that holds the server", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("stops it on %s and dies of that signal", async (signal) => {
    const { child, pid } = await program();
    child.kill(signal);
    await child.exited;
    expect(child.signalCode).toBe(signal);
    expect(isAlive(pid)).toBe(false);
  });

  test("stops it when it exits", async () => {
    const { child, pid } = await program({ after: "process.exit(3);" });
    expect(await child.exited).toBe(3);
    await untilDead(pid);
  });

  test("that handles signals itself is left to do so", async () => {
    const after = `
      process.on("SIGTERM", async () => {
        await Bun.sleep(50);
        const isThere = (await import("node:fs")).existsSync(${JSON.stringify(join(directory, "data/postmaster.pid"))});
        await server.stop();
        process.exit(isThere ? 5 : 6);
      });
      await Bun.stdin.text();`;
    const { child, pid } = await program({ after });
    child.kill("SIGTERM");
    expect(await child.exited).toBe(5);
    expect(isAlive(pid)).toBe(false);
  });
});

test("a folder whose path is too long for a socket gets a short one", async () => {
  const parent = mkdtempSync(join(tmpdir(), "embedded-long-"));
  chmodSync(parent, 0o755);
  const place = join(parent, "long".repeat(30));
  const server = await start({ directory: place });
  const socket = new URL(server.url).searchParams.get("host") ?? "";
  expect(Buffer.byteLength(socket)).toBeLessThan(90);
  expect(await ask(server.url, "select 1")).toBe("1");
  expect(existsSync(join(place, "data", "PG_VERSION"))).toBe(true);
  await server.stop();
  rmSync(socket, { recursive: true });
  rmSync(parent, { recursive: true });
});

test("a server that does not start says why", async () => {
  await expect(start({ maxConnections: -1 })).rejects.toThrow("max_connections");
});

test.skipIf(!isRoot)(
  "under a folder that only root may enter the data is kept elsewhere, with a link to it",
  async () => {
    const closed = mkdtempSync(join(tmpdir(), "embedded-closed-"));
    const place = join(closed, "postgres");
    const server = await start({ directory: place });
    expect(await ask(server.url, "select 1")).toBe("1");
    expect(existsSync(join(place, "moved", "data", "PG_VERSION"))).toBe(true);
    await server.stop();
    rmSync(realpathSync(join(place, "moved")), { recursive: true });
    rmSync(closed, { recursive: true });
  },
);

test.skipIf(!isRoot)("a normal user starts a server of his own", async () => {
  const place = mkdtempSync(join(tmpdir(), "embedded-user-"));
  chownSync(place, 65534, 65534);
  const { child, url } = await program({ place, uid: 65534 });
  expect(await ask(url, "select 1")).toBe("1");
  child.kill("SIGTERM");
  await child.exited;
  rmSync(place, { recursive: true });
});
