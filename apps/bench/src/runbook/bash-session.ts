import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What came of commands that were typed. */
export interface Typed {
  /** The exit code of the last of them. */
  readonly code: number;
  /** On both outputs. */
  readonly said: string;
}

/** One shell as a person has it open: what was set and defined before holds for what is typed next. */
export interface BashSession {
  /** @throws when they take longer than two minutes; the shell is then gone */
  type(commands: string): Promise<Typed>;
  close(): Promise<void>;
}

export interface BashOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How long a block of commands may take, in milliseconds. */
const longest = 120_000;

/** Opens a bash that knows nothing but this environment. */
export function openBash({ folder, environment }: BashOptions): BashSession {
  const notes = mkdtempSync(join(tmpdir(), "bash-session-"));
  const shell = Bun.spawn(["bash", "--noprofile", "--norc"], {
    cwd: folder,
    env: environment,
    stdio: ["pipe", "pipe", "inherit"],
    // So that it can be ended with what it runs.
    detached: true,
  });
  const output = shell.stdout.getReader();
  const decoder = new TextDecoder();
  let heard = "";
  let turns = 0;
  const hearUntil = async (mark: string) => {
    while (!heard.includes(mark)) {
      const { value, done } = await output.read();
      if (done) throw new Error(`the shell has ended: ${heard}`);
      heard += decoder.decode(value, { stream: true });
    }
  };
  const end = () => process.kill(-shell.pid, "SIGKILL");
  return {
    async type(commands) {
      turns += 1;
      const mark = `typed-${crypto.randomUUID()}`;
      const file = join(notes, `${turns}.sh`);
      writeFileSync(file, `${commands}\n`);
      heard = "";
      const tooLong = setTimeout(end, longest);
      try {
        shell.stdin.write(`. ${file} < /dev/null 2>&1; printf '${mark} %s.\\n' $?\n`);
        await shell.stdin.flush();
        await hearUntil(`${mark} `);
        await hearUntil(".\n");
      } finally {
        clearTimeout(tooLong);
      }
      const [said = "", code] = heard.split(`${mark} `);
      return { said, code: Number.parseInt(code ?? "", 10) };
    },
    async close() {
      if (shell.exitCode === null && shell.signalCode === null) end();
      await shell.exited;
      rmSync(notes, { recursive: true });
    },
  };
}
