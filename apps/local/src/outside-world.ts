import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { repository } from "@cinema/embedded/install-dependencies";
import { startPostgres } from "@cinema/embedded/postgres";
import { type Issuer, startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { type Mailbox, startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { startTwin, type Twin } from "@cinema/sandbox/yookassa/start-twin";
import { type PortName, readPorts } from "./ports.ts";

export type Environment = { readonly [name: string]: string | undefined };

/** Whatever the environment does not bring from outside, started on this machine. */
export interface OutsideWorld {
  /** The environment with the addresses of the started parts filled in. */
  readonly environment: Environment;
  readonly twin: Twin | undefined;
  readonly issuer: Issuer | undefined;
  readonly mailbox: Mailbox | undefined;
  readonly hasOwnDatabase: boolean;
  /** Where the started parts keep what they must not forget. */
  readonly dataDirectory: string;
  stop(): Promise<void>;
}

/** A real shop's money together with a pretended bank, mailbox or issuer. */
export class LiveKeyInSandbox extends Error {
  override readonly name = "LiveKeyInSandbox";
}

/** The parts that may be started here. */
interface Wanted {
  readonly database: boolean;
  readonly twin: boolean;
  readonly issuer: boolean;
  readonly mailbox: boolean;
}

/**
 * Starts the database, the twin, the issuer and the mailbox, each unless the environment names the real one (also
 * in a file, as `NAME_FILE`).
 * @throws {LiveKeyInSandbox} when a live key of YooKassa would meet any pretended part
 * @throws {PortsUnusable} when a port is taken or none
 */
export async function startOutsideWorld(given: Environment): Promise<OutsideWorld> {
  const data = given.DATA_DIRECTORY || join(repository, ".data");
  const wanted = {
    database: !isGiven(given, "DATABASE_URL"),
    twin: !isGiven(given, "YOOKASSA_SHOP_ID") && !isGiven(given, "YOOKASSA_SECRET_KEY"),
    issuer: !isGiven(given, "OIDC_ISSUER"),
    mailbox: !isGiven(given, "SMTP_URL"),
  };
  refuseLiveKey(given, wanted);
  const ports = await readPorts(given, portsOf(wanted));
  mkdirSync(data, { recursive: true });
  const started: { stop(): Promise<void> }[] = [];
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.unshift(part);
    return part;
  };
  const stop = async () => {
    for (const part of started) await part.stop();
  };
  try {
    const database = wanted.database
      ? keep(await startPostgres({ directory: join(data, "postgres") }))
      : undefined;
    const twin = wanted.twin ? keep(startOwnTwin(ports, data)) : undefined;
    const issuer = wanted.issuer ? keep(await startOwnIssuer(ports, data)) : undefined;
    const mailbox = wanted.mailbox ? keep(await startOwnMailbox(ports, data)) : undefined;
    return {
      twin,
      issuer,
      mailbox,
      hasOwnDatabase: wanted.database,
      dataDirectory: data,
      environment: withDefaults(given, {
        HOST: "127.0.0.1",
        // Nobody stands in front of one machine.
        STOP_NOTICE_SECONDS: "0",
        PORT: `${ports.PORT}`,
        SITE_URL: `http://127.0.0.1:${ports.PORT}`,
        RETURN_ORIGINS: `http://localhost:${ports.PORT}`,
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
      }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An empty value counts as none, here as for every process. */
function isGiven(given: Environment, name: SettingName): boolean {
  return Boolean(given[name] || given[`${name}_FILE`]);
}

function withDefaults(given: Environment, defaults: { readonly [N in SettingName]?: string }): Environment {
  const names = Object.keys(defaults) as (keyof typeof defaults)[];
  const missing = names.filter((name) => !isGiven(given, name));
  return { ...given, ...Object.fromEntries(missing.map((name) => [name, defaults[name]])) };
}

function portsOf({ twin, issuer, mailbox }: Wanted): readonly PortName[] {
  return [
    "PORT",
    ...(twin ? (["TWIN_PORT"] as const) : []),
    ...(issuer ? (["ISSUER_PORT"] as const) : []),
    ...(mailbox ? (["MAILBOX_PORT", "SMTP_PORT"] as const) : []),
  ];
}

function refuseLiveKey(given: Environment, { issuer, mailbox, ...wanted }: Wanted): void {
  if (wanted.twin || !isGiven(given, "YOOKASSA_SECRET_KEY")) return;
  const { YOOKASSA_SECRET_KEY: key } = readConfiguration(["YOOKASSA_SECRET_KEY"], given);
  const pretended = [
    ...(issuer ? [{ part: "issuer", setting: "OIDC_ISSUER" }] : []),
    ...(mailbox ? [{ part: "mailbox", setting: "SMTP_URL" }] : []),
  ];
  if (!key.startsWith("live_") || pretended.length === 0) return;
  throw new LiveKeyInSandbox(
    `a live_ key takes real money and does not go with a pretended ${pretended.map(({ part }) => part).join(" and ")}: ` +
      `set ${pretended.map(({ setting }) => setting).join(" and ")} to the real one, or use the test_ key of a test shop`,
  );
}

type Ports = Awaited<ReturnType<typeof readPorts>>;

function startOwnTwin(ports: Ports, data: string): Twin {
  return startTwin({
    port: ports.TWIN_PORT,
    webhookUrl: `http://127.0.0.1:${ports.PORT}/webhooks/yookassa`,
    stateFile: join(data, "twin.json"),
  });
}

function startOwnIssuer(ports: Ports, data: string): Promise<Issuer> {
  return startIssuer({ port: ports.ISSUER_PORT, stateFile: join(data, "issuer.json") });
}

function startOwnMailbox(ports: Ports, data: string): Promise<Mailbox> {
  return startMailbox({
    httpPort: ports.MAILBOX_PORT,
    smtpPort: ports.SMTP_PORT,
    stateFile: join(data, "letters.jsonl"),
  });
}
