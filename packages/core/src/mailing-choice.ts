import { act } from "./act.ts";
import type { Changes, Circumstances } from "./changes.ts";
import type { Instant } from "./instant.ts";

/** Whether a viewer takes letters that are no service letters; who never said anything takes them. */
export interface MailingChoice {
  readonly userId: string;
  readonly isRefused: boolean;
  /** Where he said so: "letter:<id>" by the link in it, or "account". */
  readonly cause: string;
  readonly at: Instant;
}

/** A viewer refuses mailings, or takes them again; saying the same twice changes nothing. */
export function chooseMailings(
  current: MailingChoice | undefined,
  wish: Omit<MailingChoice, "at">,
  circumstances: Pick<Circumstances, "now" | "newId">,
): Changes {
  if ((current?.isRefused ?? false) === wish.isRefused) return {};
  const name = wish.isRefused ? "mailings.refused" : "mailings.accepted";
  return {
    mailingChoices: [{ ...wish, at: circumstances.now }],
    acts: [act(name, `viewer:${wish.userId}`, { cause: wish.cause }, circumstances)],
  };
}
