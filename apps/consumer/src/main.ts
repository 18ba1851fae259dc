import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { runConsumer } from "./run-consumer.ts";

await runProcess("consumer", async () => {
  const open = await openWorld(readConfiguration(worldSettings, process.env), "consumer");
  const consumer = await runConsumer(open);
  return {
    stop: async () => {
      await consumer.stop();
      await open.close();
    },
  };
});
