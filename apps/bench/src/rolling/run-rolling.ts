import { instantOf } from "@cinema/core/instant";
import { leadersOf, schedulerLead } from "@cinema/db/leader";
import { waitFor } from "@cinema/testkit/wait";
import { connectionName } from "@cinema/wiring/open-world";
import { audit, type Finding } from "../chaos/audit.ts";
import { deadLettersOf } from "../chaos/run-chaos.ts";
import { settleDown } from "../chaos/settle-down.ts";
import { type BrokerEye, lookAt } from "../chaos/watch-broker.ts";
import { type DueSubscription, dueSubscription } from "../due-subscriptions.ts";
import { type Installation, openInstallation } from "../installation.ts";
import { methodsOf, seedDue } from "../seed-due.ts";
import { keepAsking } from "./keep-asking.ts";
import { type Front, startFront } from "./start-front.ts";

export interface RollingOptions {
  readonly renewals: number;
  /** How often all processes are restarted, one after the other. */
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export interface RollingReport {
  readonly findings: readonly Finding[];
  readonly holds: boolean;
  readonly counts: Readonly<Record<string, number>>;
  /** Where the processes' output was left; undefined when all held. */
  readonly logs: string | undefined;
}

/**
 * Restarts every process of an installation, one after the other, while renewals are charged and requests come in all
 * the time; then kills the scheduler that leads. Afterwards the books are held against the provider's.
 */
export async function runRolling(options: RollingOptions): Promise<RollingReport> {
  const front = startFront();
  const cinema = await openInstallation({
    roster: { server: 2, consumer: 3, scheduler: 2 },
    ...{ seed: 1, letters: options.renewals * 10, siteUrl: front.url },
    settings: { TRUSTED_PROXY_DEPTH: "1", STOP_NOTICE_SECONDS: "5" },
  });
  let holds = false;
  try {
    const report = await run(options, cinema, front);
    holds = report.holds;
    return { ...report, logs: holds ? undefined : cinema.servers.logs };
  } finally {
    await cinema.close(!holds);
    await front.stop();
  }
}

/** How long a restart of one process takes, about; milliseconds. */
const stride = 3_000;

async function run(
  { renewals, rounds, say }: RollingOptions,
  cinema: Installation,
  front: Front,
): Promise<Omit<RollingReport, "logs">> {
  const { servers, driver, fleet, members, environment } = cinema;
  const eye = lookAt(servers.rabbitmq.url);
  await eye.prepare();
  front.serve(members.filter(({ kind }) => kind === "server"));
  const within = members.length * rounds * stride;
  const due = await seedRenewals(cinema, renewals, within);
  await waitFor(async () => (await fetch(`${front.url}/health/live`)).ok, {
    what: "the front",
    timeout: 30_000,
  });
  const asking = await keepAsking(front.url, servers.issuer);
  say(`${renewals} renewals fall due within ${within / 1_000} s`);
  const exits = await rollOver(cinema, rounds, say);
  const asked = await asking.stop();
  say(`${asked.requests} requests were sent, the slowest took ${asked.slowest} ms`);
  const takeover = await killLeader(cinema, say);
  const { open, queues } = await settleDown({
    ...{ servers, driver, eye, environment, patience: 120_000 + renewals * 60, say },
  });
  const findings = [
    none("requests that failed", asked.failures),
    none("requests that the front could not pass on, or whose answer broke off", front.broken),
    none("processes that did not end with 0 when they were asked to drain", exits),
    none(
      "processes that died by themselves",
      fleet.ownDeaths.map(({ name, said }) => `${name}: ${said}`),
    ),
    none("servers that were never asked", idle(front, members)),
    within30(takeover),
    none("what had not settled", open === "" ? [] : [open]),
    ...(await settled(cinema, eye, due, queues)),
  ];
  return {
    findings,
    holds: findings.every((finding) => finding.holds),
    counts: {
      ...{ requests: asked.requests, restarts: members.length * rounds },
      "milliseconds without a leader": takeover,
    },
  };
}

async function seedRenewals({ driver, servers }: Installation, renewals: number, within: number) {
  const begin = Date.now();
  const due = Array.from({ length: renewals }, (_, number) =>
    dueSubscription(number, instantOf(begin + Math.round((within * number) / renewals)), driver.world.newId),
  );
  await seedDue(driver.world.store, due);
  const { twin } = servers;
  twin.restore({ ...twin.snapshot(), methods: methodsOf(due, twin.shopId, isDeclined) });
  return due;
}

/** One in twenty cards has no money on it. */
function isDeclined({ viewer }: DueSubscription): boolean {
  return Number(viewer.userId.slice("due-".length)) % 20 === 7;
}

/** @returns those that did not end well, in words */
async function rollOver({ members, fleet, ready }: Installation, rounds: number, say: RollingOptions["say"]) {
  const exits: string[] = [];
  for (let round = 1; round <= rounds; round += 1)
    for (const member of members) {
      const begun = performance.now();
      const code = await fleet.restart(member.name);
      const drained = performance.now() - begun;
      await ready(member);
      const back = performance.now() - begun;
      say(`${member.name} drained in ${Math.round(drained)} ms and was back after ${Math.round(back)} ms`);
      if (code !== 0) exits.push(`${member.name}: ${code}`);
    }
  return exits;
}

/** Kills the scheduler that leads, for good. @returns how many milliseconds passed until another one led */
async function killLeader({ members, fleet, driver }: Installation, say: RollingOptions["say"]) {
  // Asked of the database: a process leads a moment before its log says so, and what an older log says has passed.
  const findLeader = async () => {
    const [leader] = await leadersOf(driver.sql, schedulerLead);
    return members.find(({ name }) => leader === connectionName("scheduler", fleet.pidOf(name)))?.name;
  };
  const leader = await waitFor(findLeader, { what: "a leader", timeout: 60_000 });
  fleet.kill(leader, "never");
  const begun = performance.now();
  const follows = async () => ![leader, undefined].includes(await findLeader());
  await waitFor(follows, { what: "another leader", timeout: 60_000 });
  const took = performance.now() - begun;
  say(`${leader} led and was killed; another one led after ${Math.round(took)} ms`);
  return Math.round(took);
}

async function settled(
  { driver, servers }: Installation,
  eye: BrokerEye,
  due: readonly DueSubscription[],
  queues: ReadonlyMap<string, number>,
): Promise<readonly Finding[]> {
  const mail = servers.mailbox.letters();
  const ids = mail.map(({ headers }) => headers["message-id"] ?? "");
  return [
    ...(await audit({
      ...{ sql: driver.sql, due, isDeclined, events: await eye.events(), queues, mail },
      ledger: servers.twin.ledger(),
      deadLetters: await deadLettersOf(servers.rabbitmq.url),
    })),
    // Nobody was killed while letters were on their way.
    none(
      "letters sent twice",
      ids.filter((id, index) => ids.indexOf(id) !== index),
    ),
  ];
}

function idle({ asked }: Front, members: Installation["members"]): readonly string[] {
  return members.flatMap(({ kind, name }) => (kind === "server" && !asked.has(name) ? name : []));
}

function within30(milliseconds: number): Finding {
  return {
    what: "seconds until another scheduler led (30 are allowed)",
    expected: "at most 30",
    found: (milliseconds / 1_000).toFixed(1),
    holds: milliseconds <= 30_000,
    examples: [],
  };
}

function none(what: string, examples: readonly string[]): Finding {
  const found = String(examples.length);
  return { what, expected: "0", found, holds: examples.length === 0, examples: examples.slice(0, 5) };
}
