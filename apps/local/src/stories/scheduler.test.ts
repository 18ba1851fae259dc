import { afterAll, beforeAll, expect, test } from "bun:test";
import { jobNames } from "@cinema/billing/jobs";
import { hour } from "@cinema/core/instant";
import { connect } from "@cinema/db/connect";
import { startScheduler } from "@cinema/scheduler/start-scheduler";
import { waitFor } from "@cinema/testkit/wait";
import { type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema.close());

const everyJob = [...jobNames].sort();

/** Jobs that were run while the clock stood there; a tick of the real time may run one of them once more. */
async function runsAt(now: string): Promise<readonly string[]> {
  const rows = await cinema.sql<{ name: string }[]>`
    select distinct name from job_run where started_at = ${now} and finished_at is not null and error is null order by name`;
  return rows.map(({ name }) => name);
}

test("one of two leads and makes up for what was missed; when it is killed the other one does", async () => {
  const everySecond = { candidacy: "* * * * * *" };
  const pools = ["first", "second"].map((applicationName) =>
    connect(cinema.databaseUrl, { max: 4, applicationName }),
  );
  const schedulers = pools.map((pool) => startScheduler(cinema.world, pool, everySecond));
  const began = cinema.clock.now();
  await waitFor(async () => (await runsAt(began)).length >= everyJob.length, {
    what: "the first leader's jobs",
  });
  expect(await runsAt(began)).toEqual(everyJob);

  const [leader] = await cinema.sql`
    select application_name as name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and application_name in ('first', 'second') and granted`;
  const next = cinema.clock.advance(25 * hour);
  await cinema.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${leader?.name}`;
  await waitFor(async () => (await runsAt(next)).length >= everyJob.length, {
    what: "the missed jobs under a new leader",
    timeout: 15_000,
  });
  expect(await runsAt(next)).toEqual(everyJob);
  for (const scheduler of schedulers) await scheduler.stop();
  for (const pool of pools) await pool.end({ timeout: 1 });
});

test("is well while its clock goes, and says so when it stands still", async () => {
  const goes = startScheduler(cinema.world, cinema.sql, { candidacy: "* * * * * *", longestSilence: 30_000 });
  const stands = startScheduler(cinema.world, cinema.sql, { candidacy: "0 0 0 29 2 *", longestSilence: 50 });
  const isWell = (scheduler: typeof goes) => scheduler.checks.clock().then(() => true, String);
  await waitFor(async () => String(await isWell(stands)).includes("the lead was last asked for"), {
    what: "the clock to be missed",
  });
  expect(await isWell(goes)).toBe(true);
  await goes.stop();
  await stands.stop();
});
