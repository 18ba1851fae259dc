import { readFileSync } from "node:fs";
import type { z } from "zod";
import { type SettingName, settings } from "./settings.ts";

/** The settings that a process has named, each with its own type. */
export type Configuration<N extends SettingName> = {
  readonly [Name in N]: z.output<(typeof settings)[Name]>;
};

/** What the environment lacks or has wrong: all of it at once, by names, never by values. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  constructor(readonly problems: readonly string[]) {
    super(`the configuration is not complete:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

type Environment = { readonly [name: string]: string | undefined };

/**
 * Reads settings from the environment. A setting may instead stand in a file whose path `NAME_FILE` gives, as
 * container secrets do; an empty value counts as none.
 * @throws {ConfigurationError} with every problem there is
 */
export function readConfiguration<N extends SettingName>(
  names: readonly N[],
  environment: Environment,
): Configuration<N> {
  const problems: string[] = [];
  const read: { [name: string]: unknown } = {};
  for (const name of names) {
    const given = givenValue(name, environment);
    if ("problem" in given) {
      problems.push(given.problem);
      continue;
    }
    const parsed = settings[name].safeParse(given.value);
    if (parsed.success) read[name] = parsed.data;
    else
      problems.push(`${name} ${[...new Set(parsed.error.issues.map(({ message }) => message))].join(", ")}`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  // Each name was parsed by its own schema just now; the compiler cannot follow the loop.
  return read as Configuration<N>;
}

function givenValue(
  name: string,
  environment: Environment,
): { readonly value: string | undefined } | { readonly problem: string } {
  const value = environment[name] || undefined;
  const file = environment[`${name}_FILE`] || undefined;
  if (file === undefined) return { value };
  if (value !== undefined) return { problem: `${name} is given twice: also as ${name}_FILE` };
  try {
    return { value: readFileSync(file, "utf8").trim() || undefined };
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
    return { problem: `${name}_FILE cannot be read: ${why}` };
  }
}
