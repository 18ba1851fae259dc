import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Installs what `bun.lock` names, if it is not there yet: a moment when it is. Imports nothing but the platform,
 * so that a fresh clone can call it.
 * @throws with the installer's own words when something cannot be installed
 */
export async function installDependencies(): Promise<void> {
  const install = Bun.spawn([process.execPath, "install", "--frozen-lockfile"], {
    cwd: repository,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said, complained, code] = await Promise.all([
    new Response(install.stdout).text(),
    new Response(install.stderr).text(),
    install.exited,
  ]);
  if (code !== 0) throw new Error(`bun install failed with code ${code}\n${complained}${said}`);
}
