import { chownSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "@cinema/testkit/wait";
import type { BuiltTarget } from "./build-image.ts";

/** Anybody who may write nothing of the image; root of this machine can become him, others are nobody special anyway. */
const stranger = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

type Environment = Readonly<Record<string, string>>;

/** A process as a container of that target runs it: its command, its environment, no root, no home, files read-only. */
export class Container {
  readonly #process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  #said = "";

  private constructor(
    readonly target: BuiltTarget,
    readonly environment: Environment,
    command: readonly string[],
  ) {
    this.#process = spawn(command, target, environment);
    for (const stream of [this.#process.stdout, this.#process.stderr]) void this.#listen(stream);
  }

  static start(target: BuiltTarget, environment: Environment): Container {
    return new Container(target, { ...target.environment, ...environment }, target.command);
  }

  /** Runs another command in such a container to its end. */
  static async run(
    target: BuiltTarget,
    environment: Environment,
    command: readonly string[],
  ): Promise<{ readonly code: number; readonly said: string }> {
    const container = new Container(target, { ...target.environment, ...environment }, command);
    const code = await container.#process.exited;
    await waitFor(() => container.#open === 0, { what: "the end of the output" });
    return { code, said: container.said };
  }

  get pid(): number {
    return this.#process.pid;
  }

  get said(): string {
    return this.#said;
  }

  /** Runs the image's health command beside the process. */
  async health(): Promise<{ readonly code: number; readonly said: string }> {
    const child = spawn(this.target.health, this.target, this.environment);
    const [said, code] = await Promise.all([child.stdout.text(), child.exited]);
    return { code, said };
  }

  /**
   * Waits until it says that it is ready, or that it is not, and asks the health command whether it says so too.
   * @throws with all that it said when it ends instead
   */
  async becomes(wanted: "ready" | "not ready"): Promise<{ readonly code: number; readonly said: string }> {
    const url = `http://127.0.0.1:${this.environment.HEALTH_PORT}/health/ready`;
    const isSo = async () => {
      if (this.#process.exitCode !== null) return true;
      return (await fetch(url)).ok === (wanted === "ready");
    };
    await waitFor(isSo, { what: `${this.target.command.at(-1)} to be ${wanted}`, timeout: 90_000 });
    const health = await this.health();
    const code = wanted === "ready" ? 0 : 1;
    if (health.code !== code) throw new Error(`it is not ${wanted}: ${health.said}\n${this.#said}`);
    return health;
  }

  /** What `docker stop` does. @returns the exit code */
  stop(): Promise<number> {
    this.#process.kill("SIGTERM");
    return this.#process.exited;
  }

  /** Ends it whatever it does. */
  async remove(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  #open = 2;

  async #listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.#said += decoder.decode(chunk, { stream: true });
    this.#open -= 1;
  }
}

function spawn(command: readonly string[], { workdir, path }: BuiltTarget, environment: Environment) {
  return Bun.spawn([...command], {
    ...stranger,
    cwd: workdir,
    env: { PATH: path, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** A folder that belongs to whom containers run as, like a volume of theirs. */
export async function volume(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder);
  if (stranger.uid !== undefined) chownSync(folder, stranger.uid, stranger.gid);
  return folder;
}
