import { expect } from "bun:test";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, manager, mayWatch, pays, written } from "./viewers.ts";

/** Somebody has saved wrong words, and the mail server takes nothing: the letter that waits goes out with the right ones. */
export async function badTemplate(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { mailbox } = cinema.servers;
  const { templates } = await manager(cinema);
  const key = { event: "paid", language: "ru" } as const;
  const { html } = await templates.get.query(key);
  await templates.save.mutate({
    ...{ ...key, html, subject: "Wrong words", basedOn: 1 },
    ...{ reason: "a test", idempotencyKey: crypto.randomUUID() },
  });
  mailbox.faults.failWithProbability(1, 1);
  const purchase = await buys(cinema, "bad-template@cinema.test");
  pays(cinema, purchase);
  await mayWatch(cinema, purchase.email);

  await book.next("templates.get");
  await book.next("templates.restore");
  mailbox.faults.clear();
  const [letter] = await cinema.hurry(() => written(cinema, purchase.email, 1));
  const [trial] = await written(cinema, "manager@cinema.test", 1);
  await book.next("letters_queued");
  expect(letter?.subject).not.toContain("Wrong words");
  expect(trial?.subject).not.toContain("Wrong words");
}
