import { expect } from "bun:test";
import { startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { waitFor } from "@cinema/testkit/wait";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, mayWatch, pays, written } from "./viewers.ts";

/** Three secrets are made anew, one after the other, while viewers pay. */
export async function keyRotation(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  await yookassaKey(cinema, book);
  await clientSecret(cinema, book);
  await mailPassword(cinema, book);
}

/** Six viewers have begun to pay by the old key; no payment fails of it. */
async function yookassaKey(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { twin } = cinema.servers;
  const key = "test_cinema_of_today";
  const purchases = await Promise.all(
    Array.from({ length: 6 }, (_, number) => buys(cinema, `key-${number}@cinema.test`)),
  );
  twin.changeSettings({ secretKey: key });
  for (const purchase of purchases) pays(cinema, purchase);
  await book.next("unauthorised");
  await book.give({ NEW_KEY: key });
  await book.next("yookassa_secret_key");
  const hurry = cinema.hurry();
  await book.next("YOOKASSA_SHOP_ID");
  for (const { email } of purchases) await mayWatch(cinema, email);
  for (const { email } of purchases) await written(cinema, email, 1);
  await hurry.stop();
}

async function clientSecret(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  await book.give({ NEW_CLIENT_SECRET: "of-the-pages-today" });
  await book.next("oidc_client_secret");
  await cinema.servers.issuer.rotateKey();
  const token = await cinema.servers.issuer.mint({ email: "manager@cinema.test", roles: ["Manager"] });
  await book.give({ NEW_TOKEN: token });
  await book.next("NEW_TOKEN");
}

/** The mail server takes nothing any more; another one does. */
async function mailPassword(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { mailbox } = cinema.servers;
  const another = await startMailbox();
  try {
    mailbox.faults.failWithProbability(1, 1);
    const purchase = await buys(cinema, "mail@cinema.test");
    pays(cinema, purchase);
    await mayWatch(cinema, purchase.email);
    await book.give({ NEW_SMTP_URL: `smtp://127.0.0.1:${another.smtpPort}` });
    await book.next("smtp_url");
    const hurry = cinema.hurry();
    const letters = () => another.letters().filter(({ to }) => to.includes(purchase.email));
    await waitFor(() => letters().length > 0, { what: "the letter", timeout: 60_000 });
    await hurry.stop();
    await book.next("letters_queued");
    expect(letters()).toHaveLength(1);
  } finally {
    await another.stop();
  }
}
