import type { Variable, Variables } from "@cinema/core/letter-variables";
import type { BraceFault } from "./template-fault.ts";
import { fault } from "./template-fault.ts";

/** The variables that can be named at one place, and which of the optional ones are surely there. */
export interface Scope {
  readonly variables: Variables;
  readonly present: ReadonlySet<string>;
}

/** Innermost first: each `{{#each}}` opens one. */
export type Scopes = readonly [Scope, ...Scope[]];

/** A variable that a template names; `depth` counts the loops outwards to where it belongs. */
export interface Found {
  readonly name: string;
  readonly variable: Variable;
  readonly depth: number;
}

/** The variable that an expression names, or a fault that lists the variables there are. */
export function* find(
  expression: hbs.AST.Expression,
  scopes: Scopes,
): Generator<BraceFault, Found | undefined> {
  if (expression.type !== "PathExpression") {
    yield fault(
      expression,
      "not_supported",
      undefined,
      "Here stands the name of a variable and nothing else.",
    );
    return undefined;
  }
  const { parts, depth, data, original } = expression as hbs.AST.PathExpression;
  const scope = scopes[depth];
  const name = String(parts[0]);
  const variable = scope && new Map(Object.entries(scope.variables)).get(name);
  if (variable !== undefined && !data && parts.length === 1) return { name, variable, depth };
  const known = Object.keys((scope ?? scopes[0]).variables).join(", ");
  yield fault(
    expression,
    "unknown_variable",
    original,
    `There is no variable ${original} here. There are: ${known}.`,
  );
  return undefined;
}

/** A fault when an optional variable is used where nothing makes sure that it is there. */
export function* requirePresent(node: hbs.AST.Node, found: Found, scopes: Scopes): Generator<BraceFault> {
  if (!found.variable.optional || scopes[found.depth]?.present.has(found.name)) return;
  yield fault(
    node,
    "may_be_missing",
    found.name,
    `Some letters come without ${found.name}: put this inside {{#if ${found.name}}} ... {{/if}}.`,
  );
}

/** The same scopes where the variable is known to be there. */
export function withPresent([first, ...outer]: Scopes, { name, depth }: Found): Scopes {
  const widened = (scope: Scope): Scope => ({ ...scope, present: new Set([...scope.present, name]) });
  if (depth === 0) return [widened(first), ...outer];
  return [first, ...outer.map((scope, index) => (index === depth - 1 ? widened(scope) : scope))];
}

/** How a variable is to be written. */
export function advice({ name, variable }: Found): string {
  switch (variable.kind) {
    case "text":
      return `write {{${name}}}`;
    case "money":
      return `write {{money ${name}}}`;
    case "instant":
      return `write {{date ${name}}}`;
    case "link":
      return `write {{safeUrl ${name}}}`;
    case "choice":
      return `ask for it with {{#if (is ${name} "${variable.values[0] ?? ""}")}} ... {{/if}}`;
    case "list":
      return `go through it with {{#each ${name}}} ... {{/each}}`;
  }
}
