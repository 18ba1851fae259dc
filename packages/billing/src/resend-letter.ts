import type { Letter } from "@cinema/core/letter";
import { Refusal } from "@cinema/core/refusal";
import { resendLetter as resendRule } from "@cinema/core/resend-letter";
import type { Authorship, World } from "./ports.ts";

/**
 * Sends a letter again that failed or was lost: its next copy is queued.
 * @returns the copy
 * @throws {Refusal} letter_unknown and those of the rule
 */
export async function resendLetter(world: World, by: Authorship, letterId: string): Promise<Letter> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.resendCase(letterId);
    if (rows === undefined) throw new Refusal("letter_unknown", "letterId");
    const { copy, changes } = resendRule(rows, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return copy;
  });
}
