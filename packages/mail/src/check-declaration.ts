import type { TemplateFault } from "@cinema/billing/mailer";
import { sampleOf, type Variables } from "@cinema/core/letter-variables";
import type { Template } from "@cinema/core/template";
import { dataFaults } from "./check-data.ts";
import { common, variablesOf } from "./events.ts";
import { printers } from "./template-language.ts";

/** What the template language has a meaning of its own for. */
const words = new Set([
  ...Object.keys(printers),
  "is",
  "if",
  "unless",
  "each",
  "else",
  "with",
  "lookup",
  "log",
]);
const literals = new Set(["this", "true", "false", "null", "undefined"]);

/**
 * Checks the variables that are declared with a template: names that mean something already, samples that do not
 * fit, and any at all with one of the service's own letters, whose variables are fixed.
 */
export function checkDeclaration({ event, variables }: Template): readonly TemplateFault[] {
  if (variables === undefined) return [];
  if (variablesOf(event) !== undefined) {
    const message = `${event} is one of billing's own letters: its variables are fixed. Leave this out.`;
    return [{ part: "variables", line: 1, code: "fixed_variables", name: undefined, message }];
  }
  return [...reservedNames(variables), ...wrongSamples(variables)];
}

function reservedNames(variables: Variables): readonly TemplateFault[] {
  const names = Object.entries(variables).flatMap(([name, variable]) =>
    variable.kind === "list" ? [name, ...Object.keys(variable.of)] : [name],
  );
  return names.filter(isReserved).map((name) => {
    const message = `The name ${name} is taken: every letter has it, or it means something else between braces.`;
    return { part: "variables", line: 1, code: "reserved_name", name, message };
  });
}

function isReserved(name: string): boolean {
  return name in common || words.has(name) || literals.has(name) || name in Object.prototype;
}

function wrongSamples(variables: Variables): readonly TemplateFault[] {
  return dataFaults(variables, sampleOf(variables, "en")).map(({ name, message }) => ({
    part: "variables",
    line: 1,
    code: "wrong_sample",
    name,
    message: `The sample of ${message}`,
  }));
}
