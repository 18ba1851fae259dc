import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import type { Kopecks } from "./money.ts";

/** What a template may say about one kind of letter: each variable by name. */
export interface Variables {
  readonly [name: string]: Variable;
}

/** One variable: what it holds, whether it may be missing, and a value to preview a template with. */
export type Variable = {
  /** True: some letters come without it, so a template uses it only inside `{{#if}}`. */
  readonly optional?: true;
} & (
  | { readonly kind: "text"; readonly sample: { readonly [L in Language]: string } }
  | { readonly kind: "money"; readonly sample: Kopecks }
  | { readonly kind: "instant"; readonly sample: Instant }
  | { readonly kind: "link"; readonly sample: string }
  | { readonly kind: "choice"; readonly values: readonly string[]; readonly sample: string }
  | { readonly kind: "list"; readonly of: Variables }
);

/** Values for a template, by the names of its variables. */
export interface TemplateData {
  readonly [name: string]: unknown;
}

/** Example values of all variables, the optional ones too. */
export function sampleOf(variables: Variables, language: Language): TemplateData {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, sampleValue(variable, language)]),
  );
}

function sampleValue(variable: Variable, language: Language): unknown {
  switch (variable.kind) {
    case "text":
      return variable.sample[language];
    case "list":
      return [sampleOf(variable.of, language), sampleOf(variable.of, language)];
    default:
      return variable.sample;
  }
}

/** What data for all of these has to hold: a variable may be missing where each of them lets it be missing. */
export function togetherDeclared(declared: readonly Variables[]): Variables {
  const names = [...new Set(declared.flatMap((variables) => Object.keys(variables)))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const each = declared.flatMap((variables) => variables[name] ?? []);
      // The one that needs it, if there is one, speaks for all.
      const variable = each.find(({ optional }) => optional === undefined) ?? each[0];
      return variable === undefined ? [] : [[name, variable]];
    }),
  );
}

/** The names that languages of one event declare with different meanings: no data can fit both. */
export function disagreements(declared: readonly Variables[]): readonly string[] {
  const names = [...new Set(declared.flatMap((variables) => Object.keys(variables)))];
  return names.filter((name) => {
    const shapes = declared.flatMap((variables) => variables[name] ?? []).map(shapeOf);
    return new Set(shapes).size > 1;
  });
}

/** What has to be the same for the same data to fit: not the samples, nor whether it may be missing. */
function shapeOf(variable: Variable): string {
  switch (variable.kind) {
    case "choice":
      return `choice of ${[...variable.values].sort().join("|")}`;
    case "list":
      return `list of ${Object.entries(variable.of)
        .map(([name, item]) => `${name}: ${shapeOf(item)}`)
        .sort()
        .join(", ")}`;
    default:
      return variable.kind;
  }
}
