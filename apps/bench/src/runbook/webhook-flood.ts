import { expect } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys } from "./viewers.ts";

/** An address that is none of the provider's, and one that is. */
const stranger = "203.0.113.66";
const provider = "185.71.76.1";

/** A stranger says again and again that a payment is paid which nobody has paid; so does the provider's own address. */
export async function webhookFlood(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { driver } = cinema;
  const { paymentId, confirmationUrl } = await buys(cinema, "flood@cinema.test");
  const externalId = confirmationUrl?.split("/").at(-1) ?? "";
  const flood = startFlood(cinema, externalId);
  await book.next("docker compose logs");
  const enough = () => flood.least() > 50;
  await waitFor(enough, { what: "more notifications", timeout: 30_000 });
  const statuses = await flood.stop();
  expect([...statuses.keys()].toSorted()).toEqual([200, 403]);

  const said = await book.next("sleep 3");
  const counts = [...said.matchAll(/status="403"} (\d+)/g)].map(([, count]) => count);
  expect(counts).toHaveLength(2);
  expect(new Set(counts).size).toBe(1);
  const [payment] = await driver.sql`select payment_status from payment where id = ${paymentId}`;
  expect(payment).toEqual({ payment_status: "pending" });
}

/** @returns how to end it, and how often each status was answered by then */
function startFlood({ siteUrl }: RunbookInstallation, externalId: string) {
  const statuses = new Map<number, number>();
  let isOver = false;
  const send = async (address: string) => {
    while (!isOver) {
      const { status } = await fetch(`${siteUrl}/webhooks/yookassa`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify({
          ...{ type: "notification", event: "payment.succeeded" },
          object: { id: externalId, status: "succeeded" },
        }),
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const sending = [stranger, stranger, stranger, provider].map(send);
  return {
    /** How often the rarest answer was given. */
    least: () => Math.min(statuses.get(200) ?? 0, statuses.get(403) ?? 0),
    async stop(): Promise<ReadonlyMap<number, number>> {
      isOver = true;
      await Promise.all(sending);
      return statuses;
    },
  };
}
