import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { instantOf } from "@cinema/core/instant";
import { repository } from "@cinema/embedded/install-dependencies";
import { type Dump, dumpDatabase } from "@cinema/testkit/dump";
import { type BrokerEye, endWaits, lookAt } from "../chaos/watch-broker.ts";
import { type Installation, type Kind, openInstallation } from "../installation.ts";
import { openBash } from "./bash-session.ts";
import { type Service, startComposeStandIn } from "./compose-stand-in.ts";
import type { Section } from "./read-runbook.ts";
import { type BookInHand, startTyping } from "./type-section.ts";

/** An installation with the book lying beside it. */
export interface RunbookInstallation extends Installation {
  /** The cinema's address. */
  readonly siteUrl: string;
  readonly eye: BrokerEye;
  /** Where the processes find their secrets, as the containers do. */
  readonly secrets: string;
  /** Opens a shell as the book's "Before anything else" says. */
  openBook(preface: Section, section: Section): Promise<BookInHand>;
  /** During this work nothing waits minutes and hours, in the outbox or on the broker. */
  hurry<T>(work: () => Promise<T>): Promise<T>;
}

/** Starts one process of each kind with everything around it. */
export async function openRunbook(seed: number): Promise<RunbookInstallation> {
  const installation = await openInstallation({
    roster: { server: 1, consumer: 1, scheduler: 1 },
    ...{ seed, letters: 10_000 },
    settings: (servers) => settingsOf(servers, secretsIn(servers.directory)),
  });
  const { servers, driver, environment } = installation;
  const secrets = secretsIn(servers.directory);
  const eye = lookAt(servers.rabbitmq.url);
  await eye.prepare();
  servers.issuer.changeSecret("cinema", firstSecret);
  const standIn = startComposeStandIn(servicesOf(installation));
  return {
    ...{ ...installation, siteUrl: environment.SITE_URL ?? "", eye, secrets },
    async openBook(preface, section) {
      const shell = openBash({
        folder: repository,
        environment: {
          ...environment,
          ...(await variablesOf(installation, secrets)),
          ...standIn.environment,
          ...{ PATH: `${standIn.environment.PATH}:${dirname(process.execPath)}`, USER: "operator" },
          HOME: servers.directory,
        },
      });
      return startTyping(shell, preface, section);
    },
    async hurry<T>(work: () => Promise<T>) {
      let isOver = false;
      const passing = (async () => {
        while (!isOver) {
          // Either may be out just now; then it is done the next time.
          await Promise.all([endWaits(driver.sql).catch(none), eye.releaseRetries().catch(none)]);
          await Bun.sleep(300);
        }
      })();
      try {
        return await work();
      } finally {
        isOver = true;
        await passing;
      }
    },
    async close(keepsLogs) {
      await standIn.stop();
      await installation.close(keepsLogs);
    },
  };
}

const none = () => 0;

function secretsIn(directory: string): string {
  return join(directory, "secrets");
}

/** Of the client for the pages. */
const firstSecret = "of-the-pages";

/** What a proxy in front and secrets in files make of the usual settings. */
function settingsOf({ twin, mailbox }: Installation["servers"], secrets: string): Record<string, string> {
  mkdirSync(secrets);
  const files = {
    YOOKASSA_SECRET_KEY: ["yookassa_secret_key", twin.secretKey],
    OIDC_CLIENT_SECRET: ["oidc_client_secret", firstSecret],
    SMTP_URL: ["smtp_url", `smtp://127.0.0.1:${mailbox.smtpPort}`],
  } as const;
  const given = Object.entries(files).flatMap(([name, [file, value]]) => {
    writeFileSync(join(secrets, file), value);
    return [
      [name, ""],
      [`${name}_FILE`, join(secrets, file)],
    ];
  });
  return {
    ...Object.fromEntries(given),
    // The twin, like a proxy, says from which of the provider's addresses a notification comes.
    ...{ TRUSTED_PROXY_DEPTH: "1", WEBHOOK_ALLOWED_ADDRESSES: "yookassa" },
  };
}

/** The variables of the book's "Before anything else". */
async function variablesOf(
  { members, servers }: Installation,
  secrets: string,
): Promise<Record<string, string>> {
  const at = (kind: Kind) => members.find((member) => member.kind === kind)?.healthUrl ?? "";
  const manager = (name: string) => servers.issuer.mint({ email: `${name}@cinema.test`, roles: ["Manager"] });
  return {
    ...{ SERVER: at("server"), CONSUMER: at("consumer"), SCHEDULER: at("scheduler"), SECRETS: secrets },
    ...{ TOKEN: await manager("manager"), COLLEAGUE: await manager("manager2") },
  };
}

function servicesOf(installation: Installation): { readonly [name: string]: Service } {
  const { servers, driver } = installation;
  const { rabbitmq } = servers;
  const dumps = new Map<string, Dump>();
  return {
    server: processesOf(installation, "server"),
    consumer: processesOf(installation, "consumer"),
    scheduler: processesOf(installation, "scheduler"),
    rabbitmq: {
      start: async () => (rabbitmq.isRunning() ? undefined : rabbitmq.restart()),
      stop: rabbitmq.kill,
      printed: rabbitmq.printed,
    },
    postgres: {
      start: servers.resumePostgres,
      stop: () => servers.stopPostgres("SIGINT"),
      printed: () => readFileSync(servers.postgresLog, "utf8"),
      // The pinned server comes without these two programs, and those of a machine may be too old for it. So COPY does
      // what they do to the rows: they are kept in this process, and the file holds nothing but their name.
      commands: {
        "pg_dump --username=postgres --format=custom cinema": async () => {
          const name = `rows of ${instantOf(Date.now())}`;
          dumps.set(name, await dumpDatabase(driver.sql));
          return name;
        },
        "pg_restore --username=postgres --dbname=cinema --clean --if-exists --single-transaction": async (
          name,
        ) => {
          const dump = dumps.get(name);
          if (dump === undefined) throw new RangeError(`not a dump of ours: ${name}`);
          await dump.restore();
          return "";
        },
      },
    },
  };
}

/** The processes of one kind, which compose names as one service. */
function processesOf({ fleet, members, servers }: Installation, kind: Kind): Service {
  const names = members.filter((member) => member.kind === kind).map(({ name }) => name);
  return {
    start: async () => {
      for (const name of names) fleet.resume(name);
    },
    stop: async () => {
      await Promise.all(names.map((name) => fleet.pause(name)));
    },
    printed: () => names.map((name) => readFileSync(join(servers.logs, `${name}.log`), "utf8")).join(""),
  };
}
