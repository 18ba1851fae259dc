import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { consumerSettings, runConsumer } from "./run-consumer.ts";

await runProcess("consumer", async () => {
  const configuration = readConfiguration([...worldSettings, ...consumerSettings], process.env);
  const open = await openWorld(configuration, "consumer");
  const consumer = await runConsumer(open, configuration);
  return {
    stop: async () => {
      await consumer.stop();
      await open.close();
    },
  };
});
