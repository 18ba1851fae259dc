import { type Instant, instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { TemplateData, Variable } from "@cinema/core/letter-variables";
import { type Kopecks, kopecks } from "@cinema/core/money";
import { words } from "@cinema/core/words";
import Handlebars from "handlebars";

/** The words that print a variable, each with the kind of variable it prints. */
export const printers: { readonly [word: string]: Variable["kind"] } = {
  money: "money",
  date: "instant",
  safeUrl: "link",
};

/** A value that does not fit its place in a letter. */
export class UnfitValue extends Error {
  override readonly name = "UnfitValue";
}

/**
 * Lets a link through when following it opens a page, a letter or a call, and runs nothing.
 * @throws {UnfitValue} on anything else ("javascript:...", a path without a host)
 */
export function safeUrl(value: unknown): string {
  const url = typeof value === "string" ? URL.parse(value) : null;
  if (url === null || !["http:", "https:", "mailto:", "tel:"].includes(url.protocol))
    throw new UnfitValue("a link is not an http, https, mailto or tel address");
  return url.href;
}

/** @throws {UnfitValue} when it is not a whole number of kopecks */
export function amountFrom(value: unknown): Kopecks {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new UnfitValue("an amount is not a whole number of kopecks");
  return kopecks(value);
}

/** @throws {UnfitValue} when it is not an instant */
export function instantFrom(value: unknown): Instant {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT.*Z$/.test(value))
    throw new UnfitValue("a moment is not an instant");
  return instant(value);
}

/** Fills a template in. @throws on a missing name and on a value of the wrong kind */
export type Filling = (data: TemplateData, language: Language) => string;

const handlebars = Handlebars.create();

/**
 * Makes a template ready to be filled in. Handlebars reads it at the first filling: that is when a mistake in it
 * throws.
 */
export function compile(source: string, escaping: "html" | "none"): Filling {
  const fill = handlebars.compile<TemplateData>(source, {
    strict: true,
    noEscape: escaping === "none",
    knownHelpersOnly: true,
    knownHelpers: { money: true, date: true, safeUrl: true, is: true },
  });
  return (data, language) =>
    fill(data, {
      helpers: {
        money: (value: unknown) => words[language].money(amountFrom(value)),
        date: (value: unknown) => words[language].date(instantFrom(value)),
        safeUrl,
        is: (value: unknown, wanted: unknown) => value === wanted,
      },
    });
}
