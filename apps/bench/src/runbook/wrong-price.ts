import { expect } from "bun:test";
import { renewDue } from "@cinema/billing/run-due";
import { waitFor } from "@cinema/testkit/wait";
import { renewedOf, seedDueViewers } from "./due-viewers.ts";
import { quiet } from "./facts.ts";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { subscriber } from "./viewers.ts";

const by = { actor: "billing:renewals", reason: "a test", requestId: undefined };

/** A viewer has paid too much, and others are due: they are charged only when the halt is over. */
export async function wrongPrice(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { driver } = cinema;
  const { sql } = driver;
  const { paymentId } = await subscriber(cinema, "wrong-price@cinema.test");
  await book.next("charging halt");
  const due = await seedDueViewers(cinema, 200, 3);
  await renewDue(driver.world, by);
  await quiet(cinema);
  expect(await renewedOf(cinema, due)).toBe(0);

  expect(await book.next("payments.search")).toContain(paymentId);
  await book.next("catalogue.changePrice");
  const prices =
    await sql`select from price where amount = 39900 and starts_at > now() + interval '50 minutes'`;
  expect(prices).toHaveLength(1);
  await book.next("refunds.request");
  const returned = async () => {
    const [row] = await sql<
      { kopecks: number }[]
    >`select refunded_kopecks as kopecks from payment where id = ${paymentId}`;
    return row?.kopecks === 100;
  };
  await waitFor(returned, { what: "the refund", timeout: 60_000 });

  await book.next("charging resume");
  await book.next("charging status");
  await renewDue(driver.world, by);
  const areRenewed = async () => (await renewedOf(cinema, due)) === due.length;
  await cinema.hurry(() => waitFor(areRenewed, { what: "the charges that had waited", timeout: 60_000 }));
}
