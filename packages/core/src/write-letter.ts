import type { Changes, Circumstances } from "./changes.ts";
import type { Letter, LetterData, LetterTemplate, NoticeData } from "./letter.ts";
import { deliverLetter } from "./message.ts";
import type { Subscription } from "./subscription.ts";

/** Queues one letter about a cause, in the language of the viewer's subscription, and the message that sends it. */
export function writeLetter(
  template: LetterTemplate,
  cause: string,
  subscription: Pick<Subscription, "userId" | "language">,
  data: LetterData,
  circumstances: Circumstances,
): Pick<Changes, "letters" | "messages"> {
  return queue(
    { template, cause, userId: subscription.userId, language: subscription.language, data },
    circumstances,
  );
}

/** Queues one letter that another service asks for, or somebody who tries its words out. */
export function writeNotice(
  notice: Facts & { readonly data: NoticeData },
  circumstances: Circumstances,
): Pick<Changes, "letters" | "messages"> {
  return queue(notice, circumstances);
}

type Facts = Pick<
  Letter,
  "template" | "cause" | "userId" | "language" | "data" | "templateVersion" | "draft"
>;

function queue(facts: Facts, { now, newId }: Circumstances): Pick<Changes, "letters" | "messages"> {
  const letter: Letter = {
    ...facts,
    id: newId(),
    status: "queued",
    createdAt: now,
    sentAt: undefined,
    error: undefined,
  };
  return { letters: [letter], messages: [deliverLetter(letter, newId)] };
}
