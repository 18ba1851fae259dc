import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, mayWatch, pays, written } from "./viewers.ts";

/** PostgreSQL is stopped after a viewer has gone to pay; he pays meanwhile. */
export async function databaseDown(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const purchase = await buys(cinema, "database-down@cinema.test");
  await cinema.servers.stopPostgres("SIGINT");
  pays(cinema, purchase);
  await book.next("health/ready");
  await book.next("up -d postgres");
  await book.next("scheduler_leaders");
  await mayWatch(cinema, purchase.email);
  await written(cinema, purchase.email, 1);
}
