/**
 * Puts values in place of compose's variables: `${NAME}`, `${NAME:-default}`, `${NAME:?why}`; `$$` is a dollar.
 * @throws {RangeError} for a variable without a value and without a default
 */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (found: string, name: string | undefined, kind: string | undefined, rest: string | undefined) => {
      if (found === "$$" || name === undefined) return "$";
      const value = values[name];
      if (value) return value;
      if (kind === "-") return rest ?? "";
      throw new RangeError(`${name} has no value`);
    },
  );
}

/** The names of all variables in a value, however deep they stand. */
export function variablesIn(value: unknown): ReadonlySet<string> {
  const text = JSON.stringify(value).replaceAll("$$", "");
  return new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name));
}
