import type { Admin } from "./console-context.ts";

export type SavedTemplate = Awaited<ReturnType<Admin["templates"]["get"]["query"]>>;

export type TemplateVariable = SavedTemplate["variables"][number];

export type TemplateVersion = SavedTemplate["versions"][number];

/** A letter as its reader would see it. */
export type RenderedLetter = Awaited<ReturnType<Admin["templates"]["preview"]["query"]>>;

export type TemplateLanguage = SavedTemplate["language"];

/** The words of one event in one language as they are in use; version 0 when nobody has written them yet. */
export type Template = Pick<
  SavedTemplate,
  "event" | "language" | "isOwn" | "version" | "subject" | "html" | "variables" | "versions"
>;

/** A variable as its author types it into the form. */
export interface DeclaredVariable {
  /** Stays the same while it is renamed. */
  readonly key: string;
  readonly name: string;
  readonly kind: TemplateVariable["kind"];
  readonly isOptional: boolean;
  /** The example as it is typed; of a choice its values, separated by commas. */
  readonly typed: string;
  /** What a list's records hold; a list is kept as it is. */
  readonly of: readonly TemplateVariable[] | null;
}

/** What its author has before him, saved or not. */
export interface TemplateDraft {
  readonly subject: string;
  readonly html: string;
  /** What is declared with the words; undefined of the service's own letters, whose variables are fixed. */
  readonly variables: readonly DeclaredVariable[] | undefined;
}

/** Where in a template something is wrong or is to be put. */
export type TemplatePart = "subject" | "html";
