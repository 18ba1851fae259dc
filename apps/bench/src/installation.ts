import { freePorts } from "@cinema/embedded/free-port";
import { waitFor } from "@cinema/testkit/wait";
import { environmentOf } from "./chaos/programs.ts";
import { type Servers, startServers } from "./chaos/servers.ts";
import { type Driver, openDriver } from "./open-driver.ts";
import { type Fleet, type Program, startFleet } from "./supervise.ts";

/** How many processes of each kind. */
export interface Roster {
  readonly server: number;
  readonly consumer: number;
  readonly scheduler: number;
}

export type Kind = keyof Roster;

/** One process of an installation and where it answers. */
export interface Member {
  /** "consumer-2". */
  readonly name: string;
  readonly kind: Kind;
  /** Health and metrics: "http://127.0.0.1:PORT". */
  readonly healthUrl: string;
  /** Of a server: its HTTP door. */
  readonly url: string;
}

/** A whole installation on this machine: PostgreSQL, RabbitMQ, the sandbox, and real processes of ours. */
export interface Installation {
  readonly servers: Servers;
  readonly driver: Driver;
  readonly fleet: Fleet;
  readonly members: readonly Member[];
  /** What every process was started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Waits until a process says that it is ready. */
  ready(member: Member): Promise<void>;
  /** @param keepsLogs leave the folder with what everyone printed */
  close(keepsLogs?: boolean): Promise<void>;
}

export interface InstallationOptions {
  readonly roster: Roster;
  readonly seed: number;
  /** Letters that the mailbox keeps. */
  readonly letters: number;
  /** Where viewers and the provider find the cinema; the first server when not given. */
  readonly siteUrl?: string;
  /** Settings on top of the usual ones, which may depend on where the servers are. */
  readonly settings?:
    | Readonly<Record<string, string>>
    | ((servers: Servers) => Readonly<Record<string, string>>);
}

const modules: { readonly [K in Kind]: string } = {
  server: import.meta.resolve("@cinema/server/main"),
  consumer: import.meta.resolve("@cinema/consumer/main"),
  scheduler: import.meta.resolve("@cinema/scheduler/main"),
};

/** Starts all of it, and waits until every process is ready. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const servers = await startServers(options);
  const driver = await openDriver(servers.databaseUrl, servers.twin);
  const members = await enlist(options.roster);
  const siteUrl = options.siteUrl ?? members.find(({ kind }) => kind === "server")?.url ?? "";
  const environment = {
    ...(await environmentOf(servers)),
    SITE_URL: siteUrl,
    ...(typeof options.settings === "function" ? options.settings(servers) : options.settings),
  };
  servers.twin.changeSettings({ webhookUrl: `${siteUrl}/webhooks/yookassa` });
  const programs = members.map(
    ({ name, kind, url, healthUrl }): Program => ({
      name,
      module: modules[kind],
      environment: { PORT: new URL(url).port, HEALTH_PORT: new URL(healthUrl).port },
    }),
  );
  const fleet = startFleet(programs, { environment, logs: servers.logs });
  const installation: Installation = {
    ...{ servers, driver, fleet, members, environment },
    async ready({ name, healthUrl }) {
      const isReady = async () => (await fetch(`${healthUrl}/health/ready`)).ok;
      await waitFor(isReady, { what: `${name} to be ready`, timeout: 120_000 });
    },
    async close(keepsLogs = false) {
      await fleet.stop();
      await driver.close();
      await servers.stop(keepsLogs);
    },
  };
  try {
    await Promise.all(members.map((member) => installation.ready(member)));
    return installation;
  } catch (error) {
    await installation.close();
    throw error;
  }
}

async function enlist(roster: Roster): Promise<readonly Member[]> {
  const kinds = ["server", "consumer", "scheduler"] as const;
  const names = kinds.flatMap((kind) =>
    Array.from({ length: roster[kind] }, (_, index) => ({ kind, name: `${kind}-${index + 1}` })),
  );
  const ports = await freePorts(names.length * 2);
  const at = (index: number) => `http://127.0.0.1:${ports[index]}`;
  return names.map((one, index) => ({ ...one, url: at(2 * index), healthUrl: at(2 * index + 1) }));
}
