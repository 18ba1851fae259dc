import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calendarSpan } from "@cinema/core/time-span";
import { repository } from "@cinema/embedded/install-dependencies";
import { type Cinema, openCinema } from "./cinema.ts";
import { orderAtProvider, subscriber } from "./drifts.ts";

let cinema: Cinema;
let folder: string;
/** A day that is over by the real clock, which the command goes by. */
const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "reconcile-command-"));
  cinema = await openCinema(calendarSpan(yesterday)?.from);
  await subscriber(cinema, "in-order");
  await cinema.stopConsuming();
  const { paymentId } = await cinema.subscribe("unnoticed");
  cinema.twin.pay(await cinema.externalId(paymentId));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await cinema.close();
});

/** `bun run reconcile ...` in a process of its own, beside nothing else. */
async function reconcile(...parameters: string[]) {
  const { twin, mailbox, databaseUrl } = cinema;
  const child = Bun.spawn([process.execPath, "run", "reconcile", ...parameters], {
    cwd: repository,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      SITE_URL: "http://cinema.test",
      YOOKASSA_API_URL: twin.apiUrl,
      YOOKASSA_SHOP_ID: twin.shopId,
      YOOKASSA_SECRET_KEY: twin.secretKey,
      SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
      MAIL_FROM: "Cinema <billing@cinema.test>",
      USER: "olga",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complained] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, said, complained };
}

test("looks first, then puts right what is safe, and tells by its exit code whether anything is left", async () => {
  const file = join(folder, "differences.json");
  const dry = await reconcile("--period", yesterday, "--dry-run", "--json", file);
  expect(dry.code).toBe(3);
  expect(dry.said).toContain("payment_paid_unnoticed");
  expect(dry.said).toContain("2 payments and 0 refunds of the provider's were compared");
  expect(dry.complained).toContain("2 payments, 0 refunds, 1 differences, 0 repaired");
  expect(await Bun.file(file).json()).toMatchObject({
    differences: [{ class: "payment_paid_unnoticed", status: "open" }],
    run: { status: "done", counts: { payments: 2, seen: 1, repaired: 0 } },
  });
  expect(await cinema.sql`select from difference`).toHaveLength(0);

  const run = await reconcile("--from", yesterday);
  expect(run).toMatchObject({
    code: 0,
    said: expect.stringMatching(/payment_paid_unnoticed +1 +0 +0 +critical/),
  });
  expect(await reconcile("--period", yesterday, "--json", file)).toMatchObject({
    code: 0,
    said: expect.stringContaining("The books agree."),
  });
  expect(await Bun.file(file).json()).toMatchObject({ differences: [], run: { counts: { seen: 0 } } });
  const asked = await cinema.sql`select requested_by, status from reconciliation order by id`;
  expect([...asked]).toEqual(Array(2).fill({ requested_by: "person:olga", status: "done" }));
});

test("names what is left open, and what is to be done about it", async () => {
  const confirmation = { type: "redirect", return_url: "http://elsewhere.test" };
  const foreign = await orderAtProvider(cinema, { confirmation });
  cinema.twin.pay(foreign);
  const run = await reconcile("--period", yesterday);
  expect(run.code).toBe(3);
  const [row] = await cinema.sql`select id from difference where class = 'payment_foreign'`;
  expect(run.said).toContain(`payment_foreign payment:${foreign} (difference ${row?.id})`);
  expect(run.said).toContain("Dismiss it once it is explained.");
});

test.each([
  [[]],
  [["--period", "october"]],
  [["--period", "2026-10", "--from", "2026-10-01"]],
  [["--to", "2026-10-01"]],
  [["--from", "2026-10-02", "--to", "2026-10-32"]],
  [["--sideways"]],
])("%j is no wish: it says how to ask", async (parameters) => {
  const { code, complained } = await reconcile(...parameters);
  expect([code, complained]).toEqual([2, expect.stringContaining("usage: bun run reconcile --period")]);
});

test.each([
  [["--period", "2026-13"], "--period 2026-13 is no year, month or day\n"],
  [["--from", "2026-10-02", "--to", "2026-10-32"], "--to 2026-10-32 is no moment\n"],
])("%j: it says what it could not read", async (parameters, said) => {
  expect((await reconcile(...parameters)).complained).toContain(`\n${said}usage: `);
});

test("what is not over yet is refused in words", async () => {
  const { code, complained } = await reconcile("--from", "9998-01-01");
  expect([code, complained]).toEqual([1, expect.stringContaining("Nothing of this span is over yet")]);
});
