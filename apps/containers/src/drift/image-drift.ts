import { settings } from "@cinema/configuration/settings";
import { commandIn, environmentOf, portsOf, readDockerfile, restsOf } from "../dockerfile.ts";
import { targets } from "../programs.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { differences, same } from "./sets.ts";

/** Where the Dockerfile and the code have parted: targets, base, ports, environment, commands. */
export function imageDrift({ dockerfile, bun, has }: DeploymentFiles): readonly string[] {
  const stages = readDockerfile(dockerfile);
  const names = stages.map(({ name }) => name);
  const runnable = stages.filter(({ instructions }) => instructions.some(({ keyword }) => keyword === "CMD"));
  return [
    ...differences(
      "Dockerfile, targets",
      runnable.map(({ name }) => name),
      targets,
    ),
    ...stages
      .filter(({ from }) => !names.includes(from))
      .flatMap(({ name, from }) => same(`Dockerfile, base of ${name}`, from, `oven/bun:${bun}-slim`)),
    ...targets.filter((target) => names.includes(target)).flatMap(targetDrift),
  ];

  function targetDrift(target: string): readonly string[] {
    const what = `Dockerfile, ${target}`;
    const environment = environmentOf(stages, target);
    const [command = "[]"] = restsOf(stages, target, "CMD").slice(-1);
    const [health = "[]"] = restsOf(stages, target, "HEALTHCHECK").slice(-1);
    const ports = Object.entries(environment).filter(([name]) => name.endsWith("PORT"));
    const programs = [command, health].map((rest) => commandIn(rest).at(-1) ?? "");
    return [
      ...same(`${what}, command`, commandIn(command), ["bun", `apps/${target}/src/main.ts`]),
      ...programs.filter((file) => !has(file)).map((file) => `${what}: there is no file "${file}"`),
      ...same(`${what}, user`, restsOf(stages, target, "USER"), ["bun"]),
      ...Object.keys(environment)
        .filter((name) => name !== "NODE_ENV" && !Object.hasOwn(settings, name))
        .map((name) => `${what}: ${name} is no setting`),
      ...differences(
        `${what}, ports`,
        portsOf(stages, target).map(String),
        ports.map(([, port]) => port),
      ),
    ];
  }
}
