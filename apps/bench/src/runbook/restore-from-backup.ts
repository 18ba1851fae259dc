import { expect } from "bun:test";
import { join } from "node:path";
import { hour, minute } from "@cinema/core/instant";
import { expectWholeBooks, quiet } from "./facts.ts";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, manager, mayWatch, pays, subscriber, written } from "./viewers.ts";

/** What YooKassa knows and the backup does not comes back: a purchase paid meanwhile, a new viewer, money given back. */
export async function restoreFromBackup(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { driver, servers } = cinema;
  // What is younger than ten minutes is not compared, and nobody waits for that here.
  servers.twin.clock.set(Date.now() - 20 * minute);
  const before = await subscriber(cinema, "before@cinema.test");
  const begun = await buys(cinema, "begun@cinema.test");
  await quiet(cinema);
  await book.give({
    BACKUP: join(servers.directory, "backup"),
    SINCE: new Date(Date.now() - 2 * hour).toISOString(),
  });
  await book.next("pg_dump");
  await meanwhile(cinema, before.paymentId, begun);
  const lost = await paymentsOf(cinema);
  const { totals } = servers.twin.ledger();

  await book.next("pg_restore");
  expect(await paymentsOf(cinema)).not.toEqual(lost);
  await book.next("reconcile");
  await expectWholeBooks(cinema);
  await book.next("up -d");
  expect(await paymentsOf(cinema)).toEqual(lost);
  await book.next("reconciliation.differences");
  await book.next("reconciliation.dismiss");
  await book.next("reconcile");
  for (const email of ["before@cinema.test", "begun@cinema.test", "after@cinema.test"])
    await mayWatch(cinema, email);
  await quiet(cinema);
  expect(servers.twin.ledger().totals).toEqual(totals);
  servers.twin.clock.set(Date.now());
  expect(await paymentsOf(cinema)).toEqual(lost);
  expect(await driver.sql`select from difference where status = 'open'`).toHaveLength(0);
}

async function meanwhile(
  cinema: RunbookInstallation,
  paymentId: string,
  begun: Parameters<typeof pays>[1],
): Promise<void> {
  pays(cinema, begun);
  await mayWatch(cinema, begun.email);
  await written(cinema, begun.email, 1);
  await subscriber(cinema, "after@cinema.test");
  const { refunds } = await manager(cinema);
  const why = { reason: "a test", idempotencyKey: crypto.randomUUID() };
  await refunds.request.mutate({ paymentId, kind: "partial", amountKopecks: 100, ...why });
  await quiet(cinema);
}

async function paymentsOf({ driver }: RunbookInstallation) {
  const rows = await driver.sql`
    select id, user_id, subscription_id, payment_amount, payment_status, refunded_kopecks, external_payment_id
    from payment order by id`;
  return [...rows];
}
