import type { Instant } from "@cinema/core/instant";
import type { RefusalCode } from "@cinema/core/refusal";

/** A call that its caller has named by a key: whoever repeats it by that key gets the same answer. */
export interface KeyedCall {
  /** As in `Authorship`: the keys of different callers never meet. */
  readonly actor: string;
  readonly procedure: string;
  readonly key: string;
  /** Tells a repetition from another call by the same key. */
  readonly inputHash: string;
}

/** How a call ended: with a value of JSON's, or with a refusal. */
export type CallAnswer =
  | { readonly data: unknown }
  | { readonly refusal: { readonly code: RefusalCode; readonly path?: string | undefined } };

/**
 * What comes of asking for a call.
 * - `taken`: it is the asker's to do: nobody has done it, or whoever began it is gone;
 * - `answered`: it is done, with this answer;
 * - `in_progress`: somebody is at it;
 * - `other_input`: the key stands for another call.
 */
export type Taking =
  | { readonly kind: "taken"; readonly since: Instant }
  | { readonly kind: "answered"; readonly answer: CallAnswer }
  | { readonly kind: "in_progress" }
  | { readonly kind: "other_input" };

/** The calls of the last day and their answers. */
export interface Calls {
  take(call: KeyedCall, now: Instant): Promise<Taking>;
  /** Keeps a call's answer; gives the one that stands, which is an earlier one if there is. */
  answer(call: KeyedCall, answer: CallAnswer): Promise<CallAnswer>;
  /** Lets anybody take a call that came to nothing; what has been done of it stays done. */
  giveBack(call: KeyedCall, since: Instant): Promise<void>;
  /** Forgets the calls taken before a moment, or only counts them; gives their number. */
  forget(before: Instant, isDry: boolean): Promise<number>;
}
