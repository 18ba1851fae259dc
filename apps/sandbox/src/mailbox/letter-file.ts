import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Letter } from "./letter.ts";

const storedLetter = z.object({
  id: z.string(),
  from: z.string(),
  fromName: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number() })),
  receivedAt: z.string(),
  source: z.string(),
});

/** Reads the letters of an earlier run, the newest first. @throws when a line is not a letter */
export function readLetters(path: string): readonly Letter[] {
  if (!existsSync(path)) {
    return [];
  }
  const lines = readFileSync(path, "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => storedLetter.parse(JSON.parse(line)))
    .toReversed();
}

/** Writes the letters anew, one a line, the oldest first. */
export function writeLetters(path: string, letters: readonly Letter[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, letters.toReversed().map(line).join(""), { mode: 0o600 });
}

/** Adds one letter. */
export function appendLetter(path: string, letter: Letter): void {
  appendFileSync(path, line(letter));
}

function line(letter: Letter): string {
  return `${JSON.stringify(letter)}\n`;
}
