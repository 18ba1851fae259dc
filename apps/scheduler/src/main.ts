import { readConfiguration } from "@cinema/configuration/read-configuration";
import { exportIndicators } from "@cinema/metrics/export-indicators";
import { inService } from "@cinema/wiring/health";
import { openWorld } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { schedulerProcessSettings, startScheduler } from "./start-scheduler.ts";

await runProcess("scheduler", async () => {
  const configuration = readConfiguration(schedulerProcessSettings, process.env);
  const open = await openWorld(configuration, "scheduler");
  exportIndicators(open.world, open.metrics);
  return inService(open, configuration, startScheduler(open.world, open.sql));
});
