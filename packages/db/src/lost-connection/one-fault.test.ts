import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer } from "node:net";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { waitFor } from "@cinema/testkit/wait";
import { connect, type Sql } from "../connect.ts";

// Most of these faults the unpatched postgres.js answers with a hang, a spin or a broken pool.

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(() => database.drop());

const closed = { code: "CONNECTION_CLOSED" };

/** A pool of one connection, so that a broken connection is a broken pool. */
function poolOfOne(): { pool: Sql; terminate: () => Promise<void> } {
  const applicationName = `one-fault-${Bun.randomUUIDv7()}`;
  const pool = connect(database.url, { max: 1, applicationName });
  const terminate = async () => {
    const ended = await database.sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = ${applicationName}`;
    expect(ended).toHaveLength(1);
  };
  return { pool, terminate };
}

async function expectToWork(pool: Sql): Promise<void> {
  const [row] = await pool`select ${42}::int as answer`;
  expect(row?.answer).toBe(42);
}

/** Keeps the pool's connection busy until it is terminated; resolves when it is busy. */
async function occupy(pool: Sql): Promise<{ answer: Promise<unknown> }> {
  const answer = pool`select pg_sleep(20)`.execute();
  await waitFor(
    async () => {
      const [active] =
        await database.sql`select from pg_stat_activity where state = 'active' and wait_event = 'PgSleep'
        and application_name = ${pool.options.connection.application_name ?? ""}`;
      return active !== undefined;
    },
    { what: "the connection to be busy" },
  );
  // Told apart later: until then nobody listens to it.
  answer.catch(() => undefined);
  return { answer };
}

test("a transaction whose connection is lost fails, its later statements too, and the pool goes on", async () => {
  const { pool, terminate } = poolOfOne();
  const later: unknown[] = [];
  const transaction = pool.begin(async (tx) => {
    await tx`select 1`;
    await terminate();
    for (const number of [1, 2]) {
      await tx`select ${number}::int`.catch((error: unknown) => later.push(error));
    }
    return "done";
  });
  await expect(transaction).rejects.toBeInstanceOf(Error);
  await waitFor(() => later.length === 2, { what: "both later statements to fail" });
  await expectToWork(pool);
  await pool.end();
});

test("a reserved connection that is lost refuses work, and its release does not touch the pool", async () => {
  const { pool, terminate } = poolOfOne();
  const reserved = await pool.reserve();
  await reserved`select 1`;
  await terminate();
  await expect(reserved`select 2`.execute()).rejects.toBeInstanceOf(Error);
  await expect(reserved`select ${3}::int`.execute()).rejects.toMatchObject(closed);
  await expectToWork(pool);
  reserved.release();
  await expectToWork(pool);
  await pool.end();
});

test("a released connection refuses its old holder", async () => {
  const { pool } = poolOfOne();
  const reserved = await pool.reserve();
  reserved.release();
  await expect(reserved`select 1`.execute()).rejects.toMatchObject({ code: "CONNECTION_RELEASED" });
  await expectToWork(pool);
  await pool.end();
});

test("who waits to reserve gets the next connection when the busy one dies", async () => {
  const { pool, terminate } = poolOfOne();
  const busy = await occupy(pool);
  const waiting = pool.reserve();
  await terminate();
  await expect(busy.answer).rejects.toBeInstanceOf(Error);
  const reserved = await waiting;
  expect(await reserved`select 1 as one`).toHaveLength(1);
  reserved.release();
  await pool.end();
});

test("a pool that is ending ends when its busy connection dies", async () => {
  const { pool, terminate } = poolOfOne();
  const busy = await occupy(pool);
  const ending = pool.end();
  await terminate();
  await expect(busy.answer).rejects.toBeInstanceOf(Error);
  await ending;
});

test("a listener hears again after its connection was lost, and says so", async () => {
  const { pool } = poolOfOne();
  const heard: string[] = [];
  let listening = 0;
  await pool.listen(
    "one-fault",
    (payload) => heard.push(payload),
    () => {
      listening += 1;
    },
  );
  await database.sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where query = 'listen "one-fault"'`;
  await waitFor(() => listening === 2, { what: "the listener to come back" });
  await pool.notify("one-fault", "again");
  await waitFor(() => heard.includes("again"), { what: "the notification" });
  await pool.end();
});

test("a server that hangs up on every caller is an error, not a wait without end", async () => {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    // As a proxy without a server behind it does.
    socket.once("data", () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const pool = connect(`postgres://postgres@127.0.0.1:${port}/cinema`, { max: 1 });
  await expect(pool`select 1`.execute()).rejects.toBeInstanceOf(Error);
  expect(calls).toBe(1);
  await pool.end();
  server.close();
});

test("a program whose pool is ended while there is no server exits by itself", async () => {
  const program = `
    import { connect } from ${JSON.stringify(`${import.meta.dirname}/../connect.ts`)};
    const pool = connect("postgres:///cinema?host=/nowhere&user=postgres", { max: 2 });
    const ask = () => pool\`select 1\`.then(() => "answered", (error) => error.code);
    const answers = [await ask(), await ask(), ask()];
    await Bun.sleep(1);
    await pool.end({ timeout: 0.05 });
    process.stdout.write((await Promise.all(answers)).join(" "));`;
  const ran = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe", stderr: "pipe", timeout: 4000 });
  expect(await ran.stderr.text()).toBe("");
  expect(await ran.stdout.text()).toMatch(/^ENOENT ENOENT (ENOENT|CONNECTION_DESTROYED)$/);
  expect(await ran.exited).toBe(0);
});
