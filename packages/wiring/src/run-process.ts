import { explainFault } from "./explain-fault.ts";

/** Something that runs until it is told to stop, and then finishes what it has in hand. */
export interface Running {
  stop(): Promise<void>;
}

/** How long a process may drain before it is ended all the same, in milliseconds; a supervisor has to wait longer. */
export const drainingTime = 30_000;

/**
 * `bun run` passes on a signal that the terminal, or a supervisor, sends to the whole group anyway: a second one
 * within this many milliseconds is an echo of the first, not somebody's impatience.
 */
const echo = 500;

/**
 * Starts a process and stops it on SIGINT or SIGTERM: the first signal drains (as soon as all has started), the
 * second ends at once. What cannot start says why, in one line, and ends with code 1.
 */
export async function runProcess(name: string, start: () => Promise<Running>): Promise<void> {
  const told = firstSignal();
  const running = await start().catch((error: unknown) => {
    process.stderr.write(`${name} did not start: ${explainFault(error)}\n`);
    process.exit(1);
  });
  void told.then(async () => {
    await running.stop();
    process.exit(0);
  });
}

/** Resolves when the process is told to stop. From then on it has not forever. */
function firstSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let since: number | undefined;
  const onSignal = () => {
    if (since === undefined) {
      since = performance.now();
      setTimeout(() => process.exit(1), drainingTime).unref();
      resolve();
    } else if (performance.now() - since > echo) process.exit(1);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return promise;
}
