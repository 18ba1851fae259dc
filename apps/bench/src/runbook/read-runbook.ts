/** One part of the book under a heading of its own. */
export interface Section {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** A block of commands, and what they show when that stands below it. */
export interface Step {
  /** Of the block in the book. */
  readonly line: number;
  readonly commands: string;
  readonly shows: string | undefined;
}

interface Block {
  readonly language: string;
  readonly line: number;
  readonly text: string;
}

/**
 * The sections of a runbook that have commands, in their order.
 * @throws {SyntaxError} for a block that does not end, is neither of commands nor of what they show, or has no commands above it
 */
export function readRunbook(markdown: string): readonly Section[] {
  const sections: { title: string; steps: Step[] }[] = [];
  for (const part of partsOf(markdown)) {
    if (typeof part === "string") sections.push({ title: part, steps: [] });
    else {
      const steps = sections.at(-1)?.steps ?? [];
      const last = steps.at(-1);
      if (part.language === "sh") steps.push({ line: part.line, commands: part.text, shows: undefined });
      else if (part.language === "text" && last !== undefined && last.shows === undefined)
        steps.splice(-1, 1, { ...last, shows: part.text });
      else throw new SyntaxError(`line ${part.line}: no commands show this block (${part.language})`);
    }
  }
  return sections.filter(({ steps }) => steps.length > 0);
}

/** Headings of sections, and blocks. */
function partsOf(markdown: string): readonly (string | Block)[] {
  const parts: (string | Block)[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const [, fence] = /^```(.*)$/.exec(line) ?? [];
    if (open === undefined && fence !== undefined) open = { language: fence, line: index + 1, lines: [] };
    else if (open === undefined && line.startsWith("## ")) parts.push(line.slice("## ".length).trim());
    else if (fence === "" && open !== undefined) {
      parts.push({ language: open.language, line: open.line, text: open.lines.join("\n") });
      open = undefined;
    } else open?.lines.push(line);
  }
  if (open !== undefined) throw new SyntaxError(`line ${open.line}: the block does not end`);
  return parts;
}

/** Commands that change nothing, each at the beginning of a command. */
const look = /^(#.*|(curl|ask|see|echo|grep|sleep|docker compose logs|bun run charging status)( .*)?)?$/;

/** What is in quotes, and commands within a command; those that are asked for a value only are none of them. */
const quoted = /'[^']*'|"(\\.|[^"\\])*"/g;
const nested = /\$\((?!date |cat )/;

/**
 * Whether commands only look, so that they may be typed again until they show what the book says; whatever orders
 * something is typed once.
 */
export function onlyLooks(commands: string): boolean {
  const plain = commands.replaceAll(quoted, "''").split(/[;|&\n]+/);
  return !nested.test(commands) && plain.every((command) => look.test(command.trim()));
}

/**
 * The first line of the book that what was said does not show; undefined when it shows all. Each line of the book is a
 * whole line of what was said, "…" in it is anything, and the lines stand in the order of the book; others may stand
 * between them.
 */
export function missingLine(shows: string, said: string): string | undefined {
  const lines = said.split("\n").map((line) => line.trim());
  let from = 0;
  for (const wanted of shows.split("\n")) {
    const pattern = new RegExp(`^${wanted.trim().split("…").map(RegExp.escape).join(".*")}$`);
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    if (found === -1) return wanted;
    from = found + 1;
  }
  return undefined;
}
