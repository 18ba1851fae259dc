import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Begun, Claim, JobRuns } from "@cinema/billing/job-runs";
import { day, type Instant, instant, later } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createJobRuns } from "./job-runs.ts";

let database: TestDatabase;
let runs: JobRuns;
const now: Instant = instant("2026-11-22T09:00:00Z");

beforeAll(async () => {
  database = await testDatabase();
  runs = createJobRuns(database.sql);
});
beforeEach(async () => {
  await database.sql`delete from job_run`;
});
afterAll(() => database.drop());

function tick(name = "renewals", change: Partial<Begun> = {}): Begun {
  return {
    ...{ id: Bun.randomUUIDv7(), name, isDry: false, requestedBy: undefined, reason: undefined },
    ...{ startedAt: now, ...change },
  };
}

async function begin(run: Begun): Promise<Claim> {
  const claim = await runs.begin(run);
  if (claim === undefined) throw new Error("another run is under way");
  return claim;
}

/** A run that waits for somebody to take it up. */
async function ask(name = "renewals"): Promise<string> {
  const id = Bun.randomUUIDv7();
  await database.sql`
    insert into job_run (id, name, is_dry, requested_by, reason, requested_at)
    values (${id}, ${name}, true, 'manager:anna', 'a test', ${now})`;
  return id;
}

/** The process of whatever is under way falls silent. */
async function fallSilent(): Promise<void> {
  await database.sql`update job_run set alive_at = alive_at - interval '21 seconds'`;
}

const statusOf = async (id: string) => (await runs.get(id))?.status;

describe("the guard", () => {
  test("of many who begin at once one does; another job is none of its business", async () => {
    const claims = await Promise.all(Array.from({ length: 12 }, () => runs.begin(tick())));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect(await runs.begin(tick("expire"))).toBeDefined();
    expect(await database.sql`select from job_run`).toHaveLength(2);
  });

  test("ends with the run, however it ended", async () => {
    const first = await begin(tick());
    await runs.end(first, later(now, 1), { counts: { seen: 3 } });
    const second = await begin(tick());
    await runs.end(second, later(now, 2), { error: "it broke" });
    const third = await begin(tick());
    await runs.interrupt(third, { seen: 1 });
    const fourth = await begin(tick());
    expect(await Promise.all([first, second, third, fourth].map(({ id }) => statusOf(id)))).toEqual([
      "succeeded",
      "failed",
      "interrupted",
      "running",
    ]);
  });

  test("holds for whoever gives signs of life, and no longer for whoever gives none", async () => {
    const first = await begin(tick());
    await fallSilent();
    expect(await statusOf(first.id)).toBe("interrupted");
    expect(await runs.beat(first, { seen: 5 })).toBe(true);
    expect(await runs.begin(tick())).toBeUndefined();
    expect(await runs.get(first.id)).toMatchObject({ status: "running", counts: { seen: 5 } });

    await fallSilent();
    const second = await begin(tick());
    expect(await runs.beat(first, { seen: 9 })).toBe(false);
    await runs.end(first, later(now, 5), { counts: { seen: 99 } });
    await runs.interrupt(first, { seen: 99 });
    expect(await runs.get(first.id)).toMatchObject({ status: "interrupted", counts: { seen: 5 } });
    expect(await statusOf(second.id)).toBe("running");
  });

  test("stands in the database itself", async () => {
    await begin(tick());
    const second = database.sql`
      insert into job_run (id, name, started_at, alive_at)
      values (${Bun.randomUUIDv7()}, 'renewals', now(), now())`;
    await expect(Promise.resolve(second)).rejects.toThrow("job_run_one_under_way");
  });
});

