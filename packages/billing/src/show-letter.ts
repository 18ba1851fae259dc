import type { Letter } from "@cinema/core/letter";
import { Refusal } from "@cinema/core/refusal";
import { wordsOf } from "./deliver.ts";
import { TemplateBroken } from "./failures.ts";
import type { RenderedLetter } from "./mailer.ts";
import type { LetterCase, World } from "./ports.ts";

/** A letter with the words that its facts make by the template in use now. */
export interface ShownLetter extends LetterCase {
  /** The first letter about its cause and what was sent again of it, the oldest first. */
  readonly copies: readonly Letter[];
  readonly words: (RenderedLetter & { readonly templateVersion: number }) | { readonly fault: string };
}

/**
 * Shows a letter for people to read. Its facts are kept, its words are not: they are made anew, without the viewer's
 * name.
 * @throws {Refusal} letter_unknown
 */
export async function showLetter(world: World, letterId: string): Promise<ShownLetter> {
  const rows = await world.store.letterCase(letterId);
  if (rows === undefined) throw new Refusal("letter_unknown", "letterId");
  const copies = await world.store.letters.copies(letterId);
  return { ...rows, copies, words: await renderedOrFault(world, rows) };
}

async function renderedOrFault(world: World, rows: LetterCase): Promise<ShownLetter["words"]> {
  try {
    const words = await wordsOf(world, rows);
    return { ...world.mailer.render(words), templateVersion: words.template.version };
  } catch (error) {
    // A template that no longer fits, or facts that were erased: the rest of the letter can be shown.
    if (error instanceof TemplateBroken) return { fault: error.message };
    throw error;
  }
}
