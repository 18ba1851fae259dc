/** One change of one name in a file: where, in words, and the whole file with it. */
export interface Change {
  readonly where: string;
  readonly changed: unknown;
}

/**
 * Every way to change one name in parsed YAML or JSON: each key gets another name, each text a letter more, each number
 * one more, each yes becomes a no.
 */
export function changesOf(value: unknown, where = ""): readonly Change[] {
  if (typeof value === "string") return [{ where, changed: `${value}x` }];
  if (typeof value === "number") return [{ where, changed: value + 1 }];
  if (typeof value === "boolean") return [{ where, changed: !value }];
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      changesOf(item, `${where}[${index}]`).map(({ where, changed }) => ({
        where,
        changed: value.with(index, changed),
      })),
    );
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  return entries.flatMap(([key, item], index) => {
    const path = where === "" ? key : `${where}.${key}`;
    return [
      { where: `${path} (its name)`, changed: Object.fromEntries(entries.with(index, [`${key}x`, item])) },
      ...changesOf(item, path).map(({ where, changed }) => ({
        where,
        changed: Object.fromEntries(entries.with(index, [key, changed])),
      })),
    ];
  });
}
