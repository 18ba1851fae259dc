import { type SettingName, settings } from "./settings.ts";

/** A setting in words, for people. */
export interface SettingDescription {
  readonly name: SettingName;
  /** What holds when it is not given: "needed", "none", or the value as it would be written. */
  readonly fallback: string;
  /** One line of Markdown. */
  readonly description: string;
  /** Whether it is to be given by a file (`NAME_FILE`) rather than in the environment. */
  readonly isSecret: boolean;
}

/**
 * What a setting is, by its schema.
 * @throws {TypeError} when the schema does not say it
 */
export function describeSetting(name: SettingName): SettingDescription {
  const schema = settings[name];
  const { description, secret } = schema.meta() ?? {};
  if (description === undefined)
    throw new TypeError(`${name} has no description: end its schema with .describe("...")`);
  const byDefault = schema.safeParse(undefined);
  return {
    name,
    fallback: byDefault.success ? written(byDefault.data) : "needed",
    description,
    isSecret: secret === true,
  };
}

/** A default as a person would write it. */
function written(value: unknown): string {
  if (value === undefined) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(",");
  if (value instanceof Map) return value.size === 0 ? "nobody" : [...value.keys()].join(";");
  return String(value);
}
