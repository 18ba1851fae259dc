import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "@cinema/embedded/holders";
import { repository } from "@cinema/embedded/install-dependencies";
import { startPostgres } from "@cinema/embedded/postgres";
import { waitFor } from "@cinema/testkit/wait";
import { freePorts } from "./free-ports.ts";
import { processesWith } from "./processes.ts";

export type Settings = Readonly<Record<string, string>>;

/** Milliseconds; long enough for a machine that does much else besides. */
const patience = 60_000;

/** `bun run start` as a person types it, with ports and a data folder of its own. */
export class OneCommand {
  readonly url: string;
  readonly twinUrl: string;
  readonly issuerUrl: string;
  readonly mailboxUrl: string;
  #process: Bun.Subprocess | undefined;
  #said = "";

  private constructor(
    readonly directory: string,
    readonly settings: Settings,
  ) {
    const at = (name: string) => `http://127.0.0.1:${settings[name]}`;
    this.url = at("PORT");
    this.twinUrl = at("TWIN_PORT");
    this.issuerUrl = `${at("ISSUER_PORT")}/realms/cinema`;
    this.mailboxUrl = at("MAILBOX_PORT");
  }

  /** Chooses ports and a folder; nothing runs yet. `settings` come on top, to bring parts from outside. */
  static async prepare(settings: Settings = {}): Promise<OneCommand> {
    await sweep();
    const directory = await mkdtemp(join(tmpdir(), `one-command-${process.pid}-`));
    // Root's PostgreSQL runs as nobody, who has to get in.
    await chmod(directory, 0o755);
    const names = ["PORT", "TWIN_PORT", "ISSUER_PORT", "MAILBOX_PORT", "SMTP_PORT"];
    const ports = await freePorts(names.length);
    const own = Object.fromEntries(names.map((name, index) => [name, `${ports[index]}`]));
    return new OneCommand(directory, { DATA_DIRECTORY: directory, ...own, ...settings });
  }

  /**
   * Starts it and waits until it says that it is ready.
   * @returns how long that took, in milliseconds
   * @throws with all it has said, when it ends instead
   */
  async start(): Promise<number> {
    const began = performance.now();
    const child = spawn(["start"], this.settings);
    this.#process = child;
    this.#said = "";
    const hear = (text: string) => {
      this.#said += text;
    };
    const heard = Promise.all([listen(child.stdout, hear), listen(child.stderr, hear)]);
    await waitFor(() => this.#said.includes("Ready in") || hasEnded(child), {
      what: "the one command to be ready",
      timeout: patience,
    });
    if (hasEnded(child)) {
      await heard;
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}:\n${this.#said}`);
    }
    return performance.now() - began;
  }

  /** What the last start has printed so far. */
  get said(): string {
    return this.#said;
  }

  /** Ctrl-C. @returns the exit code */
  interrupt(): Promise<number> {
    return this.#end("SIGINT");
  }

  /** `kill -9`, for which nobody can prepare. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Runs a script of package.json to its end, with the same settings and some more. */
  async run(script: readonly string[], more: Settings = {}): Promise<{ code: number; said: string }> {
    const child = spawn(script, { ...this.settings, ...more });
    const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    return { code, said: out + error };
  }

  /** What it has brought to life and still lives, the database included: one line for each process. */
  processes(): readonly string[] {
    return processesWith(this.directory);
  }

  /** Ends whatever is left of it, also after a failed test, and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    if (this.processes().length > 0) {
      // The last to leave stops the server that a killed process has left behind.
      const postgres = await startPostgres({ directory: join(this.directory, "postgres") });
      await postgres.stop();
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Sends a signal to the whole command, as a terminal does, and waits for its end. */
  async #end(signal: "SIGINT" | "SIGKILL"): Promise<number> {
    if (this.#process === undefined) return 0;
    if (!hasEnded(this.#process)) process.kill(-this.#process.pid, signal);
    return this.#process.exited;
  }
}

/** Removes the folders of test processes that were killed before they could. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = /^one-command-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function hasEnded({ exitCode, signalCode }: Bun.Subprocess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** In a process group of its own, as a terminal gives to each command. */
function spawn(script: readonly string[], settings: Settings) {
  const names = ["PATH", "HOME", "TMPDIR", "USER"];
  const inherited = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  return Bun.spawn([process.execPath, "run", ...script], {
    cwd: repository,
    env: { ...inherited, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

async function listen(stream: ReadableStream<Uint8Array>, hear: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) hear(decoder.decode(chunk, { stream: true }));
}
