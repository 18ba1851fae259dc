import { describeSetting } from "@cinema/configuration/describe-setting";
import { type SettingName, settings } from "@cinema/configuration/settings";
import { environmentOf, type Stage } from "./dockerfile.ts";
import { programs, readersOf, secretOf, type Target, targets } from "./programs.ts";

/** README's table: every setting with its default, its reader and what it is. */
export function renderSettingsTable(): string {
  const names = Object.keys(settings) as SettingName[];
  const rows = names.map((name) => {
    const { fallback, description } = describeSetting(name);
    const written = ["needed", "none", "nobody"].includes(fallback) ? fallback : `\`${fallback}\``;
    return [`\`${name}\``, written, readersOf(name) ?? "nobody", description]
      .map((cell) => cell.replaceAll("|", "\\|"))
      .join(" | ");
  });
  return [
    "| setting | default | read by | what |",
    "|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}

/**
 * The environment of a target in compose.yaml: all that its process reads, but not what the image itself has fixed.
 * Secrets come from files, the rest from where compose is called; an empty value counts as none.
 */
export function composeEnvironment(
  stages: readonly Stage[],
  target: Target,
): Readonly<Record<string, string>> {
  const fixed = environmentOf(stages, target);
  const names: readonly SettingName[] = programs[target].filter((name) => !Object.hasOwn(fixed, name));
  return Object.fromEntries(
    names.map((name) =>
      describeSetting(name).isSecret
        ? [`${name}_FILE`, `/run/secrets/${secretOf(name)}`]
        : [name, `\${${name}:-}`],
    ),
  );
}

/** The environments of all targets, as blocks that compose.yaml's services name. */
export function renderComposeEnvironments(stages: readonly Stage[]): string {
  const blocks = targets.map((target) => {
    const lines = Object.entries(composeEnvironment(stages, target)).map(
      ([name, value]) => `  ${name}: ${value}`,
    );
    return [`x-${target}-environment: &${target}-environment`, ...lines].join("\n");
  });
  return blocks.join("\n\n");
}
