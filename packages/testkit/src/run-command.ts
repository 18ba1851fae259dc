/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number;
  /** On its standard output. */
  readonly said: string;
  /** On its standard error. */
  readonly complained: string;
}

/** Runs a command to its end as a process of its own, in this environment alone. */
export async function runCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  folder?: string,
): Promise<Ended> {
  const command = Bun.spawn([...words], {
    env: environment,
    ...(folder !== undefined && { cwd: folder }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [code, said, complained] = await Promise.all([
    command.exited,
    command.stdout.text(),
    command.stderr.text(),
  ]);
  return { code, said, complained };
}
