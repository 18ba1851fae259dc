import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type OwnPostgres, ownPostgres } from "@cinema/testkit/own-postgres";
import { waitFor } from "@cinema/testkit/wait";
import { connect, type Sql } from "../connect.ts";
import type { LoadReport } from "./load.ts";

let server: OwnPostgres;
/** Looks on from outside; its own sessions die with the server, too. */
let observer: Sql;

beforeAll(async () => {
  server = await ownPostgres();
  observer = connect(server.url, { max: 1, applicationName: "observer" });
  await observer`create table pair (id uuid not null, part int not null, primary key (id, part))`;
});

afterAll(async () => {
  await observer.end();
  await server.stop();
});

test("nothing hangs, crashes or gets mixed up when backends die and the server restarts under load", async () => {
  const load = Bun.spawn([process.execPath, join(import.meta.dirname, "load.ts"), server.url], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  await untilThere("state is not null", 6);
  for (let kill = 0; kill < 25; kill += 1) {
    await observer`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'load' order by random() limit ${1 + (kill % 3)}`;
    await Bun.sleep(60);
  }
  for (const signal of ["SIGINT", "SIGQUIT", "SIGINT", "SIGQUIT"] as const) {
    await server.restart(signal);
    await Bun.sleep(500);
  }
  await untilThere("query ilike 'listen %'", 1);
  await observer.notify("ping", "after the restarts");
  load.stdin.end();

  const [output, errors, exitCode] = await Promise.all([load.stdout.text(), load.stderr.text(), load.exited]);
  expect(errors).toBe("");
  expect(exitCode).toBe(0);
  const report = JSON.parse(output) as LoadReport;
  expect(report.wrong).toEqual([]);
  expect(report.hung).toBe(0);
  expect(Math.min(...report.doneInCalm)).toBeGreaterThanOrEqual(5);
  expect(report.heard).toContain("after the restarts");
  expect(report.committed.length).toBeGreaterThan(50);
  expect(await damage(report.committed)).toEqual({ lost: 0, halves: 0, rolledBack: 0 });
}, 60_000);

/** Waits for that many sessions of the load; a listener that was lost comes back by itself. */
async function untilThere(which: string, count: number): Promise<void> {
  const sessions = () =>
    observer.unsafe(`select from pg_stat_activity where application_name = 'load' and ${which}`);
  await waitFor(async () => (await sessions()).length >= count, {
    what: `the load to have ${count} sessions where ${which}`,
    timeout: 20_000,
  });
}

/** What the database holds against what the load was told. */
async function damage(committed: readonly string[]): Promise<unknown> {
  const [row] = await observer`
    with pairs as (select id, count(*) as parts, bool_or(part = 3) as rolled from pair group by id)
    select
      (select count(*) from unnest(${committed}::uuid[]) as told (id) left join pairs using (id) where parts is null) as lost,
      (select count(*) from pairs where parts <> 2) as halves,
      (select count(*) from pairs where rolled) as "rolledBack"`;
  return row;
}
