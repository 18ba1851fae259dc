import { readConfiguration } from "@cinema/configuration/read-configuration";
import { inService } from "@cinema/wiring/health";
import { openWorld } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { consumerProcessSettings, runConsumer } from "./run-consumer.ts";

await runProcess("consumer", async () => {
  const configuration = readConfiguration(consumerProcessSettings, process.env);
  const open = await openWorld(configuration, "consumer");
  return inService(open, configuration, await runConsumer(open, configuration));
});
