import { waitFor } from "@cinema/testkit/wait";
import type { BashSession } from "./bash-session.ts";
import { missingLine, onlyLooks, type Section } from "./read-runbook.ts";

/** One section of the book on its way through a shell. */
export interface BookInHand {
  /** Sets what the book's reader would know. */
  give(variables: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Types the section's next block, and again if it only looks, until it shows what the book says.
   * @param hint words of the block, so that a book in another order is noticed
   * @returns what it said
   * @throws when it is another block, ends with an error or does not show what the book says
   */
  next(hint: string): Promise<string>;
  /** The lines of the blocks that are not typed yet. */
  readonly left: readonly number[];
  close(): Promise<void>;
}

/** How long a look may take to show what the book says, in milliseconds: figures of money are kept for half a minute. */
const patience = 100_000;

/** Types the preface, and stands ready for the section. */
export async function startTyping(
  shell: BashSession,
  preface: Section,
  section: Section,
): Promise<BookInHand> {
  for (const { commands } of preface.steps) await orderOnce(shell, commands, undefined);
  let typed = 0;
  return {
    async give(variables) {
      const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`);
      await orderOnce(shell, lines.join("\n"), undefined);
    },
    async next(hint) {
      const step = section.steps[typed];
      const place = `docs/runbook.md, line ${step?.line}`;
      if (step === undefined || !step.commands.includes(hint))
        throw new Error(`${place}: the next block of "${section.title}" does not have ${hint}`);
      const { commands, shows } = step;
      const says = () => orderOnce(shell, placed(commands), shows);
      const said = onlyLooks(commands)
        ? await waitFor(says, { what: `${place} to show what stands below it`, timeout: patience })
        : await says();
      typed += 1;
      return said;
    },
    get left() {
      return section.steps.slice(typed).map(({ line }) => line);
    },
    close: () => shell.close(),
  };
}

/** Lines with `docker compose` are typed in `docker/`, all others at the top of the repository. */
function placed(commands: string): string {
  if (!commands.includes("docker compose")) return commands;
  return `cd docker\n${commands}\n{ typed=$?; cd ..; (exit $typed); }`;
}

/** @returns what was said @throws when it ended with an error, or does not show what it has to */
async function orderOnce(shell: BashSession, commands: string, shows: string | undefined): Promise<string> {
  const { code, said } = await shell.type(commands);
  if (code !== 0) throw new Error(`ended with ${code}:\n${commands}\n\n${said}`);
  const missing = shows === undefined ? undefined : missingLine(shows, said);
  if (missing !== undefined) throw new Error(`does not show ${missing}:\n${commands}\n\n${said}`);
  return said === "" ? "\n" : said;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
