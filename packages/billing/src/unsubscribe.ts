import type { Language } from "@cinema/core/language";
import { chooseMailings } from "@cinema/core/mailing-choice";
import type { Authorship, World } from "./ports.ts";

/** What stands behind the link in a letter. */
export interface UnsubscribeLink {
  readonly language: Language;
  /** He refuses mailings already. */
  readonly isRefused: boolean;
}

/** What the link is about; undefined when no letter has it. */
export async function readUnsubscribeLink(
  { store }: World,
  token: string,
): Promise<UnsubscribeLink | undefined> {
  const letter = await store.mailings.letterByToken(token);
  if (letter === undefined) return undefined;
  const choice = await store.mailings.choice(letter.userId);
  return { language: letter.language, isRefused: choice?.isRefused ?? false };
}

/**
 * Whoever holds the link refuses all further mailings in the name of its letter's reader; doing it twice changes
 * nothing more.
 * @returns undefined when no letter has such a link
 */
export async function unsubscribe(
  world: World,
  token: string,
  requestId: string,
): Promise<UnsubscribeLink | undefined> {
  const letter = await world.store.mailings.letterByToken(token);
  if (letter === undefined) return undefined;
  const { id, userId, language } = letter;
  const by = { actor: "billing:unsubscribe", reason: "the link in a letter", requestId };
  await setMailings(world, by, { userId, isRefused: true, cause: `letter:${id}` });
  return { language, isRefused: true };
}

/** A viewer refuses mailings, or takes them again. */
export async function setMailings(
  world: World,
  by: Authorship,
  wish: { readonly userId: string; readonly isRefused: boolean; readonly cause: string },
): Promise<void> {
  await world.store.change(by, async (unit) => {
    const choice = await unit.mailingChoice(wish.userId);
    await unit.save(chooseMailings(choice, wish, { now: world.now(), newId: world.newId }));
  });
}
