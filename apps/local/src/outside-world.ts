import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { startPostgres } from "@cinema/embedded/postgres";
import { type Issuer, startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { type Mailbox, startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { startTwin, type Twin } from "@cinema/sandbox/yookassa/start-twin";

export type Environment = { readonly [name: string]: string | undefined };

/** Whatever the environment does not bring from outside, started on this machine. */
export interface OutsideWorld {
  /** The environment with the addresses of the started parts filled in. */
  readonly environment: Environment;
  readonly twin: Twin | undefined;
  readonly issuer: Issuer | undefined;
  readonly mailbox: Mailbox | undefined;
  readonly hasOwnDatabase: boolean;
  stop(): Promise<void>;
}

/** A real shop's money together with a pretended bank, mailbox or issuer. */
export class LiveKeyInSandbox extends Error {
  override readonly name = "LiveKeyInSandbox";
}

/**
 * Starts the database, the twin, the issuer and the mailbox, each unless the environment names the real one.
 * @throws {LiveKeyInSandbox} when a live key of YooKassa would meet any pretended part
 */
export async function startOutsideWorld(given: Environment): Promise<OutsideWorld> {
  const data = given.DATA_DIRECTORY ?? join(repository, ".data");
  const wanted = {
    database: given.DATABASE_URL === undefined,
    twin: given.YOOKASSA_SHOP_ID === undefined && given.YOOKASSA_SECRET_KEY === undefined,
    issuer: given.OIDC_ISSUER === undefined,
    mailbox: given.SMTP_URL === undefined,
  };
  refuseLiveKey(given, wanted);
  mkdirSync(data, { recursive: true });
  const port = given.PORT ?? "3000";
  const site = given.SITE_URL ?? `http://127.0.0.1:${port}`;
  const started: { stop(): Promise<void> }[] = [];
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.unshift(part);
    return part;
  };
  try {
    const database = wanted.database
      ? keep(await startPostgres({ directory: join(data, "postgres") }))
      : undefined;
    const twin = wanted.twin ? keep(startOwnTwin(given, data, port)) : undefined;
    const issuer = wanted.issuer ? keep(await startOwnIssuer(given, data)) : undefined;
    const mailbox = wanted.mailbox ? keep(await startOwnMailbox(given, data)) : undefined;
    return {
      twin,
      issuer,
      mailbox,
      hasOwnDatabase: wanted.database,
      environment: {
        HOST: "127.0.0.1",
        PORT: port,
        SITE_URL: site,
        RETURN_ORIGINS: `http://localhost:${port}`,
        MAIL_FROM: "Cinema <billing@cinema.test>",
        ...(database && { DATABASE_URL: database.url }),
        ...(twin && {
          YOOKASSA_API_URL: twin.apiUrl,
          YOOKASSA_SHOP_ID: twin.shopId,
          YOOKASSA_SECRET_KEY: twin.secretKey,
          WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.1,::1",
        }),
        ...(issuer && { OIDC_ISSUER: issuer.url }),
        ...(mailbox && { SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}` }),
        ...given,
      },
      stop: async () => {
        for (const part of started) await part.stop();
      },
    };
  } catch (error) {
    for (const part of started) await part.stop();
    throw error;
  }
}

function refuseLiveKey(given: Environment, wanted: { readonly [part: string]: boolean }): void {
  const pretended = Object.keys(wanted).filter((part) => part !== "database" && wanted[part]);
  if (given.YOOKASSA_SECRET_KEY?.startsWith("live_") && pretended.length > 0)
    throw new LiveKeyInSandbox(
      `a live_ key takes real money and does not go with a pretended ${pretended.join(" and ")}: set ` +
        "OIDC_ISSUER and SMTP_URL to the real ones, or use the test_ key of a test shop",
    );
}

function startOwnTwin(given: Environment, data: string, port: string): Twin {
  return startTwin({
    port: Number(given.TWIN_PORT ?? 3001),
    webhookUrl: `http://127.0.0.1:${port}/webhooks/yookassa`,
    stateFile: join(data, "twin.json"),
  });
}

function startOwnIssuer(given: Environment, data: string): Promise<Issuer> {
  return startIssuer({ port: Number(given.ISSUER_PORT ?? 3002), stateFile: join(data, "issuer.json") });
}

function startOwnMailbox(given: Environment, data: string): Promise<Mailbox> {
  return startMailbox({
    httpPort: Number(given.MAILBOX_PORT ?? 3003),
    smtpPort: Number(given.SMTP_PORT ?? 3025),
    stateFile: join(data, "letters.jsonl"),
  });
}
