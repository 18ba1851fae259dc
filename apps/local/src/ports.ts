import { createServer } from "node:net";
import type { Environment } from "./outside-world.ts";

/** Where the parts listen on this machine when nothing else is set. */
const defaults = { PORT: 3000, TWIN_PORT: 3001, ISSUER_PORT: 3002, MAILBOX_PORT: 3003, SMTP_PORT: 3025 };

export type PortName = keyof typeof defaults;

/** Settings that are no ports, or whose ports somebody else has: all of them at once. */
export class PortsUnusable extends Error {
  override readonly name = "PortsUnusable";
}

/**
 * Reads the ports of all parts and tries those that are wanted before anything starts, so that a person learns of
 * every trouble at once and by the names of the settings. 0 is no port here: the parts have to know of each other.
 * @throws {PortsUnusable}
 */
export async function readPorts(
  given: Environment,
  wanted: readonly PortName[],
): Promise<{ readonly [Name in PortName]: number }> {
  const ports = { ...defaults };
  const problems: string[] = [];
  const owners = new Map<number, PortName>();
  for (const name of wanted) {
    const port = Number(given[name] || defaults[name]);
    const owner = owners.get(port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      problems.push(`${name} is no port: ${given[name]}`);
    else if (owner !== undefined) problems.push(`${owner} and ${name} are both ${port}`);
    else if (await isTaken(port)) problems.push(`port ${port} is taken; ${name} can name another one`);
    owners.set(port, name);
    ports[name] = port;
  }
  if (problems.length > 0) throw new PortsUnusable(problems.join("\n"));
  return ports;
}

/** Whether somebody on this machine listens there; a port that we may not use counts as taken. */
function isTaken(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer();
  probe.once("error", () => resolve(true));
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(false)));
  return promise;
}
