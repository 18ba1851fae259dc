/** Something that runs until it is told to stop, and then finishes what it has in hand. */
export interface Running {
  stop(): Promise<void>;
}

/** How long a process may drain before it is ended all the same, in milliseconds. */
const patience = 30_000;

/**
 * `bun run` passes on a signal that the terminal, or a supervisor, sends to the whole group anyway: a second one
 * within this many milliseconds is an echo of the first, not somebody's impatience.
 */
const echo = 500;

/**
 * Starts a process and stops it on SIGINT or SIGTERM: the first signal drains, the second ends at once. What
 * cannot start says why, in one line, and ends with code 1.
 */
export async function runProcess(name: string, start: () => Promise<Running>): Promise<void> {
  const running = await start().catch((error: unknown) => {
    process.stderr.write(
      `${name} did not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  });
  let stoppingSince: number | undefined;
  const stop = async () => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > echo) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    setTimeout(() => process.exit(1), patience).unref();
    await running.stop();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
}
