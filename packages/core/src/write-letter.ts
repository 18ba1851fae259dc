import type { Changes, Circumstances } from "./changes.ts";
import type { Letter, LetterData, LetterTemplate } from "./letter.ts";
import { deliverLetter } from "./message.ts";
import type { Subscription } from "./subscription.ts";

/** Queues one letter about a cause, in the language of the viewer's subscription, and the message that sends it. */
export function writeLetter(
  template: LetterTemplate,
  cause: string,
  subscription: Pick<Subscription, "userId" | "language">,
  data: LetterData,
  { now, newId }: Circumstances,
): Pick<Changes, "letters" | "messages"> {
  const letter: Letter = {
    id: newId(),
    cause,
    userId: subscription.userId,
    template,
    language: subscription.language,
    data,
    status: "queued",
    createdAt: now,
    sentAt: undefined,
    error: undefined,
  };
  return { letters: [letter], messages: [deliverLetter(letter, newId)] };
}
