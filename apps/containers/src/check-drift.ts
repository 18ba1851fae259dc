import { readDeploymentFiles } from "./drift/deployment-files.ts";
import { findDrift } from "./drift/find-drift.ts";
import { generated, textOf } from "./generated.ts";

/** `bun run drift`, a part of `bun run check`: whether docker/ and README's settings are what the code says. */
const dockerfile = (await textOf("docker/Dockerfile")) ?? "";
const stale = await Promise.all(
  generated.map(async ({ path, made }) => {
    const text = await textOf(path);
    return text === made(text, dockerfile)
      ? []
      : [`${path} is not what the code makes: run \`bun run generate\``];
  }),
);
const problems = [...stale.flat(), ...findDrift(await readDeploymentFiles())];
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(problems.length === 0 ? "docker/ and README.md are in step with the code\n" : "");
process.exitCode = problems.length === 0 ? 0 : 1;
