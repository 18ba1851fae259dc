import { expect } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import { deadLettersOf } from "../chaos/run-chaos.ts";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, mayWatch, pays, written } from "./viewers.ts";

/** A trigger of somebody's refuses that a payment is paid, until its message is dead. */
export async function stuckPayments(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { sql, world } = cinema.driver;
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'the month is closed'; end $$;
    create trigger refuse before update on payment for each row when (new.payment_status = 'succeeded') execute function refuse()`);
  const purchase = await buys(cinema, "stuck@cinema.test");
  pays(cinema, purchase);
  // The notification, and the question that a minute later follows every order.
  const areDead = async () => (await deadLettersOf(cinema.servers.rabbitmq.url)).length === 2;
  await cinema.hurry(() => waitFor(areDead, { what: "two dead letters", timeout: 60_000 }));

  await book.next("dead_letters");
  expect(await book.next("deadLetters.list")).toContain("the month is closed");
  await sql.unsafe("drop trigger refuse on payment; drop function refuse");
  await book.next("deadLetters.replayAll");
  await mayWatch(cinema, purchase.email);
  await written(cinema, purchase.email, 1);

  await book.next("jobs.dryRun");
  const areOver = async () => {
    const runs = await world.store.jobRuns.list({ name: "renewals", limit: 2, after: undefined });
    return runs.every(({ status }) => status === "succeeded");
  };
  await waitFor(areOver, { what: "both runs to succeed", timeout: 30_000 });
  await book.next("reconcile");
  await book.next("due_uncharged");
}
