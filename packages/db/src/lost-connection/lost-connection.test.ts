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
  await waitFor(
    () => observer`select from pg_stat_activity where application_name = 'load' having count(*) > 5`,
    {
      what: "the load to open its connections",
    },
  );
  for (let kill = 0; kill < 25; kill += 1) {
    await observer`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'load' order by random() limit ${1 + (kill % 3)}`;
    await Bun.sleep(60);
  }
  for (const signal of ["SIGINT", "SIGQUIT", "SIGINT", "SIGQUIT"] as const) {
    await server.restart(signal);
    await Bun.sleep(500);
  }
  load.stdin.write("calm\n");
  await notifyUntilHeard();
  await Bun.sleep(500);
  load.stdin.end();

  const [output, errors, exitCode] = await Promise.all([load.stdout.text(), load.stderr.text(), load.exited]);
  expect(errors).toBe("");
  expect(exitCode).toBe(0);
  const report = JSON.parse(output) as LoadReport;
  expect(report.wrong).toEqual([]);
  expect(report.hung).toBe(0);
  expect(Math.min(...report.doneInCalm)).toBeGreaterThan(0);
  expect(report.heard).toContain("after the restarts");
  expect(report.committed.length).toBeGreaterThan(500);
  expect(await damage(report.committed)).toEqual({ lost: 0, halves: 0, rolledBack: 0 });
}, 60_000);

/** The listener comes back by itself; until then what is said to it is lost. */
async function notifyUntilHeard(): Promise<void> {
  await waitFor(
    () =>
      observer`select from pg_stat_activity where application_name = 'load' and query ilike 'listen %'`.then(
        (rows) => rows.length > 0,
      ),
    { what: "the load to listen again" },
  );
  await observer.notify("ping", "after the restarts");
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
