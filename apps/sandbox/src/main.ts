import { explainSystemFault } from "@cinema/configuration/explain-system-fault";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openHealthPort } from "@cinema/health/open-health-port";
import { describeSandbox } from "./describe-sandbox.ts";
import { optionsOf, sandboxSettings } from "./sandbox-settings.ts";
import { startSandbox } from "./start-sandbox.ts";

/** `bun run sandbox`: the outside world of the cinema on one machine, at the addresses everyone expects. */
async function main(): Promise<void> {
  const configuration = readConfiguration(sandboxSettings, process.env);
  const sandbox = await startSandbox(optionsOf(configuration));
  let isStopping = false;
  const health =
    configuration.HEALTH_PORT === undefined
      ? undefined
      : openHealthPort({
          port: configuration.HEALTH_PORT,
          hostname: configuration.SANDBOX_HOST,
          checks: {},
          isStopping: () => isStopping,
          onFailure: (check, error) => process.stderr.write(`${check}: ${String(error)}\n`),
        });
  process.stdout.write(describeSandbox(sandbox, configuration.TWIN_WEBHOOK_URL));
  const stop = async () => {
    isStopping = true;
    await sandbox.stop();
    await health?.stop();
    process.exit(0);
  };
  process.once("SIGINT", () => void stop());
  process.once("SIGTERM", () => void stop());
}

try {
  await main();
} catch (error) {
  const said = explainSystemFault(error) ?? (error instanceof Error ? error.message : String(error));
  process.stderr.write(`sandbox did not start: ${said}\n`);
  process.exit(1);
}
