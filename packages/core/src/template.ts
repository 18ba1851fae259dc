import { act } from "./act.ts";
import type { Changes, Circumstances } from "./changes.ts";
import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import type { Variables } from "./letter-variables.ts";
import { Refusal } from "./refusal.ts";

/** The words of one kind of letter in one language. */
export interface Template {
  /** One of our own letters, or the name of another service's or a mailing's letter. */
  readonly event: string;
  readonly language: Language;
  readonly version: number;
  readonly subject: string;
  readonly html: string;
  /** What was declared with it; undefined for our own letters, whose variables are fixed. */
  readonly variables?: Variables | undefined;
}

/** One version as it is kept: versions are added, never overwritten, and the highest is the one in use. */
export interface SavedTemplate extends Template {
  /** As the history names people: "manager:<user id>", "billing:repository". */
  readonly createdBy: string;
  readonly createdAt: Instant;
}

/** A name that a letter's event may have. */
export const eventName = /^[a-z][a-z0-9_.-]{0,63}$/;

/** Under which name the acts about a template's versions stand. */
export function templateSubject({ event, language }: Pick<Template, "event" | "language">): string {
  return `template:${event}.${language}`;
}

export interface TemplateWish extends Omit<Template, "version"> {
  /** The version that its author had before him, 0 when there was none. */
  readonly basedOn: number;
}

/**
 * A new version, in use from now on; its words were checked before.
 * @throws {Refusal} template_changed when somebody has saved another version meanwhile
 */
export function saveTemplate(
  inUse: Pick<Template, "version"> | undefined,
  { basedOn, ...wish }: TemplateWish,
  savedBy: string,
  circumstances: Circumstances,
): Changes & { readonly template: SavedTemplate } {
  const latest = inUse?.version ?? 0;
  if (latest !== basedOn) throw new Refusal("template_changed", "basedOn");
  const version = latest + 1;
  const template = { ...wish, version, createdBy: savedBy, createdAt: circumstances.now };
  return {
    template,
    templates: [template],
    acts: [act("template.saved", templateSubject(wish), { version }, circumstances)],
  };
}
