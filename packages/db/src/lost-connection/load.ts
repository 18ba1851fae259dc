import { sql as text } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { connect } from "../connect.ts";
import { prepared } from "../prepared.ts";

/**
 * A program of sixteen workers on six connections that lives through whatever happens to the server, until some
 * time after its standard input has closed. Any uncaught error ends it; else it prints a {@link LoadReport} and must end by itself.
 */
export interface LoadReport {
  /** Transactions of two rows whose commit was acknowledged. */
  readonly committed: string[];
  /** How many operations each worker has finished well since its input closed, which means that the server is calm. */
  readonly doneInCalm: number[];
  /** Workers that waited for one answer longer than ten seconds. */
  readonly hung: number;
  /** Answers to the wrong question, and errors that are not about a lost connection. */
  readonly wrong: string[];
  /** Payloads of the notifications that came. */
  readonly heard: string[];
}

const url = process.argv.at(-1) ?? "";
const pool = connect(url, { max: 6, applicationName: "load" });
const orm = drizzle(prepared(pool));
const report = { committed: [], doneInCalm: [], hung: 0, wrong: [], heard: [] } as {
  -readonly [Key in keyof LoadReport]: LoadReport[Key];
};
let calmSince: number | undefined;
const firstHeard = Promise.withResolvers<void>();

type Operation = (id: string, number: number) => Promise<void>;

const query: Operation = async (_, number) => {
  const [row] = await pool`select ${number}::int as number`;
  expectNumber(row?.number, number);
};

const ormQuery: Operation = async (_, number) => {
  const rows = await orm.execute<{ number: number }>(text`select ${number}::int as number`);
  expectNumber(rows[0]?.number, number);
};

const reservedQuery: Operation = async (_, number) => {
  const reserved = await pool.reserve();
  try {
    const rows = await Promise.all([0, 1, 2].map((n) => reserved`select ${number + n}::int as number`));
    for (const [n, [row]] of rows.entries()) {
      expectNumber(row?.number, number + n);
    }
  } finally {
    reserved.release();
  }
};

const transaction: Operation = async (id, number) => {
  await pool.begin(async (tx) => {
    await tx`insert into pair (id, part) values (${id}, 1)`;
    const [row] = await tx`select ${number}::int as number`;
    expectNumber(row?.number, number);
    await tx`insert into pair (id, part) values (${id}, 2)`;
  });
  report.committed.push(id);
};

/** Both statements are on their way at once; a savepoint is rolled back and the transaction goes on. */
const savepoints: Operation = async (id) => {
  await pool.begin(async (tx) => {
    await Promise.all([tx`insert into pair (id, part) values (${id}, 1)`, tx`select pg_sleep(0.002)`]);
    await tx
      .savepoint(async (savepoint) => {
        await savepoint`insert into pair (id, part) values (${id}, 3)`;
        throw new Error("rolled back");
      })
      .catch(onlyRolledBack);
    await tx.savepoint((savepoint) => savepoint`insert into pair (id, part) values (${id}, 2)`);
  });
  report.committed.push(id);
};

const ormTransaction: Operation = async (id) => {
  await orm.transaction(async (tx) => {
    await tx.execute(text`insert into pair (id, part) values (${id}, 1)`);
    await tx
      .transaction(async (inner) => {
        await inner.execute(text`insert into pair (id, part) values (${id}, 3)`);
        throw new Error("rolled back");
      })
      .catch(onlyRolledBack);
    await tx.transaction((inner) => inner.execute(text`insert into pair (id, part) values (${id}, 2)`));
  });
  report.committed.push(id);
};

function expectNumber(answer: unknown, number: number): void {
  if (answer !== number) {
    throw new Error(`asked for ${number}, got ${answer}`);
  }
}

function onlyRolledBack(error: Error): void {
  if (error.message !== "rolled back") {
    throw error;
  }
}

const lost = new Set(
  "CONNECTION_CLOSED CONNECT_TIMEOUT ECONNREFUSED ECONNRESET ENOENT EPIPE 57P01 57P02 57P03".split(" "),
);

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}

async function work(worker: number, operation: Operation): Promise<void> {
  let done = 0;
  for (let number = worker * 1_000_000; !isOver(done); number += 10) {
    const wasCalm = calmSince !== undefined;
    const outcome = await Promise.race([
      operation(Bun.randomUUIDv7(), number).then(() => "done", codeOf),
      giveUp(10_000),
    ]);
    if (outcome === "done") {
      done += wasCalm ? 1 : 0;
    } else if (outcome === "hung") {
      report.hung += 1;
      return;
    } else if (!lost.has(outcome)) {
      report.wrong.push(outcome);
    }
  }
  report.doneInCalm[worker] = done;
}

/** When the worker has done enough in calm, or should have by now. */
function isOver(done: number): boolean {
  return calmSince !== undefined && (done >= 5 || performance.now() > calmSince + 20_000);
}

/** Does not keep the program alive: that it ends by itself is part of the test. */
function giveUp(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, "hung").unref());
}

async function untilCalm(): Promise<void> {
  await Bun.stdin.text();
  calmSince = performance.now();
}

await pool.listen("ping", (payload) => {
  report.heard.push(payload);
  firstHeard.resolve();
});
const operations = [
  query,
  transaction,
  ormQuery,
  savepoints,
  reservedQuery,
  ormTransaction,
  query,
  transaction,
];
await Promise.all([
  untilCalm(),
  ...[...operations, ...operations].map((operation, worker) => work(worker, operation)),
]);
await Promise.race([firstHeard.promise, giveUp(10_000)]);
await pool.end();
process.stdout.write(JSON.stringify(report));
