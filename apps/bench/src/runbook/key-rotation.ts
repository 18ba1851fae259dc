import { expect } from "bun:test";
import { startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { signIn } from "@cinema/testkit/sign-in";
import { waitFor } from "@cinema/testkit/wait";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, mayWatch, pays, written } from "./viewers.ts";

/** Three secrets are made anew, one after the other, while viewers pay. */
export async function keyRotation(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  await yookassaKey(cinema, book);
  await keycloak(cinema, book);
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
  await book.next("YOOKASSA_SHOP_ID");
  await cinema.hurry(async () => {
    for (const { email } of purchases) await mayWatch(cinema, email);
    for (const { email } of purchases) await written(cinema, email, 1);
  });
}

/** The realm signs by a new key; then the client for the pages gets a new secret, and a person signs in. */
async function keycloak({ servers, siteUrl }: RunbookInstallation, book: BookInHand): Promise<void> {
  const { issuer } = servers;
  await issuer.rotateKey();
  await book.give({ NEW_TOKEN: await issuer.mint({ email: "manager@cinema.test", roles: ["Manager"] }) });
  await book.next("NEW_TOKEN");

  const person = { email: "manager@cinema.test", password: "cinema" };
  const site = { door: siteUrl, siteUrl };
  const secret = "of-the-pages-today";
  issuer.changeSecret("cinema", secret);
  await expect(signIn(site, person)).rejects.toThrow("signed in nobody");
  await book.give({ NEW_CLIENT_SECRET: secret });
  await book.next("oidc_client_secret");
  await book.next("grant_type");
  await waitFor(() => signIn(site, person), { what: "somebody to sign in", timeout: 30_000 });
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
    const letters = () => another.letters().filter(({ to }) => to.includes(purchase.email));
    const hasCome = () => letters().length > 0;
    await cinema.hurry(() => waitFor(hasCome, { what: "the letter", timeout: 60_000 }));
    await book.next("letters_queued");
    expect(letters()).toHaveLength(1);
  } finally {
    await another.stop();
  }
}
