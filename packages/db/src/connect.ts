import { type Instant, instant } from "@cinema/core/instant";
import postgres from "postgres";

/** How PostgreSQL's types look in our code; everything not named here is postgres.js's own choice. */
const types = {
  timestamptz: { to: 1184, from: [1184], serialize: (value: string) => value, parse: parseInstant },
  // A date or a timestamp without a zone is not an instant: it stays the text that PostgreSQL printed.
  date: { to: 1082, from: [1082, 1114], serialize: (value: string) => value, parse: (text: string) => text },
  bigint: { to: 20, from: [20], serialize: (value: number | bigint) => `${value}`, parse: parseInteger },
  // Text is taken for JSON already written, because drizzle hands over written JSON.
  json: {
    to: 114,
    from: [114, 3802],
    serialize: writeJson,
    parse: (text: string): unknown => JSON.parse(text),
  },
};

/** A pool of connections to one database; `sql.end()` closes it. */
export type Sql = ReturnType<typeof connect>;

export interface ConnectOptions {
  /** Connections in the pool, 10 when not given. */
  readonly max?: number;
  /** Milliseconds after which PostgreSQL stops a statement; 0 is never. 30 s when not given. */
  readonly statementTimeout?: number;
  /** Milliseconds after which PostgreSQL ends a transaction that does nothing; 0 is never. 60 s when not given. */
  readonly idleInTransactionTimeout?: number;
  /** Seconds after which an unused connection is closed; 0 is never. 60 when not given. */
  readonly idleTimeout?: number;
  /** What `pg_stat_activity` shows, `cinema` when not given. */
  readonly applicationName?: string;
  /** Hears of every statement before it is sent: for tests that look at plans. */
  readonly onStatement?: (text: string, parameters: readonly unknown[]) => void;
}

/**
 * Opens a pool; nothing is sent until the first query. `timestamptz` comes as an {@link Instant} (columns
 * should keep milliseconds: `timestamptz(3)`), `int8` as a number (a RangeError when it is not exact).
 * @param url libpq's form, by TCP `postgres://user:password@host:5432/cinema` or by unix socket
 * `postgres:///cinema?host=/folder/of/the/socket&user=postgres`
 */
export function connect(url: string, options: ConnectOptions = {}) {
  const { address, ...place } = parseUrl(url);
  const { onStatement } = options;
  return postgres(address, {
    ...place,
    types,
    max: options.max ?? 10,
    // The default grows to 20 s and is shared by the pool: after a restart of the server everyone would wait.
    backoff: () => 0.2,
    connect_timeout: 10,
    idle_timeout: options.idleTimeout ?? 60,
    max_lifetime: 30 * 60,
    onnotice: ignoreNotice,
    ...(onStatement && { debug: (_connection, text, parameters) => onStatement(text, parameters) }),
    connection: {
      application_name: options.applicationName ?? "cinema",
      statement_timeout: options.statementTimeout ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeout ?? 60_000,
      TimeZone: "UTC",
    },
  });
}

/** Takes out of the URL what postgres.js would send to the server as a setting: the socket's folder and the user. */
function parseUrl(url: string) {
  const parsed = new URL(url);
  const take = (name: string) => {
    const value = parsed.searchParams.get(name);
    parsed.searchParams.delete(name);
    return value;
  };
  const host = take("host");
  const port = take("port");
  const user = take("user");
  const password = take("password");
  return {
    ...(host === null ? {} : { host }),
    ...(port === null ? {} : { port: Number(port) }),
    ...(user === null ? {} : { user }),
    ...(password === null ? {} : { password }),
    address: parsed.href,
  };
}

const printedInUtc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** The session's zone is UTC, so PostgreSQL prints "2026-11-22 09:00:00.123456+00". */
function parseInstant(text: string): Instant {
  const [, date, time, fraction = ""] = printedInUtc.exec(text) ?? [];
  return date === undefined
    ? instant(text)
    : (`${date}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z` as Instant);
}

function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`the integer ${text} does not fit a JavaScript number`);
  }
  return value;
}

function writeJson(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** "relation already exists, skipping" and the like; postgres.js would print them to the console. */
function ignoreNotice(): void {
  // Nothing that someone would act upon.
}
