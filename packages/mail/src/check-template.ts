import type { TemplateFault } from "@cinema/billing/mailer";
import type { Variables } from "@cinema/core/letter-variables";
import { checkBraces } from "./check-braces.ts";
import { checkHtml } from "./check-html.ts";

/** The most that a template may weigh, in bytes of UTF-8. */
export const largestHtml = 200_000;

/** The most characters of a subject, before it is filled in. */
export const longestSubject = 300;

/**
 * Checks a template before it is kept, so that no letter fails for its sake later: it may use only the variables
 * of its event, only the words of our template language, and only HTML that mail programs show.
 * @returns all faults, none when the template is good
 */
export function checkTemplate(
  template: { readonly subject: string; readonly html: string },
  variables: Variables,
): readonly TemplateFault[] {
  const unfit = [...sizes(template)];
  if (unfit.length > 0) return unfit;
  return [
    ...checkBraces(template.subject, variables).map((fault) => ({ ...fault, part: "subject" as const })),
    ...checkBraces(template.html, variables).map((fault) => ({ ...fault, part: "html" as const })),
    ...checkHtml(template.html),
  ];
}

function* sizes({ subject, html }: { subject: string; html: string }): Generator<TemplateFault> {
  const whole = { line: 1, name: undefined };
  if (subject.trim() === "")
    yield { ...whole, part: "subject", code: "empty", message: "The subject is empty." };
  if (html.trim() === "") yield { ...whole, part: "html", code: "empty", message: "The letter is empty." };
  if (subject.length > longestSubject)
    yield {
      ...whole,
      part: "subject",
      code: "too_large",
      message: `The subject has ${subject.length} characters; at most ${longestSubject} are allowed.`,
    };
  const bytes = Buffer.byteLength(html);
  if (bytes > largestHtml)
    yield {
      ...whole,
      part: "html",
      code: "too_large",
      message: `The letter weighs ${bytes} bytes; at most ${largestHtml} are allowed.`,
    };
}
