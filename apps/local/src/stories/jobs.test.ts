import { afterAll, beforeAll, expect, test } from "bun:test";
import { askForRun } from "@cinema/billing/ask-for-run";
import type { Claim, JobRun } from "@cinema/billing/job-runs";
import type { JobName } from "@cinema/billing/jobs";
import { runJob } from "@cinema/billing/run-job";
import { day, minute, second } from "@cinema/core/instant";
import { waitFor } from "@cinema/testkit/wait";
import { type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-03-01T09:00:00.000Z");
});
afterAll(() => cinema.close());

const manager = { actor: "manager:anna", reason: "the bank asked for it", requestId: "request-1" };

/** Viewers whose month ends within three days, announced. */
async function dueSubscribers(...userIds: readonly string[]): Promise<readonly string[]> {
  const begun = await Promise.all(userIds.map((userId) => cinema.subscribe(userId)));
  for (const { paymentId } of begun) cinema.twin.pay(await cinema.externalId(paymentId));
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  cinema.advance(25 * day);
  await cinema.run("notices");
  cinema.advance(4 * day);
  return begun.map(({ subscriptionId }) => subscriptionId);
}

async function runOf(runId: string): Promise<JobRun | undefined> {
  return cinema.world.store.jobRuns.get(runId);
}

/** Lets the wait of a message that came too early pass. */
async function tryAgain(): Promise<void> {
  cinema.advance(11 * second);
  await cinema.quiet();
}

const paymentsOf = (subscriptionId: string) =>
  cinema.sql`select purpose from payment where subscription_id = ${subscriptionId} order by id`;

test("a run is tried dry, then asked for and carried out; the trail and the histories say by whom and why", async () => {
  const [subscriptionId = ""] = await dueSubscribers("anna");
  const dry = await askForRun(cinema.world, manager, { name: "renewals", isDry: true });
  await cinema.quiet();
  expect(await runOf(dry)).toMatchObject({
    ...{ status: "succeeded", isDry: true, counts: { seen: 1, changed: 1 }, attempts: 1 },
    ...{ requestedBy: manager.actor, reason: manager.reason },
  });
  expect(await paymentsOf(subscriptionId)).toHaveLength(1);

  const real = await askForRun(cinema.world, manager, { name: "renewals", isDry: false });
  await cinema.quiet();
  expect(await runOf(real)).toMatchObject({ status: "succeeded", counts: { seen: 1, changed: 1 } });
  expect((await paymentsOf(subscriptionId)).map(({ purpose }) => purpose)).toEqual(["first", "renewal"]);

  const [begun] = await cinema.sql`
    select actor, reason, request_id from payment_history
    where operation = 'I' and row->>'purpose' = 'renewal' and row->>'subscription_id' = ${subscriptionId}`;
  expect(begun).toEqual({
    actor: "billing:renewals",
    reason: expect.stringContaining("(asked for by manager:anna: the bank asked for it)"),
    request_id: real,
  });
  const acts =
    await cinema.sql`select name, subject, details, actor, reason, request_id from act order by id`;
  expect([...acts]).toEqual(
    [dry, real].map((run_id) => ({
      ...{ name: "job.asked", subject: "job:renewals", details: { run_id, is_dry: run_id === dry } },
      ...{ actor: manager.actor, reason: manager.reason, request_id: "request-1" },
    })),
  );
});

/** A run asked for while another one of its job is under way elsewhere: its message has been put off. */
async function askWhileBusy(name: JobName): Promise<{ readonly asked: string; readonly elsewhere: Claim }> {
  const { jobRuns } = cinema.world.store;
  const elsewhere = await jobRuns.begin({
    ...{ id: cinema.world.newId(), name, isDry: false, startedAt: cinema.clock.now() },
    ...{ requestedBy: undefined, reason: undefined },
  });
  if (elsewhere === undefined) throw new Error(`${name} is under way already`);
  const asked = await askForRun(cinema.world, manager, { name, isDry: false });
  await waitFor(
    async () =>
      (await cinema.sql`select from outbox where topic = 'job.run' and last_error is not null`).length,
    { what: "the message to be put off", timeout: 30_000 },
  );
  return { asked, elsewhere };
}

test("while one run is under way another of the same job waits, and so does the clock's", async () => {
  const { asked, elsewhere } = await askWhileBusy("expire");
  const other = await askForRun(cinema.world, manager, { name: "card-expiry", isDry: false });
  await tryAgain();
  expect(await runJob(cinema.world, "expire")).toBeUndefined();
  expect([(await runOf(asked))?.status, (await runOf(other))?.status]).toEqual(["queued", "succeeded"]);

  await cinema.world.store.jobRuns.end(elsewhere, cinema.clock.now(), { counts: {} });
  await tryAgain();
  expect(await runOf(asked)).toMatchObject({ status: "succeeded", attempts: 1 });
});

