import { type EventTemplates, missingLanguages, type TemplateVersion } from "@cinema/billing/templates";
import type { Language } from "@cinema/core/language";
import { isOwnTemplate } from "@cinema/core/letter";
import { disagreements, type Variable, type Variables } from "@cinema/core/letter-variables";
import type { SavedTemplate } from "@cinema/core/template";

/** The templates of one event. */
export interface PresentedEventTemplates {
  /** The event's name. */
  readonly id: string;
  /** One of billing's own letters, whose variables are fixed and which no mailing may use. */
  readonly isOwn: boolean;
  readonly inUse: readonly PresentedTemplateVersion[];
  readonly missingLanguages: readonly Language[];
  /** Variables that the languages declare differently: no mailing can be made before that is mended. */
  readonly disagreements: readonly string[];
}

export interface PresentedTemplateVersion {
  readonly language: Language;
  readonly version: number;
  readonly subject: string;
  readonly createdBy: string;
  readonly createdAt: string;
}

export function presentEvent({ event, inUse }: EventTemplates): PresentedEventTemplates {
  return {
    id: event,
    isOwn: isOwnTemplate(event),
    inUse: inUse.map(({ language, version, subject, createdBy, createdAt }) => {
      return { language, version, subject, createdBy, createdAt };
    }),
    missingLanguages: missingLanguages(inUse),
    disagreements: disagreements(inUse.map(({ variables = {} }) => variables)),
  };
}

/** One version with its words, and all versions there are, the newest first. */
export interface PresentedTemplate {
  readonly event: string;
  readonly language: Language;
  readonly isOwn: boolean;
  readonly version: number;
  readonly isInUse: boolean;
  readonly subject: string;
  readonly html: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly variables: readonly PresentedTemplateVariable[];
  readonly versions: readonly (Omit<PresentedTemplateVersion, "language"> & {
    /** Why it was saved; null of those that came with the service. */
    readonly reason: string | null;
  })[];
}

export function presentTemplate(
  template: SavedTemplate,
  versions: readonly TemplateVersion[],
  variables: Variables,
): PresentedTemplate {
  const { event, language, version, subject, html, createdBy, createdAt } = template;
  return {
    event,
    language,
    isOwn: isOwnTemplate(event),
    version,
    isInUse: versions[0]?.version === version,
    subject,
    html,
    createdBy,
    createdAt,
    variables: presentVariables(variables, template.variables ?? {}, language),
    versions: versions.map((one) => ({ ...one, reason: one.reason ?? null })),
  };
}

/** What may stand between braces; what a kind does not have is null. */
export interface PresentedTemplateVariable {
  readonly name: string;
  readonly kind: Variable["kind"];
  /** Declared with the template; false of what every letter may say, and of the service's own letters. */
  readonly isDeclared: boolean;
  /** Some letters come without it. */
  readonly isOptional: boolean;
  /** As a letter's data would have it: kopecks, an instant. Null of a list: its records' variables have theirs. */
  readonly sample: string | number | null;
  readonly values: readonly string[] | null;
  readonly of: readonly PresentedTemplateVariable[] | null;
}

/** @param declared those of them that were declared with the template */
export function presentVariables(
  variables: Variables,
  declared: Variables,
  language: Language,
): readonly PresentedTemplateVariable[] {
  return Object.entries(variables).map(([name, variable]) => ({
    name,
    kind: variable.kind,
    isDeclared: Object.hasOwn(declared, name),
    isOptional: variable.optional ?? false,
    sample: presentSample(variable, language),
    values: variable.kind === "choice" ? variable.values : null,
    of: variable.kind === "list" ? presentVariables(variable.of, variable.of, language) : null,
  }));
}

function presentSample(variable: Variable, language: Language): string | number | null {
  if (variable.kind === "list") return null;
  return variable.kind === "text" ? variable.sample[language] : variable.sample;
}
