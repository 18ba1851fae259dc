import { runJob } from "@cinema/billing/run-job";
import { waitFor } from "@cinema/testkit/wait";
import { endWaits } from "../chaos/watch-broker.ts";
import type { Driver } from "../open-driver.ts";

/** How long all renewals of a round may take, in milliseconds. */
const patience = 10 * 60_000;

/** Runs the renewal job; resolves when every renewal is settled and all that follows from it has left the outbox. */
export async function renewAll({ world, sql }: Driver, count: number): Promise<{ readonly job: number }> {
  const begun = world.now();
  const since = performance.now();
  await runJob(world, "renewals");
  const job = (performance.now() - since) / 1_000;
  await waitFor(
    async () => {
      const [row] = await sql<{ paid: number; waiting: number }[]>`
        select (select count(*) from payment where purpose = 'renewal' and payment_status = 'succeeded' and created_at >= ${begun}) as paid,
          (select count(*) from outbox where available_at <= now()) as waiting`;
      return row?.paid === count && row.waiting === 0;
    },
    { what: "all renewals to be settled", timeout: patience },
  );
  return { job };
}

/** What was put off into the next minutes is done now; answers how many messages that was. */
export async function doWhatWasPutOff({ sql }: Driver, waiting: () => Promise<number>): Promise<number> {
  const putOff = await endWaits(sql);
  await waitFor(
    async () => {
      const [row] = await sql<{ left: number }[]>`select count(*) as left from outbox`;
      return row?.left === 0 && (await waiting()) === 0;
    },
    { what: "the outbox to be empty", timeout: patience },
  );
  return putOff;
}
