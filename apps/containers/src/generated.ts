import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { renderDashboard } from "@cinema/metrics/dashboard";
import { readDockerfile } from "./dockerfile.ts";
import { development, makeSecrets } from "./make-secrets.ts";
import { renderBroker } from "./render-broker.ts";
import { renderComposeEnvironments, renderSettingsTable } from "./render-settings.ts";

/** A file of the repository whose text, or a part of it, is made from the code. */
export interface Generated {
  /** From the repository's top. */
  readonly path: string;
  /** The whole text as it has to be, given the text as it is; undefined when there is no such file. */
  readonly made: (text: string | undefined, dockerfile: string) => string;
}

/** All that `bun run generate` writes and `bun run drift` compares. */
export const generated: readonly Generated[] = [
  {
    path: "README.md",
    made: (text) => between(text, ["<!-- settings:begin", "<!-- settings:end"], renderSettingsTable()),
  },
  {
    path: "docker/compose.yaml",
    made: (text, dockerfile) =>
      between(
        text,
        ["# settings:begin", "# settings:end"],
        renderComposeEnvironments(readDockerfile(dockerfile)),
      ),
  },
  {
    path: "docker/rabbitmq/definitions.json",
    made: () => `${JSON.stringify(renderBroker(), null, 2)}\n`,
  },
  {
    path: "docker/grafana/dashboard.json",
    made: () => `${JSON.stringify(renderDashboard(), null, 2)}\n`,
  },
  ...Object.entries(makeSecrets(development)).map(([name, value]) => ({
    path: `docker/secrets/development/${name}`,
    made: () => `${value}\n`,
  })),
];

/** The text of a file of the repository; undefined when there is none. */
export async function textOf(path: string, root: string = repository): Promise<string | undefined> {
  const file = Bun.file(join(root, path));
  return (await file.exists()) ? file.text() : undefined;
}

/**
 * The text with a block between the lines that begin with these marks.
 * @throws {RangeError} when the marks are not there
 */
function between(text: string | undefined, [begin, end]: readonly [string, string], block: string): string {
  const lines = (text ?? "").split("\n");
  const first = lines.findIndex((line) => line.startsWith(begin));
  const last = lines.findIndex((line) => line.startsWith(end));
  if (first < 0 || last < first)
    throw new RangeError(`there are no lines "${begin}" and "${end}" to write between`);
  return [...lines.slice(0, first + 1), "", block, "", ...lines.slice(last)].join("\n");
}