describe("a run that was asked for", () => {
  test("waits until somebody takes it up, and of many one does", async () => {
    const id = await ask();
    expect(await runs.get(id)).toMatchObject({ status: "queued", attempts: 0, startedAt: undefined });
    const takers = await Promise.all(Array.from({ length: 12 }, () => runs.take(id, now)));
    const claims = takers.filter((taker) => typeof taker !== "string");
    expect(claims).toEqual([
      {
        ...{ id, name: "renewals", isDry: true, requestedBy: "manager:anna", reason: "a test" },
        ...{ attempt: 1, before: {} },
      } as Claim,
    ]);
    expect(takers.filter((taker) => taker === "busy")).toHaveLength(11);
    await runs.end(claims[0] as Claim, later(now, 1), { counts: { seen: 1 } });
    expect(await runs.take(id, now)).toBe("over");
    expect(await runs.take(Bun.randomUUIDv7(), now)).toBe("over");
  });

  test("waits for the clock's run of the same job, and holds it up in its turn", async () => {
    const id = await ask();
    const ticked = await begin(tick());
    expect(await runs.take(id, now)).toBe("busy");
    await runs.end(ticked, later(now, 1), { counts: {} });
    expect(await runs.take(id, later(now, 2))).toMatchObject({ id });
    expect(await runs.begin(tick())).toBeUndefined();
    expect(await runs.get(id)).toMatchObject({ startedAt: later(now, 2), requestedAt: now });
  });

  test("is taken up again after its process died, with what it had done; the dead one has no say any more", async () => {
    const id = await ask();
    const first = (await runs.take(id, now)) as Claim;
    await runs.beat(first, { seen: 500, changed: 499 });
    expect(await runs.take(id, now)).toBe("busy");
    await fallSilent();
    const second = await runs.take(id, later(now, 30_000));
    expect(second).toMatchObject({ attempt: 2, before: { seen: 500, changed: 499 } });
    expect(await runs.beat(first, { seen: 1_000 })).toBe(false);
    await runs.end(first, now, { error: "too late" });
    await runs.end(second as Claim, later(now, 31_000), { counts: { seen: 700 } });
    expect(await runs.get(id)).toMatchObject({
      ...{ status: "succeeded", attempts: 2, counts: { seen: 700 }, error: undefined },
      ...{ startedAt: now, finishedAt: later(now, 31_000) },
    });
  });

  test("two of one job that race for an abandoned place: one gets it", async () => {
    const [one, other] = [await ask(), await ask()];
    await begin(tick());
    await fallSilent();
    const takers = await Promise.all([one, other, one, other].map((id) => runs.take(id, now)));
    expect(takers.filter((taker) => typeof taker !== "string")).toHaveLength(1);
  });
});

describe("what can be read", () => {
  test("all of them or one job's, the newest first, page by page", async () => {
    const ids: string[] = [];
    for (const name of ["renewals", "expire", "renewals", "expire", "renewals"]) {
      const run = tick(name);
      ids.unshift(run.id);
      await runs.end(await begin(run), now, { counts: {} });
    }
    const page = async (after: string | undefined, name: string | undefined) =>
      (await runs.list({ after, limit: 2, name })).map(({ id }) => id);
    expect(await page(undefined, undefined)).toEqual(ids.slice(0, 2));
    expect(await page(ids[1], undefined)).toEqual(ids.slice(2, 4));
    expect(await page(ids[0], "renewals")).toEqual([ids[2], ids[4]] as string[]);
    const newest = await runs.newest(["renewals", "expire", "forget"], 2);
    expect(newest.map(({ id }) => id)).toEqual([ids[0], ids[1], ids[2], ids[3]] as string[]);
  });

  test("the last run of a job is no dry one and none that nobody has begun", async () => {
    const real = tick();
    await runs.end(await begin(real), now, { counts: {} });
    await runs.end(await begin(tick("renewals", { isDry: true })), now, { counts: {} });
    await ask();
    expect((await runs.last(["renewals", "expire"])).map(({ id }) => id)).toEqual([real.id]);
  });

  test("the clock's old runs are forgotten, what a person has asked for is not", async () => {
    const old = { startedAt: later(now, -91 * day) };
    for (const run of [tick("a", old), tick("b"), tick("c", { ...old, requestedBy: "manager:anna" })])
      await runs.end(await begin(run), now, { counts: {} });
    expect(await runs.forget(later(now, -90 * day), true)).toBe(1);
    expect(await runs.forget(later(now, -90 * day), false)).toBe(1);
    expect(
      (await runs.list({ after: undefined, limit: 9, name: undefined })).map(({ name }) => name),
    ).toEqual(["c", "b"]);
  });
});
