import type { Instant } from "@cinema/core/instant";
import type { LetterData, NoticeData } from "@cinema/core/letter";
import type { TemplateData, Variables } from "@cinema/core/letter-variables";
import type { Template } from "@cinema/core/template";

/** The mail server and the renderer. */
export interface Mailer {
  /**
   * Renders and hands one letter to the mail server.
   * - `sent`: the server took it;
   * - `rejected`: the server says it never will take it for this recipient (5xx); `isAddress` when it says so of
   *   the address and not of the letter.
   * @throws {MailUnavailable} when it may work later (4xx, no connection)
   * @throws {TemplateBroken} when the template cannot say these facts (a variable that does not exist)
   */
  send(
    letter: OutgoingLetter,
  ): Promise<
    | { readonly kind: "sent" }
    | { readonly kind: "rejected"; readonly why: string; readonly isAddress: boolean }
  >;
  /**
   * Why no letter can be made of these facts by one of the templates of an event: a variable is missing, is none of
   * theirs, or does not fit. Undefined when all is well.
   */
  faultOf(templates: readonly Template[], data: NoticeData): string | undefined;
  /** What a template may say: its event's own variables, else those declared with it, and what every letter may say. */
  variablesOf(template: Pick<Template, "event" | "variables">): Variables;
  /** Everything that is wrong with a template and its variables, so that no letter fails for its sake later. */
  check(template: Template): readonly TemplateFault[];
  /** Which of the facts are missing or do not fit the variables; what no variable names is no fault here. */
  dataFaults(variables: Variables, data: TemplateData): readonly DataFault[];
  /**
   * The letter as its reader would see it; nothing is sent.
   * @throws {TemplateBroken} when the template cannot say these facts
   */
  render(words: LetterWords, viewerName?: string): RenderedLetter;
}

export interface OutgoingLetter extends LetterWords {
  /** Makes the Message-ID, so that a repeat is recognisable as the same letter. */
  readonly letterId: string;
  readonly to: { readonly email: string; readonly name: string | undefined };
}

/** What a letter's words are made of. */
export interface LetterWords {
  readonly template: Template;
  readonly data: LetterData | NoticeData;
  /** Where the cinema's pages are, for links. */
  readonly siteUrl: string;
  /** Where its reader refuses further letters like it; undefined on a service letter. */
  readonly unsubscribeUrl?: string | undefined;
  /** When the letter was written that this one sends again; the letter says so. */
  readonly copiedFrom?: Instant | undefined;
}

export interface RenderedLetter {
  /** One line, not escaped. */
  readonly subject: string;
  readonly html: string;
  /** The same for who reads no HTML. */
  readonly text: string;
}

/** One thing wrong with a template, as its author has to read it. */
export interface TemplateFault {
  readonly part: "subject" | "html" | "variables";
  /** Counted from 1. */
  readonly line: number;
  readonly code: TemplateFaultCode;
  /** The variable, word, tag or attribute it is about. */
  readonly name: string | undefined;
  /** A whole sentence that says what is wrong and what to write instead. */
  readonly message: string;
}

export type TemplateFaultCode =
  | "empty"
  | "too_large"
  | "syntax"
  | "unknown_variable"
  | "unknown_word"
  | "wrong_kind"
  | "may_be_missing"
  | "not_escaped"
  | "too_deep"
  | "not_supported"
  | "forbidden_tag"
  | "forbidden_attribute"
  | "unsafe_link"
  | "reserved_name"
  | "wrong_sample"
  | "fixed_variables";

/** One fact that does not fit its variable. */
export interface DataFault {
  readonly name: string;
  /** A whole sentence. */
  readonly message: string;
}
