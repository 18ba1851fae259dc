import { ConfigurationError, readConfiguration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { drainingTime } from "@cinema/wiring/run-process";
import type { ComposeFile, ComposeService } from "../compose-schema.ts";
import { environmentOf, portsOf, restsOf, type Stage } from "../dockerfile.ts";
import { secretOf } from "../programs.ts";
import { composeEnvironment } from "../render-settings.ts";
import type { OwnContainer } from "./containers.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { interpolate } from "./interpolate.ts";
import { differences, same } from "./sets.ts";

export interface OwnPlace {
  readonly name: string;
  readonly service: ComposeService;
  readonly own: OwnContainer;
  readonly compose: ComposeFile;
  readonly files: DeploymentFiles;
  readonly stages: readonly Stage[];
}

/** What of a container of ours does not fit its process and its image. */
export function ownDrift(place: OwnPlace): readonly string[] {
  const { name, service, own, files, stages } = place;
  const what = `compose.yaml, ${name}`;
  const secrets = Object.keys(service.environment).filter(
    (key) => key.endsWith("_FILE") && !key.includes("STATE"),
  );
  return [
    ...same(`${what}, target`, service.build?.target, own.target),
    ...same(`${what}, image`, service.image, `cinema-billing-${own.target}:\${CINEMA_VERSION:-local}`),
    ...same(`${what}, command`, service.command, own.command),
    ...(own.command ?? [])
      .slice(1)
      .flatMap((file) => (files.has(file) ? [] : [`${what}: there is no file ${file}`])),
    ...same(`${what}, health`, service.healthcheck, own.command && { disable: true }),
    ...same(`${what}, restart`, service.restart, own.command ? "no" : "unless-stopped"),
    ...same(
      `${what}, protection`,
      [service.init, service.read_only, service.tmpfs?.length, service.cap_drop?.length, service.entrypoint],
      [true, true, 1, 1, undefined],
    ),
    ...(seconds(service.stop_grace_period) * 1_000 > drainingTime
      ? []
      : [`${what}: stop_grace_period is not longer than the process may drain`]),
    ...same(`${what}, profile`, service.profiles !== undefined, name === "twin" || name === "plans"),
    ...environmentDrift(place),
    ...differences(
      `${what}, secrets`,
      service.secrets.map((secret) => (typeof secret === "string" ? secret : secret.target)),
      secrets.map((key) => secretOf(key.slice(0, -"_FILE".length) as SettingName)),
    ),
    ...mountDrift(place),
    ...service.ports
      .map((port) => port.split(":").slice(1))
      .flatMap(([outside, inside]) => [
        ...same(`${what}, port outside`, outside, inside),
        ...(portsOf(stages, own.target).includes(Number(inside))
          ? []
          : [`${what}: nothing listens on port ${inside}`]),
      ]),
  ];
}

/** Every setting that the process reads and no other, each from where it has to come, and good to start with. */
function environmentDrift({ name, service, own, files, stages }: OwnPlace): readonly string[] {
  const what = `compose.yaml, ${name}, environment`;
  const all = composeEnvironment(stages, own.target);
  const wanted = Object.fromEntries(
    Object.entries(all).filter(
      ([key]) =>
        own.reads.includes(key.replace(/_FILE$/, "") as SettingName) ||
        own.reads.includes(key as SettingName),
    ),
  );
  const changed = Object.entries(service.environment).filter(([key, value]) => wanted[key] !== value);
  return [
    ...differences(what, Object.keys(service.environment), Object.keys(wanted)),
    ...changed
      .filter(([key]) => own.parts === undefined || !["SANDBOX_PARTS", memoryOf(own.parts)].includes(key))
      .map(([key, value]) => `${what}: ${key} is ${value} and not ${wanted[key]}`),
    ...same(`${what}, SANDBOX_PARTS`, service.environment.SANDBOX_PARTS, own.parts),
    ...startProblems(what, processEnvironment({ service, own, files, stages }), own.reads),
  ];
}

function startProblems(
  what: string,
  environment: Readonly<Record<string, string>>,
  reads: readonly SettingName[],
): readonly string[] {
  try {
    readConfiguration(reads, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((problem) => `${what}: ${problem}`);
    throw error;
  }
}

/** What a process of ours would find in its environment, with the development's secrets in place of their files. */
export function processEnvironment({
  service,
  own,
  files,
  stages,
}: Pick<OwnPlace, "service" | "own" | "files" | "stages">): Readonly<Record<string, string>> {
  const given = Object.entries(service.environment).map(([key, value]) => {
    const secret = /^\/run\/secrets\/(.*)$/.exec(value)?.[1];
    return secret === undefined
      ? [key, interpolate(value, files.environment)]
      : [key.replace(/_FILE$/, ""), files.secrets[secret] ?? ""];
  });
  return { ...environmentOf(stages, own.target), ...Object.fromEntries(given) };
}

/** The setting that says where a part of the sandbox keeps what it must not forget: "TWIN_STATE_FILE". */
function memoryOf(part: string): string {
  return `${part.toUpperCase()}_STATE_FILE`;
}

/** The memory of the sandbox: one volume, over the folder that the image has made for it. */
function mountDrift({ name, service, own, stages }: OwnPlace): readonly string[] {
  const what = `compose.yaml, ${name}`;
  const [workdir = ""] = restsOf(stages, own.target, "WORKDIR").slice(-1);
  const folder = restsOf(stages, own.target, "RUN")
    .map((rest) => /^mkdir --mode=777 (\S+)$/.exec(rest)?.[1])
    .find((found) => found !== undefined);
  const states = Object.entries(service.environment).filter(([key]) => key.endsWith("STATE_FILE"));
  const kept = states.filter(([, value]) => !value.startsWith("${"));
  return [
    ...same(
      `${what}, volumes`,
      service.volumes,
      own.parts === undefined ? [] : [`${name}:${workdir}/${folder}`],
    ),
    ...same(`${what}, files kept`, kept.length, own.parts === undefined ? 0 : 1),
    ...kept
      .filter(([, value]) => !value.startsWith(`${folder}/`))
      .map(([key, value]) => `${what}: ${key} ${value} is not in the volume`),
  ];
}

function seconds(duration: string | undefined): number {
  const [, count = "0", unit = "s"] = /^(\d+)([sm])$/.exec(duration ?? "") ?? [];
  return Number(count) * (unit === "m" ? 60 : 1);
}
