import type { Obstacle } from "./audience.ts";
import type { Letter } from "./letter.ts";
import type { Mailing } from "./mailing.ts";

/** A mailing's letter and what stands for and against handing it over now. */
export interface MailingLetterCase {
  readonly letter: Letter;
  readonly mailing: Pick<Mailing, "state">;
  /** What has come between since the letter was written. */
  readonly obstacle: Obstacle | undefined;
}

/**
 * - `hand`: the letter is ours to hand over, and this is to be saved before it is;
 * - `over`: it will not leave, and this is to be saved;
 * - `wait`: the mailing is paused;
 * - `done`: nothing is left to do.
 */
export type Claim =
  | { readonly kind: "hand"; readonly letter: Letter }
  | { readonly kind: "over"; readonly letter: Letter }
  | { readonly kind: "wait" }
  | { readonly kind: "done" };

/** Said of a letter whose process died with it in hand. */
export const interrupted =
  "It was being handed to the mail server when the process ended: it may have arrived or not.";

/**
 * Takes a mailing's letter in hand. Nobody gets a mailing twice: a letter that was in hand before, of a process
 * that is gone or of a message that came twice, is not handed over again.
 */
export function claimLetter({ letter, mailing, obstacle }: MailingLetterCase): Claim {
  if (letter.status === "sending")
    return { kind: "over", letter: { ...letter, status: "failed", error: interrupted } };
  if (letter.status !== "queued") return { kind: "done" };
  if (mailing.state === "paused") return { kind: "wait" };
  const reason = mailing.state === "stopped" ? "stopped" : obstacle;
  if (reason !== undefined) return { kind: "over", letter: { ...letter, status: "skipped", error: reason } };
  return { kind: "hand", letter: { ...letter, status: "sending" } };
}

/** The mail server would not take it now: it is queued again, unless somebody has decided otherwise meanwhile. */
export function releaseLetter(letter: Letter): readonly Letter[] {
  return letter.status === "sending" ? [{ ...letter, status: "queued" }] : [];
}
