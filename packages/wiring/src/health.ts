import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { migrationsFolder } from "@cinema/db/migrate";
import type { Checks } from "@cinema/health/ask-checks";
import { openHealthPort } from "@cinema/health/open-health-port";
import { describeError } from "@cinema/log/describe-error";
import { answerMetrics } from "@cinema/metrics/answer-metrics";
import { z } from "zod";
import type { OpenWorld } from "./open-world.ts";
import type { Running } from "./run-process.ts";

/** Where a process answers about its health. */
export const healthSettings = ["HOST", "HEALTH_PORT"] as const satisfies readonly SettingName[];

const journalSchema = z.object({ entries: z.array(z.unknown()) });

/**
 * What every process needs: the database, in the shape that this version knows. A broker that is out stops none but the
 * consumer: messages wait in the outbox, and a server that a proxy takes out for it would be out for nothing.
 */
export function worldChecks({ sql }: Pick<OpenWorld, "sql">): Checks {
  const journal: unknown = JSON.parse(readFileSync(join(migrationsFolder, "meta/_journal.json"), "utf8"));
  const wanted = journalSchema.parse(journal).entries.length;
  return {
    database: async () => {
      await sql`select 1`;
    },
    migrations: async () => {
      const [row] = await sql<
        { applied: number }[]
      >`select count(*) as applied from drizzle.__drizzle_migrations`;
      // A newer version of the service may already have applied more.
      if ((row?.applied ?? 0) < wanted)
        throw new Error(`${row?.applied} of ${wanted} migrations are applied`);
    },
  };
}

/** What a process needs that takes messages: the broker. */
export function brokerCheck({ broker }: Pick<OpenWorld, "broker">): { readonly broker: () => Promise<void> } {
  return {
    broker: async () => {
      const readiness = broker.ready();
      if (!readiness.ready) throw new Error(readiness.reason);
    },
  };
}

/**
 * A door of one process together with its world: answers about their health and with their metrics, when HEALTH_PORT is
 * given, from now until both are closed. `stop` drains the door before it closes the world.
 * @throws when the port is taken
 */
export function inService(
  open: OpenWorld,
  configuration: Configuration<(typeof healthSettings)[number]>,
  door: Running & { readonly checks?: Checks },
): Running {
  const { log } = open.world;
  let isStopping = false;
  const health =
    configuration.HEALTH_PORT === undefined
      ? undefined
      : openHealthPort({
          port: configuration.HEALTH_PORT,
          hostname: configuration.HOST,
          checks: { ...worldChecks(open), ...door.checks },
          isStopping: () => isStopping,
          also: { "/metrics": () => answerMetrics(open.metrics) },
          onFailure: (check, error) => log.warn("health.failed", { check, ...describeError(error) }),
        });
  return {
    stop: async () => {
      isStopping = true;
      await door.stop();
      await open.close();
      await health?.stop();
    },
  };
}
