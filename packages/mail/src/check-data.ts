import type { DataFault } from "@cinema/billing/mailer";
import type { TemplateData, Variable, Variables } from "@cinema/core/letter-variables";
import { amountFrom, instantFrom, safeUrl, UnfitValue } from "./template-language.ts";

/**
 * Checks that a letter's facts are those that its event promises to templates.
 * @throws {UnfitValue} naming the first variable that is missing or does not fit
 */
export function checkData(variables: Variables, data: TemplateData): void {
  for (const [name, variable] of Object.entries(variables)) {
    const value = data[name];
    if (value !== undefined) checkValue(name, variable, value);
    else if (!variable.optional) throw new UnfitValue(`${name} is missing`);
  }
}

/** All of the facts that are missing or do not fit, in words for whoever gives them. */
export function dataFaults(variables: Variables, data: TemplateData): readonly DataFault[] {
  return Object.entries(variables).flatMap(([name, variable]) => {
    try {
      checkData({ [name]: variable }, data);
      return [];
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      return { name, message: `${error.message}. ${expectation(variable)}` };
    }
  });
}

function expectation(variable: Variable): string {
  switch (variable.kind) {
    case "text":
      return "Give a text.";
    case "money":
      return "Give a whole number of kopecks.";
    case "instant":
      return 'Give a moment in UTC: "2026-12-31T18:00:00Z".';
    case "link":
      return 'Give a whole address: "https://cinema.example/films".';
    case "choice":
      return `Give one of ${variable.values.join(", ")}.`;
    case "list":
      return `Give a list of records with ${Object.keys(variable.of).join(", ")}.`;
  }
}

function checkValue(name: string, variable: Variable, value: unknown): void {
  try {
    switch (variable.kind) {
      case "text":
        if (typeof value !== "string") throw new UnfitValue("a text is not a text");
        return;
      case "money":
        amountFrom(value);
        return;
      case "instant":
        instantFrom(value);
        return;
      case "link":
        safeUrl(value);
        return;
      case "choice":
        if (!variable.values.some((known) => known === value))
          throw new UnfitValue(`it is none of ${variable.values.join(", ")}`);
        return;
      case "list":
        for (const item of itemsOf(value)) checkData(variable.of, item);
    }
  } catch (cause) {
    if (!(cause instanceof UnfitValue)) throw cause;
    throw new UnfitValue(`${name}: ${cause.message}`, { cause });
  }
}

function itemsOf(value: unknown): readonly TemplateData[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "object" && item !== null))
    throw new UnfitValue("a list is not a list of records");
  return value;
}
