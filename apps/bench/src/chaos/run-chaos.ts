import type { DeadMessage } from "@cinema/billing/queue";
import { instantOf } from "@cinema/core/instant";
import { openBroker } from "@cinema/rabbit/broker";
import { layOut } from "@cinema/rabbit/topology";
import { Random } from "@cinema/sandbox/random";
import { type DueSubscription, dueSubscription } from "../due-subscriptions.ts";
import { type Driver, openDriver } from "../open-driver.ts";
import { methodsOf, seedDue } from "../seed-due.ts";
import { type Fleet, startFleet } from "../supervise.ts";
import { audit, type Finding } from "./audit.ts";
import { planBlows } from "./blows.ts";
import { orderTroubles } from "./faults.ts";
import { environmentOf, programs } from "./programs.ts";
import { type Servers, startServers } from "./servers.ts";
import { settleDown } from "./settle-down.ts";
import { strike } from "./strike.ts";
import { lookAt } from "./watch-broker.ts";

export interface ChaosOptions {
  /** Decides who is killed when and what goes wrong at the provider; how processes interleave it cannot decide. */
  readonly seed: number;
  readonly renewals: number;
  /** Hears what is going on. */
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly findings: readonly Finding[];
  readonly holds: boolean;
  /** What was done, as counts. */
  readonly counts: Readonly<Record<string, number>>;
  /** Where the processes' output was left; undefined when all held. */
  readonly logs: string | undefined;
}

/**
 * Renews subscriptions by real processes while those, PostgreSQL and RabbitMQ are killed at random and the provider
 * fails; lets it all settle, and holds the books against the provider's.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const servers = await startServers({ seed: options.seed, letters: options.renewals * 10 });
  const driver = await openDriver(servers.databaseUrl, servers.twin);
  let holds = false;
  try {
    const report = await run(options, servers, driver);
    holds = report.holds;
    return { ...report, logs: holds ? undefined : servers.logs };
  } finally {
    await driver.close();
    await servers.stop(!holds);
  }
}

async function run(
  { seed, renewals, say }: ChaosOptions,
  servers: Servers,
  driver: Driver,
): Promise<Omit<ChaosReport, "logs">> {
  const lasting = Math.max(14_000, renewals * 60);
  const random = new Random(seed);
  const blows = planBlows(random, lasting);
  const eye = lookAt(servers.rabbitmq.url);
  await eye.prepare();
  const due = await seedRenewals(driver, servers, renewals, lasting * 0.8);
  orderTroubles(servers.twin.faults, seed);
  const environment = await environmentOf(servers);
  const fleet = startFleet(programs, { environment, logs: servers.logs });
  try {
    say(
      `${renewals} renewals fall due within ${(lasting * 0.8) / 1_000} s; ${blows.length} blows are planned`,
    );
    const struck = await strike({
      ...{ blows, lasting, servers, fleet, environment, random, sql: driver.sql, say },
    });
    say("nobody is killed any more");
    const { open, queues, waitsEnded, faults } = await settleDown({
      ...{ servers, driver, eye, environment, patience: 120_000 + renewals * 60, say },
    });
    const events = await eye.events();
    const findings = [
      nothingOpen(open),
      survived(fleet),
      ...(await audit({
        ...{ sql: driver.sql, due, isDeclined, events, queues },
        ...{ ledger: servers.twin.ledger(), mail: servers.mailbox.letters() },
        deadLetters: await deadLettersOf(servers.rabbitmq.url),
      })),
    ];
    return {
      findings,
      holds: findings.every((finding) => finding.holds),
      counts: {
        ...Object.fromEntries(Object.entries(struck).map(([victim, times]) => [`killed ${victim}`, times])),
        ...{ "faults of the provider": faults, "starts that failed": fleet.failedStarts },
        "waits ended instead of waited for": waitsEnded,
      },
    };
  } finally {
    await fleet.stop();
  }
}

/** One in twenty cards has no money on it. */
function isDeclined({ viewer }: DueSubscription): boolean {
  return Number(viewer.userId.slice("due-".length)) % 20 === 7;
}

async function seedRenewals(driver: Driver, { twin }: Servers, renewals: number, within: number) {
  const begin = Date.now();
  const due = Array.from({ length: renewals }, (_, number) =>
    dueSubscription(number, instantOf(begin + Math.round((within * number) / renewals)), driver.world.newId),
  );
  await seedDue(driver.world.store, due);
  const snapshot = twin.snapshot();
  twin.restore({ ...snapshot, methods: methodsOf(due, twin.shopId, isDeclined) });
  return due;
}

function nothingOpen(open: string): Finding {
  return {
    ...{ what: "everything has settled", expected: "yes", found: open === "" ? "yes" : open },
    ...{ holds: open === "", examples: [] },
  };
}

function survived({ ownDeaths }: Fleet): Finding {
  return {
    what: "processes that died without being killed",
    expected: "0",
    found: String(ownDeaths.length),
    holds: ownDeaths.length === 0,
    examples: ownDeaths.map(({ name, how, said }) => `${name} (${how}): ${said}`),
  };
}

/** The dead letters of a broker. */
export async function deadLettersOf(url: string): Promise<readonly DeadMessage[]> {
  const now = () => instantOf(Date.now());
  const broker = openBroker({ url, name: "chaos", topology: layOut(), now });
  try {
    return await broker.deadLetters.list({ limit: 1_000 });
  } finally {
    await broker.close();
  }
}
