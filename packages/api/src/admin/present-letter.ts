import type { ShownLetter } from "@cinema/billing/show-letter";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Letter, LetterStatus } from "@cinema/core/letter";

/** A letter as the staff sees it in a list: neither its words nor the viewer's address. */
export interface PresentedLetter {
  readonly id: string;
  /** What it is about: "payment:<id>", "refund:<id>". */
  readonly cause: string;
  readonly userId: string;
  /** The event that its template belongs to. */
  readonly template: string;
  readonly language: Language;
  readonly status: LetterStatus;
  readonly createdAt: string;
  readonly sentAt: string | null;
  /** Why the mail server would not take it. */
  readonly error: string | null;
  /** The first letter about its cause, when this one sends it again. */
  readonly copyOf: string | null;
}

export interface PresentedLetterDossier extends PresentedLetter {
  /** The viewer's e-mail address is known. */
  readonly hasAddress: boolean;
  /** The first letter about its cause and what was sent again of it, the oldest first. */
  readonly copies: readonly PresentedLetter[];
  /**
   * Its words, made of its facts now, by the template in use now and without the viewer's name; what was sent is not
   * kept. Null when they cannot be made.
   */
  readonly rendered: {
    readonly at: string;
    readonly templateVersion: number;
    readonly subject: string;
    readonly html: string;
    readonly text: string;
  } | null;
  /** Why no words can be made of its facts; null when they can. */
  readonly fault: string | null;
}

export function presentLetter(letter: Letter): PresentedLetter {
  return {
    id: letter.id,
    cause: letter.cause,
    userId: letter.userId,
    template: letter.template,
    language: letter.language,
    status: letter.status,
    createdAt: letter.createdAt,
    sentAt: letter.sentAt ?? null,
    error: letter.error ?? null,
    copyOf: letter.copyOf ?? null,
  };
}

export function presentLetterDossier(
  { letter, viewer, copies, words }: ShownLetter,
  now: Instant,
): PresentedLetterDossier {
  const isFaulty = "fault" in words;
  return {
    ...presentLetter(letter),
    hasAddress: viewer?.email !== undefined,
    copies: copies.map(presentLetter),
    rendered: isFaulty
      ? null
      : {
          at: now,
          templateVersion: words.templateVersion,
          subject: words.subject,
          html: words.html,
          text: words.text,
        },
    fault: isFaulty ? words.fault : null,
  };
}
