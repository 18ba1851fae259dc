import { instantOf, minute } from "@cinema/core/instant";
import { type DueSubscription, dueSubscription } from "../due-subscriptions.ts";
import { methodsOf, seedDue } from "../seed-due.ts";
import type { RunbookInstallation } from "./open-runbook.ts";

/**
 * Puts viewers there whose renewal is due, with cards that the provider has saved.
 * @param first the number of the first, so that they are not those of another section
 */
export async function seedDueViewers(
  cinema: RunbookInstallation,
  first: number,
  count: number,
): Promise<readonly DueSubscription[]> {
  const { driver, servers } = cinema;
  const due = Array.from({ length: count }, (_, index) =>
    dueSubscription(first + index, instantOf(Date.now() - 1 * minute), driver.world.newId),
  );
  await seedDue(driver.world.store, due);
  await servers.twin.delivered();
  const snapshot = servers.twin.snapshot();
  const methods = [...snapshot.methods, ...methodsOf(due, servers.twin.shopId)];
  servers.twin.restore({ ...snapshot, methods });
  return due;
}

/** How many of these have been renewed, each for one period. */
export async function renewedOf(
  { driver }: RunbookInstallation,
  due: readonly DueSubscription[],
): Promise<number> {
  const ids = due.map(({ active }) => active.id);
  const [row] = await driver.sql<{ count: number }[]>`
    select count(*) as count from subscription where id = any(${ids}) and paid_periods = 2`;
  return row?.count ?? 0;
}
