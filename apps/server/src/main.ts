import { readConfiguration } from "@cinema/configuration/read-configuration";
import { inService } from "@cinema/wiring/health";
import { openWorld } from "@cinema/wiring/open-world";
import { runProcess } from "@cinema/wiring/run-process";
import { runServer, serverProcessSettings } from "./run-server.ts";

await runProcess("server", async () => {
  const configuration = readConfiguration(serverProcessSettings, process.env);
  const open = await openWorld(configuration, "server");
  return inService(open, configuration, await runServer(open, configuration));
});
