import { inquire } from "@cinema/billing/inquire";
import type { Sql } from "@cinema/db/connect";
import type { Driver } from "../open-driver.ts";
import { launch } from "../supervise.ts";
import type { Servers } from "./servers.ts";
import { type BrokerEye, endWaits } from "./watch-broker.ts";

export interface SettlingOptions {
  readonly servers: Servers;
  readonly driver: Driver;
  readonly eye: BrokerEye;
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly patience: number;
  readonly say: (line: string) => void;
}

export interface Settled {
  /** What was still open when patience ended; empty when nothing was. */
  readonly open: string;
  /** Messages of every queue, those in hand included. */
  readonly queues: ReadonlyMap<string, number>;
  /** How many waits were cut short instead of waited for. */
  readonly waitsEnded: number;
  /** How often the provider failed. */
  readonly faults: number;
}

const author = { actor: "billing:inquiries", reason: "chaos: run by hand", requestId: undefined };

/**
 * Lets everything come to its end: the renewal job once more, inquiries by hand (of payments of any age), and the waits
 * of minutes and hours ended as if they had passed.
 */
export async function settleDown(options: SettlingOptions): Promise<Settled> {
  const { servers, driver, eye, environment, patience, say } = options;
  const deadline = performance.now() + patience;
  let waitsEnded = 0;
  let faults = 0;
  for (let round = 0; ; round += 1) {
    // The provider fails until every renewal has its outcome, so that no charge is spared.
    if (servers.twin.faults.all().length > 0 && (await unfinished(driver.sql)) === 0) {
      faults = servers.twin.faults.all().reduce((sum, rule) => sum + rule.struck, 0);
      servers.twin.faults.clear();
      say("every renewal has its outcome; the provider fails no more");
    }
    if (round % 8 === 0) {
      await launch(
        { name: "job", module: import.meta.resolve("@cinema/scheduler/job") },
        { environment, logs: servers.logs },
        ["renewals"],
      ).exited;
      await inquire(driver.world, author, { olderThan: 0 });
    }
    waitsEnded += (await endWaits(driver.sql)) + (await eye.releaseRetries().catch(noneYet));
    const open = await stillOpen(options);
    const queues = open === "" ? await allQueues(servers) : new Map<string, number>();
    const isQuiet = open === "" && [...queues.values()].every((messages) => messages === 0);
    if (isQuiet || performance.now() > deadline)
      return { open, waitsEnded, faults, queues: queues.size > 0 ? queues : await allQueues(servers) };
    await Bun.sleep(500);
  }
}

// A broker that has just come back throws callers out until its queues have their leaders: the next round asks again.
const noneYet = () => 0;
const unknownYet = () => Number.NaN;

/** Renewals that have no outcome yet. */
async function unfinished(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from subscription s where paid_periods = 1 and tries = 0`;
  return row?.count ?? 0;
}

/** What is not finished yet, in words. */
async function stillOpen({ servers, driver: { sql }, eye }: SettlingOptions): Promise<string> {
  await servers.twin.delivered();
  const [rows] = await sql<{ due: number; payments: number; messages: number; letters: number }[]>`
    select
      (select count(*) from subscription where paid_periods = 1 and tries = 0) as due,
      (select count(*) from payment where payment_status not in ('succeeded', 'canceled')) as payments,
      (select count(*) from outbox) as messages,
      (select count(*) from letter where status = 'queued') as letters`;
  const counts = {
    "subscriptions not renewed": rows?.due ?? 0,
    "payments without a final state": rows?.payments ?? 0,
    "messages in the outbox": rows?.messages ?? 0,
    "letters not sent": rows?.letters ?? 0,
    "messages in RabbitMQ": await eye.waiting().catch(unknownYet),
    "webhooks on their way": servers.twin.webhooks().filter(({ state }) => state === "waiting").length,
  };
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");
}

/** Messages of every queue of ours, those in hand included. */
export async function allQueues({ rabbitmq }: Servers): Promise<ReadonlyMap<string, number>> {
  const printed = await rabbitmq.control("-q", "list_queues", "name", "messages", "--formatter=json");
  const queues = JSON.parse(printed) as readonly { readonly name: string; readonly messages: number }[];
  return new Map(
    queues.filter(({ name }) => !name.startsWith("chaos.")).map(({ name, messages }) => [name, messages]),
  );
}
