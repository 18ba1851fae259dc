import type { Admin } from "./console-context.ts";
import { moscowMoment } from "./moscow-moment.ts";
import { kopecksIn } from "./roubles.ts";
import type { DeclaredVariable, Template, TemplateDraft, TemplateVariable } from "./template.ts";

type SaveInput = Parameters<Admin["templates"]["save"]["mutate"]>[0];
type VariablesInput = NonNullable<SaveInput["variables"]>;
type VariableInput = VariablesInput[string];
type PlainInput = Exclude<VariableInput, { readonly kind: "list" }>;

/** The words that a template begins with in the form. */
export function draftOf({ subject, html, isOwn, variables }: Template): TemplateDraft {
  const declared = variables.filter(({ isDeclared }) => isDeclared).map(declarationOf);
  return { subject, html, variables: isOwn ? undefined : declared };
}

/** A draft as the service takes it; undefined while a variable is not declared to its end. */
export function draftInput({
  subject,
  html,
  variables,
}: TemplateDraft):
  | { readonly subject: string; readonly html: string; readonly variables?: VariablesInput }
  | undefined {
  if (variables === undefined) return { subject, html };
  const inputs = variables.map((one) => [one.name, variableInput(one)] as const);
  const known = inputs.flatMap(([name, input]) => (input === undefined ? [] : [[name, input] as const]));
  const names = new Set(known.map(([name]) => name));
  return names.size === variables.length
    ? { subject, html, variables: Object.fromEntries(known) }
    : undefined;
}

/** What the words may name: what the service gives, and what is declared in the form. */
export function nameable(template: Template, { variables }: TemplateDraft): readonly TemplateVariable[] {
  if (variables === undefined) return template.variables;
  const given = template.variables.filter(({ isDeclared }) => !isDeclared);
  return [...given, ...variables.filter(({ name }) => isName(name)).map(asVariable)];
}

/** Whether a template can name it between braces. */
export function isName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/.test(name);
}

function declarationOf(variable: TemplateVariable): DeclaredVariable {
  const { name, kind, isOptional, of } = variable;
  return { key: name, name, kind, isOptional, typed: typedOf(variable), of };
}

function typedOf({ kind, sample, values }: TemplateVariable): string {
  if (kind === "money" && typeof sample === "number") return (sample / 100).toFixed(2).replace(".", ",");
  if (kind === "instant" && typeof sample === "string") return moscowField(sample);
  if (kind === "choice") return (values ?? []).join(", ");
  return String(sample ?? "");
}

/** A moment as a field for a day and a minute holds it, on Moscow's clock. */
function moscowField(instant: string): string {
  const clock = new Intl.DateTimeFormat("sv-SE", {
    ...{ dateStyle: "short", timeStyle: "short", timeZone: "Europe/Moscow" },
  });
  return clock.format(new Date(instant)).replace(" ", "T");
}

function variableInput(declared: DeclaredVariable): VariableInput | undefined {
  const { name, kind, isOptional, of } = declared;
  if (!isName(name)) return undefined;
  if (kind !== "list") return plainInput(declared);
  const fields = (of ?? []).flatMap((field) => {
    const input = plainInput(declarationOf(field));
    return input === undefined ? [] : [[field.name, input] as const];
  });
  return { kind, isOptional, of: Object.fromEntries(fields) };
}

function plainInput({ kind, isOptional, typed }: DeclaredVariable): PlainInput | undefined {
  const text = typed.trim();
  switch (kind) {
    case "text":
    case "link":
      return text === "" ? undefined : { kind, isOptional, sample: text };
    case "money": {
      const sample = kopecksIn(text);
      return sample === undefined ? undefined : { kind, isOptional, sample };
    }
    case "instant": {
      const moment = moscowMoment(text);
      return moment === undefined ? undefined : { kind, isOptional, sample: new Date(moment).toISOString() };
    }
    case "choice": {
      const values = text.split(",").flatMap((value) => value.trim() || []);
      const [sample] = values;
      return sample === undefined ? undefined : { kind, isOptional, values, sample };
    }
    case "list":
      return undefined;
  }
}

function asVariable(declared: DeclaredVariable): TemplateVariable {
  const { name, kind, isOptional, of } = declared;
  const input = plainInput(declared);
  return {
    ...{ name, kind, isOptional, of, isDeclared: true },
    sample: input?.sample ?? null,
    values: input?.kind === "choice" ? [...input.values] : null,
  };
}
