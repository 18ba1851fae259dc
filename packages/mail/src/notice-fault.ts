import type { Template } from "@cinema/billing/ports";
import Handlebars from "handlebars";
import { common } from "./events.ts";
import { renderLetter, Unrenderable } from "./render-letter.ts";
import type { TemplateData } from "./variables.ts";

/**
 * Why another service's facts make no letter by the templates of an event, in words for that service: a variable
 * that none of them names, one that they name and that is missing, or a value of the wrong kind.
 */
export function noticeFault(templates: readonly Template[], data: TemplateData): string | undefined {
  const named = new Set(templates.flatMap((template) => [...namesIn(template)]));
  const stranger = Object.keys(data).find((name) => !named.has(name));
  if (stranger !== undefined) return `the template names no variable ${stranger}`;
  return templates.map((template) => renderingFault(template, data)).find((fault) => fault !== undefined);
}

/** Rendered for a viewer without a name, since some have none. */
function renderingFault(template: Template, data: TemplateData): string | undefined {
  try {
    renderLetter(template, { data, viewerName: undefined, siteUrl: common.siteUrl.sample, brand: "" });
    return undefined;
  } catch (error) {
    if (error instanceof Unrenderable) return error.message;
    throw error;
  }
}

/** Every name that stands between braces, the template language's own words too. */
function namesIn({ subject, html }: Template): ReadonlySet<string> {
  const names = new Set<string>();
  class Names extends Handlebars.Visitor {
    override PathExpression({ parts }: hbs.AST.PathExpression): void {
      names.add(String(parts[0]));
    }
  }
  for (const part of [subject, html]) new Names().accept(Handlebars.parse(part));
  return names;
}
