import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's top folder. */
export const repository = join(import.meta.dirname, "../../..");

/**
 * Installs what bun.lock names, unless that is what was installed last. Imports nothing that would first have to be
 * installed, so that it runs on a fresh clone.
 * @throws when `bun install` fails; it has said why
 */
export function installDependencies(): void {
  const stamp = join(repository, "node_modules/.installed-lock");
  const wanted = Bun.hash(readFileSync(join(repository, "bun.lock"))).toString(16);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
    return;
  }
  const { exitCode } = Bun.spawnSync([process.execPath, "install", "--frozen-lockfile"], {
    cwd: repository,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (exitCode !== 0) {
    throw new Error(`bun install failed with ${exitCode}`);
  }
  writeFileSync(stamp, wanted);
}
