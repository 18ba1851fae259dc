import { minute } from "@cinema/core/instant";
import type { Letter } from "@cinema/core/letter";
import { claimLetter, releaseLetter } from "@cinema/core/mailing-letter";
import { hand, type Outcome, outcomeWritten, tell } from "./deliver.ts";
import { Inconsistency, MailUnavailable, TemplateBroken } from "./failures.ts";
import type { Authorship, World } from "./ports.ts";
import { RetryLater } from "./queue.ts";

/** How long a letter of a paused mailing waits before it is looked at again. */
const pauseWait = 1 * minute;

/**
 * Hands one letter of a mailing to the mail server, at most once: it is taken in hand by a save of its own, and
 * whoever finds it in the hand of the dead does not send it again but writes down that nobody knows.
 * @throws {RetryLater} while the mailing is paused
 * @throws {MailUnavailable} when the mail server surely has not taken it and may do so later: the queue repeats
 */
export async function deliverMailing(world: World, by: Authorship, letterId: string): Promise<void> {
  const begunAt = world.now();
  const claimed = await world.store.change(by, async (unit) => {
    const rows = await unit.mailingLetterCase(letterId);
    if (rows === undefined) throw new Inconsistency(`there is no letter ${letterId} of a mailing`);
    const claim = claimLetter(rows);
    if ("letter" in claim) await unit.save({ letters: [claim.letter] });
    return { claim, rows };
  });
  const { claim, rows } = claimed;
  if (claim.kind === "wait") throw new RetryLater("the mailing is paused", pauseWait);
  if (claim.kind === "done") return;
  const { letter } = claim;
  if (claim.kind === "over") return tell(world, letter);
  const outcome = await hand(world, { ...rows, letter }).catch(
    (error: unknown) => final(error) ?? release(world, by, letter, error),
  );
  const written = outcomeWritten(letter, outcome, { begunAt, now: world.now() });
  await world.store.change(by, (unit) => unit.save({ letters: [written] }));
  tell(world, written);
}

/** What no further try would mend: words that cannot be said, and a letter that may have arrived. */
function final(error: unknown): Outcome | undefined {
  if (error instanceof TemplateBroken) return { kind: "rejected", why: error.message, isAddress: false };
  if (error instanceof MailUnavailable && error.mayHaveArrived)
    return { kind: "rejected", why: `It may have arrived or not: ${error.message}`, isAddress: false };
  return undefined;
}

async function release(world: World, by: Authorship, { id }: Letter, error: unknown): Promise<never> {
  await world.store.change(by, async (unit) => {
    const letter = await unit.letter(id);
    if (letter !== undefined) await unit.save({ letters: releaseLetter(letter) });
  });
  throw error;
}
