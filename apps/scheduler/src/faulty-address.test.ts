import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@cinema/db/connect";
import { repository } from "@cinema/embedded/install-dependencies";
import { type Postgres, startPostgres } from "@cinema/embedded/postgres";
import { runCommand } from "@cinema/testkit/run-command";

/** Every command that asks the database, as a person types it. */
const commands: readonly (readonly string[])[] = [
  ["migrate"],
  ["plans"],
  ["seed", "--subscriptions", "10"],
  ["job", "forget"],
  ["reconcile", "--period", "2026-10"],
  ["charging", "status"],
  ["export", "payments", "--from", "2026-10-01", "--to", "2026-11-01", "--file", "never-written.csv"],
];

const settings = {
  ...{ PATH: process.env.PATH, USER: "anna", SITE_URL: "http://cinema.test", YOOKASSA_SHOP_ID: "100500" },
  ...{ YOOKASSA_SECRET_KEY: "test_cinema", SMTP_URL: "smtp://127.0.0.1:1" },
  ...{ MAIL_FROM: "Cinema <billing@cinema.test>", HOME: process.env.HOME },
};

let folder: string;
let postgres: Postgres;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faulty-"));
  postgres = await startPostgres({ directory: join(folder, "postgres"), isDurable: false });
  const sql = connect(postgres.url, { max: 1 });
  await sql`create role locked login password 'right'`;
  await sql`create role guest login`;
  const [row] = await sql<{ hba_file: string }[]>`select current_setting('hba_file') as hba_file`;
  const hba = Bun.file(row?.hba_file ?? "");
  await Bun.write(hba, `local all locked scram-sha-256\n${await hba.text()}`);
  await sql`select pg_reload_conf()`;
  await sql.end();
}, 120_000);
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
}, 60_000);

/** The server's address under another user or database. */
function address(change: { readonly user?: string; readonly password?: string; readonly database?: string }) {
  const url = new URL(postgres.url);
  if (change.user !== undefined) url.searchParams.set("user", change.user);
  if (change.password !== undefined) url.searchParams.set("password", change.password);
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  return url.href;
}

function run(words: readonly string[], environment: Record<string, string>) {
  return runCommand(
    [process.execPath, "run", "--silent", ...words],
    { ...settings, ...environment },
    repository,
  );
}

const faults: readonly (readonly [string, () => string, RegExp])[] = [
  [
    "nobody listens there",
    () => "postgres://cinema:hidden@127.0.0.1:1/cinema",
    /^no database answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)\. Start it, or correct DATABASE_URL\.\n$/,
  ],
  [
    "there is no socket",
    () => "postgres:///cinema?host=/nowhere&user=cinema&password=hidden",
    /^no database answers in \/nowhere \(ENOENT\)\. Start it, or correct DATABASE_URL\.\n$/,
  ],
  [
    "there is no such host",
    () => "postgres://cinema:hidden@no-such-host.invalid/cinema",
    /^there is no host no-such-host\.invalid\. Correct it in DATABASE_URL, .*\n$/,
  ],
  [
    "the password is wrong",
    () => address({ user: "locked", password: "hidden" }),
    /^the database in \/.* does not let the user locked in\. Correct user and password in DATABASE_URL, .*\n$/,
  ],
  [
    "there is no such user",
    () => address({ user: "nobody", password: "hidden" }),
    /^the database in \/.* does not let the user nobody in\. Correct user and password in DATABASE_URL, .*\n$/,
  ],
  [
    "there is no such database",
    () => address({ database: "kino", password: "hidden" }),
    /^there is no database kino in \/.*\. Make it \(createdb kino\), or correct DATABASE_URL\.\n$/,
  ],
  [
    "the user may not do it",
    () => address({ user: "guest", password: "hidden" }),
    /^the user guest lacks a right in the database cinema \(permission denied .*\)\. Let him own it, .*\n$/,
  ],
];

describe.each(faults)("%s", (_, url, words) => {
  test.each(commands.map((command) => [command[0] ?? "", command] as const))(
    "bun run %s says so, with a way out",
    async (_name, command) => {
      const { code, said, complained } = await run(command, { DATABASE_URL: url() });
      expect([code, said, complained]).toEqual([1, "", expect.stringMatching(words)]);
      expect(complained).not.toContain("hidden");
    },
    60_000,
  );
});

describe("somebody else listens at the port", () => {
  const squatter = createServer();
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const at = squatter.address();
    if (at !== null && typeof at === "object") port = at.port;
  });
  afterAll(() => {
    squatter.close();
  });

  test.each([
    ["scheduler", ["apps/scheduler/src/main.ts"], "HEALTH_PORT"],
    ["sandbox", ["sandbox"], "TWIN_PORT"],
  ] as const)(
    "%s does not start, and says which port it wanted",
    async (name, words, setting) => {
      const environment = { DATABASE_URL: postgres.url, HOST: "127.0.0.1", [setting]: String(port) };
      const { code, complained } = await run(words, environment);
      expect([code, complained]).toEqual([
        1,
        `${name} did not start: the port ${port} is taken. End what listens there, or name another one by its setting (README, Configuration).\n`,
      ]);
    },
    60_000,
  );
});

describe("the payment provider", () => {
  const period = ["reconcile", "--period", "2026-10", "--dry-run"];

  test("does not answer: it is said which setting names it", async () => {
    const environment = { DATABASE_URL: postgres.url, YOOKASSA_API_URL: "http://127.0.0.1:1/v3" };
    const { code, complained } = await run(period, environment);
    expect([code, complained]).toEqual([1, expect.stringContaining("correct YOOKASSA_API_URL.\n")]);
  }, 120_000);

  test("refuses the key: it is said which settings hold it", async () => {
    const description = "Authentication by given credentials failed";
    const refusing = Bun.serve({
      ...{ port: 0, hostname: "127.0.0.1" },
      fetch: () =>
        Response.json({ type: "error", code: "invalid_credentials", description }, { status: 401 }),
    });
    const environment = { DATABASE_URL: postgres.url, YOOKASSA_API_URL: `${refusing.url}v3` };
    const { code, complained } = await run(period, environment);
    await refusing.stop(true);
    expect([code, complained]).toEqual([
      1,
      `401 invalid_credentials: ${description}. The payment provider refuses us: correct YOOKASSA_SHOP_ID and YOOKASSA_SECRET_KEY.\n`,
    ]);
  }, 120_000);
});

test.each([
  [["charging", "--foo"], "Unknown option '--foo'\nusage: bun run charging"],
  [["export", "--foo"], "Unknown option '--foo'\nusage: bun run export"],
  [["charging", "halt", "--reason"], "usage: bun run charging"],
  [["charging", "halt"], 'Say why: --reason "..."\nusage: bun run charging'],
  [["charging", "dance"], "Unknown: dance\nusage: bun run charging"],
  [["charging", "park", "12", "--reason", "x"], '"12" is no id\nusage: bun run charging'],
  [["job", "renewal"], "Unknown: renewal\nusage: bun run job"],
  [["job", "renewals", "--dry"], "Unknown: --dry\nusage: bun run job"],
])(
  "%p is not understood",
  async (words, said) => {
    const { code, complained } = await run(words, { DATABASE_URL: postgres.url });
    expect([code, complained]).toEqual([2, expect.stringContaining(said)]);
  },
  60_000,
);
