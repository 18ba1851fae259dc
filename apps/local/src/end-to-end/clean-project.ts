import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a program ended, and all it has said. */
export interface Outcome {
  readonly code: number;
  readonly said: string;
}

/** A project of somebody who has never seen this repository: an empty folder elsewhere, npm and Node. */
export class CleanProject {
  private constructor(readonly folder: string) {}

  static async open(): Promise<CleanProject> {
    for (const program of ["npm", "node"])
      if (Bun.which(program) === null)
        throw new Error(`this test is of ${program}, which is not there: install Node 20 or later`);
    const project = new CleanProject(await mkdtemp(join(tmpdir(), "clean-project-")));
    await project.write("package.json", '{ "name": "clean", "private": true, "type": "module" }');
    return project;
  }

  /** @throws with npm's own words, and with what is missing when they are of the network */
  async install(...packages: readonly string[]): Promise<void> {
    const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"];
    const { code, said } = await this.run(["npm", "install", "--save-exact", ...quiet, ...packages]);
    if (code === 0) return;
    const isAway = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(said);
    const why = isAway ? "the npm registry cannot be reached from here, and this test needs it for" : "of";
    throw new Error(`npm install failed: ${why} ${packages.join(", ")}\n${said}`);
  }

  async write(file: string, text: string): Promise<void> {
    await Bun.write(join(this.folder, file), text);
  }

  /** Runs a program to its end; one of an installed package by its path in `node_modules/.bin`. */
  async run(command: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const child = Bun.spawn([...command], {
      cwd: this.folder,
      // Not the settings of the test run, whose NODE_ENV and the like are its own.
      env: { ...process.env, NODE_ENV: undefined, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { code, said: out + error };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
