import type { Sql } from "@cinema/db/connect";
import type { Random } from "@cinema/sandbox/random";
import { type Fleet, launch } from "../supervise.ts";
import type { Blow } from "./blows.ts";
import type { PostgresSignal, Servers } from "./servers.ts";
import { endWaits } from "./watch-broker.ts";

export interface StrikeOptions {
  readonly blows: readonly Blow[];
  /** Milliseconds. */
  readonly lasting: number;
  readonly servers: Servers;
  readonly fleet: Fleet;
  readonly environment: Readonly<Record<string, string>>;
  readonly random: Random;
  readonly sql: Sql;
  readonly say: (line: string) => void;
}

/** How long between two runs of the renewal job by hand, and between two leaps of time; milliseconds. */
const pause = 700;

const signals: readonly PostgresSignal[] = ["SIGINT", "SIGQUIT", "SIGKILL"];

/**
 * Kills by plan while the renewal job runs again and again by hand, twice at once; resolves when the plan is carried
 * out and every server is up again.
 * @returns how often each was really struck: who is not yet back from the last blow is spared
 */
export async function strike(options: StrikeOptions): Promise<Readonly<Record<string, number>>> {
  const { blows, lasting, servers, fleet, random, say } = options;
  const struck: Record<string, number> = {};
  const rising = new Map<string, Promise<void>>();
  const jobs = keepRunningJobs(options);
  const time = keepTimePassing(options.sql);
  const begun = performance.now();
  for (const { at, victim } of blows) {
    await Bun.sleep(Math.max(0, begun + at - performance.now()));
    if (rising.has(victim)) continue;
    struck[victim] = (struck[victim] ?? 0) + 1;
    say(`kill ${victim}`);
    if (victim === "job") jobs.kill();
    else if (victim === "rabbitmq") rising.set(victim, servers.restartRabbitmq());
    else if (victim === "postgres")
      rising.set(victim, servers.restartPostgres(signals[random.bits() % signals.length] ?? "SIGKILL"));
    else fleet.kill(victim);
    void rising.get(victim)?.finally(() => rising.delete(victim));
  }
  await Bun.sleep(Math.max(0, begun + lasting - performance.now()));
  await Promise.all(rising.values());
  await Promise.all([jobs.stop(), time.stop()]);
  return struck;
}

/** `bun run job renewals`, again and again, two at once. */
function keepRunningJobs({ environment, servers }: StrikeOptions) {
  let running: ReturnType<typeof launch>[] = [];
  let stopped = false;
  const program = { name: "job", module: import.meta.resolve("@cinema/scheduler/job") };
  const loop = (async () => {
    while (!stopped) {
      running = [1, 2].map(() => launch(program, { environment, logs: servers.logs }, ["renewals"]));
      await Promise.all(running.map(({ exited }) => exited));
      await Bun.sleep(pause);
    }
  })();
  return {
    kill() {
      for (const job of running) job.kill("SIGKILL");
    },
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

/** Ends the waits of minutes in the outbox all the time, so that repeats meet the trouble too. */
function keepTimePassing(sql: Sql) {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      // PostgreSQL may be down just now.
      await endWaits(sql).catch(() => 0);
      await Bun.sleep(pause);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
    },
  };
}
