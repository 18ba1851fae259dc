import type { Changes, Circumstances } from "./changes.ts";
import type { Letter, LetterData, LetterTemplate, NoticeData } from "./letter.ts";
import { deliverLetter, type Message } from "./message.ts";
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

/** Queues a letter's next copy, under a cause of its own: there is one letter to a cause. */
export function writeCopy(
  original: Letter,
  number: number,
  data: Letter["data"],
  circumstances: Circumstances,
): { readonly letter: Letter; readonly message: Message } {
  const { id, template, userId, language, templateVersion, unsubscribeToken } = original;
  const cause = `resend:${id}:${number}`;
  const kept = { template, userId, language, templateVersion, unsubscribeToken };
  return queued({ ...kept, cause, data, copyOf: id }, circumstances);
}

type Facts = Pick<Letter, "template" | "cause" | "userId" | "language" | "data"> &
  Partial<Pick<Letter, "copyOf" | "templateVersion" | "draft" | "unsubscribeToken">>;

function queue(facts: Facts, circumstances: Circumstances): Pick<Changes, "letters" | "messages"> {
  const { letter, message } = queued(facts, circumstances);
  return { letters: [letter], messages: [message] };
}

function queued(facts: Facts, { now, newId }: Circumstances) {
  const letter: Letter = {
    ...facts,
    id: newId(),
    status: "queued",
    createdAt: now,
    sentAt: undefined,
    error: undefined,
    copyOf: facts.copyOf,
  };
  return { letter, message: deliverLetter(letter, newId) };
}
