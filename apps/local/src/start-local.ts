import { readConfiguration } from "@cinema/configuration/read-configuration";
import { consumerSettings, runConsumer } from "@cinema/consumer/run-consumer";
import { seedPlans } from "@cinema/db/seed";
import { startScheduler } from "@cinema/scheduler/start-scheduler";
import { runServer, serverSettings } from "@cinema/server/run-server";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { type Environment, type OutsideWorld, startOutsideWorld } from "./outside-world.ts";
import { firstPlans } from "./plans.ts";

/** All doors in one process, and what of the outside world was started for them. */
export interface Local {
  readonly url: string;
  readonly outside: OutsideWorld;
  stop(): Promise<void>;
}

/**
 * The whole service on one machine: database, broker, sandbox and all doors; each part gives way to the real one
 * when the environment names it.
 */
export async function startLocal(given: Environment): Promise<Local> {
  const outside = await startOutsideWorld(given);
  const started: { stop(): Promise<void> }[] = [outside];
  const stop = async () => {
    for (const part of started) await part.stop();
  };
  try {
    const configuration = readConfiguration(
      [...worldSettings, ...consumerSettings, ...serverSettings],
      outside.environment,
    );
    const open = await openWorld(configuration, "cinema");
    started.unshift({ stop: () => open.close() });
    if (outside.hasOwnDatabase) await seedPlans(open.sql, firstPlans);
    started.unshift(await runConsumer(open, configuration));
    started.unshift(startScheduler(open.world, open.sql));
    const server = await runServer(open, configuration);
    started.unshift(server);
    return { url: server.url, outside, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
