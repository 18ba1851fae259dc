import { expect } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import { allQueues } from "../chaos/settle-down.ts";
import type { RunbookInstallation } from "./open-runbook.ts";

interface Booked {
  readonly id: string;
  readonly taken: number;
  readonly returned: number;
}

/** A payment that was seeded, not made, is in no book but ours. */
const made = "not (user_id like 'due-%' and purpose = 'first')";

/** Resolves when the provider has told everything and nothing is left to do, nor in hand. */
export async function quiet({ servers, driver, eye }: RunbookInstallation): Promise<void> {
  await servers.twin.delivered();
  const nothingDue = async () => {
    const [row] = await driver.sql<{ due: number }[]>`
      select count(*) as due from outbox where available_at <= now()`;
    return row?.due === 0;
  };
  const nothingInHand = async () =>
    (await eye.waiting()) === 0 && [...(await allQueues(servers)).values()].every((count) => count === 0);
  // What was in hand may have left something to do.
  const isQuiet = async () => (await nothingDue()) && (await nothingInHand()) && (await nothingDue());
  await waitFor(isQuiet, { what: "everything to be done", timeout: 90_000 });
}

/** Holds our books against the provider's to the kopeck, and sees that no period and no letter came twice. */
export async function expectWholeBooks({ servers, driver }: RunbookInstallation): Promise<void> {
  const ours = await driver.sql<Booked[]>`
    select external_payment_id as id, case payment_status when 'succeeded' then payment_amount else 0 end as taken,
      refunded_kopecks as returned
    from payment where external_payment_id is not null and ${driver.sql.unsafe(made)} order by 1`;
  const theirs = servers.twin
    .ledger()
    .payments.map(({ paymentId, takenKopecks, returnedKopecks, metadata }) => ({
      booked: { id: paymentId, taken: takenKopecks, returned: returnedKopecks },
      period: `${metadata.subscription_id} ${metadata.period_number}`,
    }));
  const sorted = (rows: readonly Booked[]) => rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  expect(sorted([...ours])).toEqual(sorted(theirs.map(({ booked }) => booked)));
  const periods = theirs.filter(({ booked }) => booked.taken > 0).map(({ period }) => period);
  expect(periods.filter((period, index) => periods.indexOf(period) !== index)).toEqual([]);
  const letters = servers.mailbox.letters().map(({ headers }) => headers["message-id"]);
  expect(letters.filter((letter, index) => letters.indexOf(letter) !== index)).toEqual([]);
}

/** No process has died by itself. */
export function expectNoDeaths({ fleet }: RunbookInstallation): void {
  expect(fleet.ownDeaths).toEqual([]);
}
