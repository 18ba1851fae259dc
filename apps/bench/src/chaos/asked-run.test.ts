import { afterAll, beforeAll, expect, test } from "bun:test";
import { askForRun } from "@cinema/billing/ask-for-run";
import { instantOf, minute } from "@cinema/core/instant";
import { waitFor } from "@cinema/testkit/wait";
import { dueSubscription } from "../due-subscriptions.ts";
import { type Driver, openDriver } from "../open-driver.ts";
import { methodsOf, seedDue } from "../seed-due.ts";
import { type Fleet, startFleet } from "../supervise.ts";
import { environmentOf, programs } from "./programs.ts";
import { type Servers, startServers } from "./servers.ts";

const renewals = 3_000;

let servers: Servers;
let driver: Driver;
let fleet: Fleet;

beforeAll(async () => {
  servers = await startServers({ seed: 7, letters: renewals * 4 });
  driver = await openDriver(servers.databaseUrl, servers.twin);
  const due = Array.from({ length: renewals }, (_, number) =>
    dueSubscription(number, instantOf(Date.now() - 1 * minute), driver.world.newId),
  );
  await seedDue(driver.world.store, due);
  servers.twin.restore({ ...servers.twin.snapshot(), methods: methodsOf(due, servers.twin.shopId) });
  // Each batch takes a while, so that there is a middle to be killed in.
  await driver.sql.unsafe(`
    create function wait_a_while() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return null; end $$;
    create trigger wait_a_while after insert on payment for each statement execute function wait_a_while()`);
  const consumers = programs.filter(({ name }) => name.startsWith("consumer"));
  fleet = startFleet(consumers, { environment: await environmentOf(servers), logs: servers.logs });
}, 300_000);

afterAll(async () => {
  await fleet.stop();
  await driver.close();
  await servers.stop(false);
});

async function begunPayments(): Promise<number> {
  const [row] = await driver.sql<{ count: number }[]>`
    select count(*) from payment where purpose = 'renewal'`;
  return row?.count ?? 0;
}

test("a run asked for by message goes on after kill -9 of all consumers in its middle, nobody twice", async () => {
  const by = { actor: "manager:anna", reason: "a test", requestId: "r-1" };
  const runId = await askForRun(driver.world, by, { name: "renewals", isDry: false });
  await waitFor(async () => (await begunPayments()) > 0, { what: "the first batch", timeout: 60_000 });
  for (const name of ["consumer-1", "consumer-2"]) fleet.kill(name);
  expect(await begunPayments()).toBeLessThan(renewals);

  const run = await waitFor(
    async () => {
      const found = await driver.world.store.jobRuns.get(runId);
      return found?.finishedAt === undefined ? undefined : found;
    },
    { what: "the end of the run", timeout: 150_000 },
  );
  expect(run).toMatchObject({ status: "succeeded", attempts: 2, requestedBy: "manager:anna" });
  const perSubscription = await driver.sql`
    select count(*)::int as payments, count(distinct subscription_id)::int as subscriptions
    from payment where purpose = 'renewal'`;
  expect([...perSubscription]).toEqual([{ payments: renewals, subscriptions: renewals }]);
  expect(fleet.ownDeaths).toEqual([]);
}, 300_000);
