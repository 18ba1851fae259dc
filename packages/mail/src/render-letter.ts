import type { RenderedLetter } from "@cinema/billing/mailer";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { TemplateData } from "@cinema/core/letter-variables";
import type { Template } from "@cinema/core/template";
import { words } from "@cinema/core/words";
import { compile as compileConversion } from "html-to-text";
import { checkData } from "./check-data.ts";
import { declaredFor } from "./events.ts";
import { layout, textFoot } from "./layout.ts";
import { compile, type Filling, safeUrl } from "./template-language.ts";

/** What a letter says and to whom, besides its template. */
export interface LetterFacts {
  readonly data: TemplateData;
  readonly viewerName: string | undefined;
  readonly siteUrl: string;
  /** The cinema's name as its letters bear it. */
  readonly brand: string;
  /** When the letter was written that this one sends again. */
  readonly copiedFrom?: Instant | undefined;
  /** Where its reader refuses further letters like it. */
  readonly unsubscribeUrl?: string | undefined;
}

/** This letter can never be rendered from this template: a variable is missing or a value does not fit. */
export class Unrenderable extends Error {
  override readonly name = "Unrenderable";
}

/** The most characters of a filled-in letter: beyond it, its data and not its words make it long. */
const longestLetter = 1_000_000;

/**
 * Fills a template in with the facts of one letter and puts it into the frame that all letters share.
 * @throws {Unrenderable} with what is wrong, in words for a Manager
 */
export function renderLetter(template: Template, facts: LetterFacts): RenderedLetter {
  try {
    return render(template, facts);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const { event, language, version } = template;
    // Handlebars adds what the name was looked for in, and that says nothing to anybody.
    const why = cause.message.replace(" in [object Object]", "");
    throw new Unrenderable(`${event}.${language} version ${version}: ${why}`, { cause });
  }
}

function render(template: Template, facts: LetterFacts): RenderedLetter {
  const { data, viewerName, siteUrl, brand, copiedFrom, unsubscribeUrl } = facts;
  const { language } = template;
  const site = safeUrl(siteUrl).replace(/\/$/, "");
  const known = { ...data, siteUrl: site, ...(viewerName && { viewerName }) };
  const variables = declaredFor(template);
  if (variables) checkData(variables, known);

  const { fillSubject, fillHtml } = fillings(template);
  const subject = inOneLine(fillSubject(known, language));
  const inner = `${copiedFrom === undefined ? "" : copyNote(copiedFrom, language)}${fillHtml(known, language)}`;
  if (inner.length > longestLetter) throw new Error(`the letter has ${inner.length} characters`);
  const said = textOf(inner);
  const preheader = inOneLine(said).slice(0, 140);
  const frame = { language, subject, preheader, brand, siteUrl: site, unsubscribeUrl };
  return { subject, html: layout(frame, inner), text: `${said}\n\n${textFoot(frame)}` };
}

/** Stands above a letter that is sent again, for what it says was so when it was written. */
function copyNote(copiedFrom: Instant, language: Language): string {
  const day = words[language].date(copiedFrom);
  return language === "ru"
    ? `<p><small>Это копия нашего письма, написанного ${day} С тех пор что-то могло измениться.</small></p>`
    : `<p><small>This is a copy of our letter of ${day}. Things may have changed since then.</small></p>`;
}

interface Fillings {
  readonly subject: string;
  readonly html: string;
  readonly fillSubject: Filling;
  readonly fillHtml: Filling;
}

/** The templates in use, made ready once; the oldest goes when there are more events than anybody writes. */
const ready = new Map<string, Fillings>();
const mostReady = 100;

function fillings({ event, language, subject, html }: Template): Fillings {
  const key = `${event}.${language}`;
  const kept = ready.get(key);
  if (kept?.subject === subject && kept.html === html) return kept;
  const [oldest] = ready.keys();
  if (ready.size >= mostReady && oldest !== undefined) ready.delete(oldest);
  const made = { subject, html, fillSubject: compile(subject, "none"), fillHtml: compile(html, "html") };
  ready.set(key, made);
  return made;
}

/** A header is one line: a line break in a name must not begin another header. */
function inOneLine(text: string): string {
  return text.replace(/[ \p{Cc}\u2028\u2029]+/gu, " ").trim();
}

/** Made ready once: its selectors cost more than a letter's text. */
const textOf = compileConversion({
  wordwrap: false,
  selectors: [
    { selector: "h1", options: { uppercase: false } },
    { selector: "h2", options: { uppercase: false } },
    { selector: "h3", options: { uppercase: false } },
    { selector: "a", options: { linkBrackets: ["<", ">"], hideLinkHrefIfSameAsText: true } },
    { selector: "img", format: "skip" },
    { selector: "table.facts", format: "dataTable", options: { uppercaseHeaderCells: false } },
  ],
});
