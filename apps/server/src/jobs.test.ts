import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { jobNames, jobs } from "@cinema/billing/jobs";
import { runJob } from "@cinema/billing/run-job";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (sub: string, role = "Manager") => house.client({ sub, roles: [role] }).admin.jobs;

let keys = 0;
function newKey() {
  keys += 1;
  return `jobs-${keys}`;
}

describe("a run asked for over HTTP", () => {
  test("waits for a consumer: a row, a message and an act in one save, once per key", async () => {
    const anna = staff("anna");
    const input = { name: "expire" as const, reason: "the clock was wrong", idempotencyKey: newKey() };
    const asked = await anna.run.mutate(input);
    expect(asked).toEqual({
      ...{ id: asked.id, name: "expire", isDry: false, status: "queued", attempts: 0 },
      ...{ requestedBy: "manager:anna", reason: "the clock was wrong", requestedAt: expect.any(String) },
      ...{ startedAt: null, finishedAt: null, counts: null, error: null },
    });
    expect(await anna.run.mutate(input)).toEqual(asked);
    expect(await staff("auditor", "Auditor").get.query({ runId: asked.id })).toEqual(asked);

    const messages = await house.database.sql`select topic, body from outbox where topic = 'job.run'`;
    expect([...messages]).toEqual([{ topic: "job.run", body: { run_id: asked.id } }]);
    const acts = await house.database.sql`select name, subject, details, actor, reason from act`;
    expect([...acts]).toEqual([
      {
        ...{ name: "job.asked", subject: "job:expire", details: { run_id: asked.id, is_dry: false } },
        ...{ actor: "manager:anna", reason: "the clock was wrong" },
      },
    ]);
  });

  test("may be a dry one", async () => {
    const input = { name: "renewals" as const, reason: "how many?", idempotencyKey: newKey() };
    expect(await staff("anna").dryRun.mutate(input)).toMatchObject({ isDry: true, status: "queued" });
  });

  test("names a job that exists", async () => {
    const input = { name: "renewal", reason: "a slip", idempotencyKey: newKey() };
    const outcome = await staff("anna")
      .run.mutate(input as never)
      .catch((error: unknown) => error);
    expect(String(outcome)).toContain("name: ");
    expect(String(outcome)).toContain("renewals");
    expect(await codeOf(staff("anna").get.query({ runId: crypto.randomUUID() }))).toBe("job_run_unknown");
  });
});

test("the list shows every job with its schedule, its next stroke and its last runs", async () => {
  for (const name of jobNames) await runJob(house.world, name);
  const listed = await staff("finance", "Finance").list.query();
  expect(listed.map(({ name, pattern }) => [name, pattern])).toEqual(
    Object.entries(jobs).map(([name, { pattern }]) => [name, pattern]),
  );
  for (const { nextRunAt, lastRuns } of listed) {
    expect(Date.parse(nextRunAt)).toBeGreaterThan(Date.now() - 1_000);
    expect(lastRuns[0]).toMatchObject({ status: "succeeded", isDry: false, requestedBy: null });
  }
  const expire = listed.find(({ name }) => name === "expire");
  expect(expire?.lastRuns.map(({ status }) => status)).toEqual(["succeeded", "queued"]);
});

test("the runs are read page by page, of all jobs or of one", async () => {
  const support = staff("support", "Support");
  for (let run = 0; run < 5; run += 1) await runJob(house.world, "forget");
  const first = await support.runs.query({ name: "forget", limit: 4 });
  expect(first.items).toHaveLength(4);
  const second = await support.runs.query({ name: "forget", limit: 4, cursor: first.nextCursor });
  expect(second).toMatchObject({ items: [{ name: "forget" }, { name: "forget" }], nextCursor: null });
  const all = await support.runs.query({ limit: 100 });
  const ids = all.items.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(ids).toEqual(expect.arrayContaining([...first.items, ...second.items].map(({ id }) => id)));
});
