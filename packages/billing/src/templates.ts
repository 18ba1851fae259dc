import type { Instant } from "@cinema/core/instant";
import { type Language, languages } from "@cinema/core/language";
import { isOwnTemplate, type LetterData, type NoticeData } from "@cinema/core/letter";
import type { Variables } from "@cinema/core/letter-variables";
import { Refusal } from "@cinema/core/refusal";
import { type SavedTemplate, saveTemplate as saveRule, type Template } from "@cinema/core/template";
import { type InputFault, requireFit } from "@cinema/core/unfit-input";
import type { TemplateFault } from "./mailer.ts";
import type { Authorship, Page, World } from "./ports.ts";

/** Letters' words; for people to read. */
export interface Templates {
  /** The versions in use of each event, in the order of the events' names; `after` is such a name. */
  list(page: Page): Promise<readonly EventTemplates[]>;
  /** The versions of an event in use, one for each language there is. */
  inUse(event: string): Promise<readonly SavedTemplate[]>;
  /** The newest first, without their words. */
  versions(key: TemplateKey): Promise<readonly TemplateVersion[]>;
  version(key: TemplateKey & { readonly version: number }): Promise<SavedTemplate | undefined>;
  /** What the latest letter of an event to a viewer said, and his name now; letters that tried words out do not count. */
  latestFacts(
    userId: string,
    event: string,
  ): Promise<{ readonly data: LetterData | NoticeData; readonly viewerName: string | undefined } | undefined>;
}

export interface TemplateKey {
  readonly event: string;
  readonly language: Language;
}

export interface EventTemplates {
  readonly event: string;
  readonly inUse: readonly SavedTemplate[];
}

export interface TemplateVersion {
  readonly version: number;
  readonly subject: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
  /** Why it was saved; undefined of those that came with the service. */
  readonly reason: string | undefined;
}

/** Words as their author has them before him. */
export interface TemplateWords {
  readonly subject: string;
  readonly html: string;
  /** Undefined: those of the version in use, else of the event's other language; our own letters' are fixed. */
  readonly variables: Variables | undefined;
}

/**
 * Saves words as a new version, which is in use from then on.
 * @throws {UnfitInput} with everything that is wrong with them
 * @throws {Refusal} template_changed when somebody has saved another version than they are based on
 */
export async function saveTemplate(
  world: World,
  by: Authorship,
  wish: TemplateKey & TemplateWords & { readonly basedOn: number },
): Promise<TemplateKey & { readonly version: number }> {
  const { basedOn, event, language } = wish;
  const checked = await checkedWords(world, wish, wish);
  return world.store.change(by, async (unit) => {
    const inUse = await unit.templateInUse(event, language);
    const circumstances = { now: world.now(), newId: world.newId };
    const { template, ...changes } = saveRule(inUse, { ...checked, basedOn }, by.actor, circumstances);
    await unit.save(changes);
    return { event, language, version: template.version };
  });
}

/**
 * Goes back to an older version, by saving its words anew.
 * @throws {UnfitInput} when they no longer pass the check
 * @throws {Refusal} template_unknown, template_changed
 */
export async function restoreTemplate(
  world: World,
  by: Authorship,
  wish: TemplateKey & { readonly version: number; readonly basedOn: number },
): Promise<TemplateKey & { readonly version: number }> {
  const old = await world.store.templates.version(wish);
  if (old === undefined) throw new Refusal("template_unknown", "version");
  const { event, language, subject, html, variables } = old;
  return saveTemplate(world, by, { event, language, subject, html, variables, basedOn: wish.basedOn });
}

/**
 * Words with the variables that they may name, checked.
 * @throws {UnfitInput} with everything that is wrong with them
 */
export async function checkedWords(
  { store, mailer }: World,
  { event, language }: TemplateKey,
  { subject, html, variables }: TemplateWords,
): Promise<Template> {
  const declared = variables ?? inherited(await store.templates.inUse(event), language);
  const words: Template = { event, language, version: 0, subject, html, variables: declared };
  requireFit(mailer.check(words).map(inputFault));
  return words;
}

/** Our own letters' variables are fixed, so nothing is declared with them. */
function inherited(inUse: readonly Template[], language: Language): Variables | undefined {
  if (inUse.some(({ event }) => isOwnTemplate(event))) return undefined;
  const [nearest] = inUse.toSorted((one) => (one.language === language ? -1 : 1));
  return nearest?.variables ?? {};
}

function inputFault({ part, code, line, name, message }: TemplateFault): InputFault {
  if (part === "variables") return { path: name === undefined ? part : `${part}.${name}`, code, message };
  return { path: part, code, line, ...(name !== undefined && { name }), message };
}

/** The languages in which an event has no template yet. */
export function missingLanguages(inUse: readonly Pick<Template, "language">[]): readonly Language[] {
  return languages.filter((language) => !inUse.some((template) => template.language === language));
}
