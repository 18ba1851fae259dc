import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { startScheduler } from "./start-scheduler.ts";

await runProcess("scheduler", async () => {
  const open = await openWorld(readConfiguration(worldSettings, process.env), "scheduler");
  const scheduler = startScheduler(open.world, open.sql);
  return {
    stop: async () => {
      await scheduler.stop();
      await open.close();
    },
  };
});
