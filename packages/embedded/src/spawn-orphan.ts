import { closeSync, openSync } from "node:fs";

interface OrphanOptions {
  /** The file to which its output is added. */
  readonly log: string;
  readonly cwd: string;
  readonly environment?: Record<string, string>;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Starts a program as nobody's child, in a session of its own, and returns its process number: Ctrl-C in the terminal
 * reaches us and not the server, and `bun test`, which kills the children of a test that took too long, spares it.
 */
export async function spawnOrphan(command: readonly string[], options: OrphanOptions): Promise<number> {
  const log = openSync(options.log, "a");
  const shell = Bun.spawn(["/bin/sh", "-c", '"$0" "$@" >&2 & echo $!', ...command], {
    ...options.user,
    detached: true,
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", log],
  });
  const pid = Number(await shell.stdout.text());
  closeSync(log);
  return pid;
}