test("what a killed process left is gone on with by whoever gets the message next", async () => {
  const { jobRuns } = cinema.world.store;
  const { asked, elsewhere } = await askWhileBusy("expire");
  await jobRuns.end(elsewhere, cinema.clock.now(), { counts: {} });
  // Another process is faster than this one's message, and falls silent.
  const doomed = (await jobRuns.take(asked, cinema.clock.now())) as Claim;
  expect(await jobRuns.beat(doomed, { seen: 500, changed: 400 })).toBe(true);
  await tryAgain();
  expect(await runOf(asked)).toMatchObject({ status: "running", attempts: 1 });
  await cinema.sql`update job_run set alive_at = alive_at - interval '21 seconds' where id = ${asked}`;
  await tryAgain();
  expect(await runOf(asked)).toMatchObject({
    ...{ status: "succeeded", attempts: 2, error: undefined },
    // What it had counted is not lost; nothing is due any more.
    counts: { seen: 500, changed: 400 },
  });
  expect(await jobRuns.beat(doomed, { seen: 1_000 })).toBe(false);
});

test("a run that fails says why, and its message is done with", async () => {
  await cinema.sql.unsafe(`
    create function refuse_all() returns trigger language plpgsql as $$ begin raise exception 'refused for the test'; end $$;
    create trigger refuse_all before delete on idempotency for each statement execute function refuse_all()`);
  const asked = await askForRun(cinema.world, manager, { name: "forget", isDry: false });
  await cinema.quiet();
  expect(await runOf(asked)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("refused for the test"),
  });
  expect(cinema.logged("job.failed")).toHaveLength(1);
  await cinema.sql.unsafe("drop trigger refuse_all on idempotency");
  const again = await askForRun(cinema.world, manager, { name: "forget", isDry: false });
  await cinema.quiet();
  expect(await runOf(again)).toMatchObject({ status: "succeeded" });
});

test("a job that the table no longer has fails in words", async () => {
  const { asked, elsewhere } = await askWhileBusy("expire");
  await cinema.world.store.jobRuns.end(elsewhere, cinema.clock.now(), { counts: {} });
  await cinema.sql`update job_run set name = 'of-old' where id = ${asked}`;
  await tryAgain();
  expect(await runOf(asked)).toMatchObject({
    status: "failed",
    error: expect.stringContaining('there is no job "of-old" any more'),
  });
});

test("a dry run leaves even a row alone that it cannot decide about; a real one parks it", async () => {
  const [subscriptionId = ""] = await dueSubscribers("boris");
  // A period that no calendar holds.
  await cinema.sql`
    with odd as (
      insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
      values (${cinema.world.newId()}, 'odd', 'cinema', 100, 'year', 32767, false) returning id)
    update subscription set subscription_type_id = odd.id from odd where subscription.id = ${subscriptionId}`;
  const parked = async () =>
    (await cinema.sql`select parked_reason as why from subscription where id = ${subscriptionId}`)[0]?.why;
  await runJob(cinema.world, "renewals", { isDry: true });
  expect(await parked()).toBeNull();
  await runJob(cinema.world, "renewals");
  expect(await parked()).toContain("RangeError");
});

test("a process that was taken for dead wakes up, notices, and stops between two batches", async () => {
  await dueSubscribers("vera", "gleb", "dina", "egor");
  // Each row is a batch of its own and takes long, as if the process had been frozen.
  await cinema.sql.unsafe(`
    create function wait_long() returns trigger language plpgsql as $$ begin perform pg_sleep(4); return null; end $$;
    create trigger wait_long before insert on payment for each statement execute function wait_long()`);
  const { jobRuns } = cinema.world.store;
  let isSilent = false;
  const frozen = runJob(cinema.world, "renewals", {
    batch: 1,
    onProgress: ({ changed }) => {
      isSilent ||= changed === 1;
    },
  });
  await waitFor(() => isSilent, { what: "the first batch", timeout: 30_000 });
  await cinema.sql`update job_run set alive_at = alive_at - interval '1 hour' where alive_at is not null`;
  const heir = await jobRuns.begin({
    ...{ id: cinema.world.newId(), name: "renewals", isDry: false, startedAt: cinema.clock.now() },
    ...{ requestedBy: undefined, reason: undefined },
  });
  expect(heir).toBeDefined();
  // Its beat after five seconds tells it; by then the second batch is under way, and the third never begins.
  expect((await frozen)?.changed).toBeLessThan(4);
  expect(await jobRuns.beat(heir as Claim, {})).toBe(true);
  await cinema.sql.unsafe("drop trigger wait_long on payment");
}, 60_000);
