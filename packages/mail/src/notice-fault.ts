import type { TemplateData } from "@cinema/core/letter-variables";
import type { Template } from "@cinema/core/template";
import Handlebars from "handlebars";
import { common } from "./events.ts";
import { renderLetter, Unrenderable } from "./render-letter.ts";

/**
 * Why another service's facts make no letter by the templates of an event, in words for that service: a variable
 * that none of them names, one that they name and that is missing, or a value of the wrong kind.
 */
export function noticeFault(templates: readonly Template[], data: TemplateData): string | undefined {
  const named = new Set(templates.flatMap((template) => [...namesIn(template).all]));
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
    if (!(error instanceof Unrenderable)) throw error;
    const missing = [...namesIn(template).outside].filter((name) => !(name in data || name in common));
    return missing.length === 0 ? error.message : `${error.message} (not given: ${missing.join(", ")})`;
  }
}

interface Names {
  /** Every variable that is named. */
  readonly all: ReadonlySet<string>;
  /** Those that are named outside lists. */
  readonly outside: ReadonlySet<string>;
}

function namesIn({ subject, html }: Template): Names {
  const all = new Set<string>();
  const outside = new Set<string>();
  class Collector extends Handlebars.Visitor {
    #lists = 0;
    override BlockStatement({ path, params, program, inverse }: hbs.AST.BlockStatement): void {
      const isList = nameOf(path) === "each";
      this.acceptArray(params);
      if (isList) this.#lists += 1;
      if (program) this.accept(program);
      if (isList) this.#lists -= 1;
      if (inverse) this.accept(inverse);
    }
    override MustacheStatement({ path, params }: hbs.AST.MustacheStatement): void {
      // With a parameter, what stands first is a word of the template language.
      if (params.length === 0) this.accept(path);
      this.acceptArray(params);
    }
    override SubExpression({ params }: hbs.AST.SubExpression): void {
      this.acceptArray(params);
    }
    override PathExpression(path: hbs.AST.PathExpression): void {
      all.add(nameOf(path));
      if (this.#lists === 0) outside.add(nameOf(path));
    }
  }
  for (const part of [subject, html]) new Collector().accept(Handlebars.parse(part));
  return { all, outside };
}

function nameOf(expression: hbs.AST.Expression): string {
  return expression.type === "PathExpression" ? String((expression as hbs.AST.PathExpression).parts[0]) : "";
}
