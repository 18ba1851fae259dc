import { type BillingClient, createBillingClient } from "@cinema/client/create-client";
import { topics } from "@cinema/core/message";
import { seedPlans } from "@cinema/db/seed";
import type { MailboxOptions } from "@cinema/sandbox/mailbox/start-mailbox";
import { startSandbox } from "@cinema/sandbox/start-sandbox";
import { testDatabase } from "@cinema/testkit/database";
import { waitFor } from "@cinema/testkit/wait";
import { firstPlans } from "../plans.ts";
import { OneCommand, type Settings } from "./one-command.ts";

/** The service as the one command runs it, with a world around it that outlives it: all in the test's own hands. */
export type Surroundings = Awaited<ReturnType<typeof openSurroundings>>;

/** Prepares all but the service itself, which `cinema.start()` starts. */
export async function openSurroundings(
  seed: number,
  settings: Settings = {},
  mailboxOptions: MailboxOptions = {},
) {
  const database = await testDatabase();
  await seedPlans(database.sql, firstPlans);
  const { twin, issuer, mailbox, stop } = await startSandbox({ twin: { seed }, mailbox: mailboxOptions });
  const cinema = await OneCommand.prepare({
    DATABASE_URL: database.url,
    YOOKASSA_API_URL: twin.apiUrl,
    YOOKASSA_SHOP_ID: twin.shopId,
    YOOKASSA_SECRET_KEY: twin.secretKey,
    OIDC_ISSUER: issuer.url,
    SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
    ...settings,
  });
  const webhookUrl = `${cinema.url}/webhooks/yookassa`;
  twin.changeSettings({ webhookUrl });
  return {
    cinema,
    twin,
    issuer,
    mailbox,
    webhookUrl,
    sql: database.sql,

    /** The client of a viewer of that address, who speaks English. */
    async viewer(email: string): Promise<BillingClient["billing"]> {
      return createBillingClient({ url: cinema.url, token: await issuer.mint({ email }), language: "en" })
        .billing;
    },

    /** One run of the inquiries by hand, as `bun run job inquiries`. */
    async inquire(): Promise<void> {
      const { code, said } = await cinema.run(["job", "inquiries"], {
        SITE_URL: cinema.url,
        MAIL_FROM: "Cinema <billing@cinema.test>",
      });
      if (code !== 0) throw new Error(`inquiries ended with ${code}:\n${said}`);
    },

    /** Waits until the service has nothing in hand and nothing to do now; events for others may lie for ever. */
    async quiet(): Promise<void> {
      await twin.delivered();
      await waitFor(
        async () => {
          const [row] = await database.sql<{ due: number }[]>`
            select count(*) as due from outbox
            where dead_at is null and (available_at <= now() or claimed_until > now()) and topic = any(${[...topics]})`;
          return row?.due === 0;
        },
        { what: "the service to have nothing to do", timeout: 30_000 },
      );
    },

    /** What was sent to an address: the subject of each letter by its Message-ID, the oldest first. */
    lettersTo(email: string): ReadonlyMap<string, string> {
      const letters = mailbox.letters().filter(({ to }) => to.includes(email));
      return new Map(
        letters.toReversed().map(({ headers, subject }) => [headers["message-id"] ?? "", subject]),
      );
    },

    async close(): Promise<void> {
      await cinema.remove();
      await stop();
      await database.drop();
    },
  };
}

/** The provider's id of a payment, as its page's address has it. */
export function externalIdIn(confirmationUrl: string): string {
  return confirmationUrl.split("/").at(-1) ?? "";
}
