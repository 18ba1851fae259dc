import { readConfiguration } from "@cinema/configuration/read-configuration";

/**
 * The health command of every container: asks the process beside it, at HEALTH_PORT, whether it is ready, says what
 * it heard, and ends with 0 or 1.
 */
async function askHealth(): Promise<number> {
  const { HEALTH_PORT: port } = readConfiguration(["HEALTH_PORT"], process.env);
  if (port === undefined) {
    process.stdout.write("HEALTH_PORT is needed\n");
    return 1;
  }
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(4_000),
    });
    process.stdout.write(`${await response.text()}\n`);
    return response.ok ? 0 : 1;
  } catch (error) {
    process.stdout.write(`no answer: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exit(await askHealth());
