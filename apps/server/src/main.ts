import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { runServer, serverSettings } from "./run-server.ts";

await runProcess("server", async () => {
  const configuration = readConfiguration([...worldSettings, ...serverSettings], process.env);
  const open = await openWorld(configuration, "server");
  const server = await runServer(open, configuration);
  return {
    stop: async () => {
      await server.stop();
      await open.close();
    },
  };
});
