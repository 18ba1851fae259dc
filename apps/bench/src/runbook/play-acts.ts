import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { type Act, acts } from "./acts.ts";
import { expectNoDeaths, expectWholeBooks, quiet } from "./facts.ts";
import { openRunbook, type RunbookInstallation } from "./open-runbook.ts";
import { readRunbook, type Section } from "./read-runbook.ts";

/** The section that is typed before any other. */
export const preface = "Before anything else";

/** The book as it lies in docs/. */
export const book = readRunbook(readFileSync(join(repository, "docs/runbook.md"), "utf8"));

/** @throws when the book does not have it */
function sectionOf(title: string): Section {
  const section = book.find((one) => one.title === title);
  if (section === undefined) throw new RangeError(`docs/runbook.md has no section "${title}" with commands`);
  return section;
}

/** Declares a test for each section that is played in this installation, in their order. */
export function playActs(name: keyof typeof acts, seed: number): void {
  // The commands are for a Linux machine: other systems have another `date`.
  describe.skipIf(process.platform !== "linux")(name, () => {
    let cinema: RunbookInstallation;
    beforeAll(async () => {
      cinema = await openRunbook(seed);
    }, 300_000);
    afterAll(() => cinema.close(), 120_000);

    test.each(Object.entries<Act>(acts[name]))("%s", (title, act) => play(cinema, title, act), 300_000);
  });
}

async function play(cinema: RunbookInstallation, title: string, act: Act): Promise<void> {
  const inHand = await cinema.openBook(sectionOf(preface), sectionOf(title));
  try {
    await act(cinema, inHand);
    // Every command of the section has been typed.
    expect(inHand.left).toEqual([]);
  } finally {
    await inHand.close();
  }
  await quiet(cinema);
  await expectWholeBooks(cinema);
  expectNoDeaths(cinema);
}
