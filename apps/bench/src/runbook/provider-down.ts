import { expect } from "bun:test";
import { renewDue } from "@cinema/billing/run-due";
import { waitFor } from "@cinema/testkit/wait";
import { renewedOf, seedDueViewers } from "./due-viewers.ts";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";

const by = { actor: "billing:renewals", reason: "a test", requestId: undefined };

/** The provider takes the money of six renewals and does not say so; it answers nothing else either. */
export async function providerDown(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { servers, driver } = cinema;
  servers.twin.faults.add({ kind: "error_after" }, { method: "POST", path: "/payments", times: null });
  servers.twin.faults.add({ kind: "error_before" }, { method: "GET", times: null });
  // Only now, for the scheduler may find them at any moment.
  const due = await seedDueViewers(cinema, 100, 6);
  await renewDue(driver.world, by);
  await waitFor(async () => (await unknown(cinema)) === due.length, {
    what: "six unknown payments",
    timeout: 60_000,
  });
  expect(await book.next("provider.out")).toContain(`age="under_10m"} ${due.length}\n`);

  servers.twin.faults.clear();
  await book.next("admin.payments.ask");
  expect(await unknown(cinema)).toBe(due.length - 1);
  // The others wait for minutes.
  await cinema.hurry(() => book.next("provider.back"));
  expect(await renewedOf(cinema, due)).toBe(due.length);
}

async function unknown({ driver }: RunbookInstallation): Promise<number> {
  const [row] = await driver.sql<
    { count: number }[]
  >`select count(*) as count from payment where payment_status = 'unknown'`;
  return row?.count ?? 0;
}
