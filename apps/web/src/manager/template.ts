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

/** What its author has before him, saved or not. */
export interface TemplateDraft {
  readonly subject: string;
  readonly html: string;
}

/** Where in a template something is wrong or is to be put. */
export type TemplatePart = "subject" | "html";
