import { settings } from "@cinema/configuration/settings";
import { z } from "zod";
import { type ComposeFile, composeSchema } from "../compose-schema.ts";
import { readDockerfile } from "../dockerfile.ts";
import { addressDrift } from "./address-drift.ts";
import { foreignContainers, ownContainers } from "./containers.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { foreignDrift } from "./foreign-drift.ts";
import { variablesIn } from "./interpolate.ts";
import { ownDrift } from "./own-drift.ts";
import { differences, same } from "./sets.ts";

/** Variables of compose.yaml that are no settings of ours. */
const ownVariables = ["CINEMA_VERSION", "SECRETS"];

/** Where compose.yaml and docker/.env have parted from the code, from the image and from themselves. */
export function composeDrift(files: DeploymentFiles): readonly string[] {
  const parsed = composeSchema.safeParse(files.compose);
  if (!parsed.success) return [`compose.yaml: ${z.prettifyError(parsed.error)}`];
  const compose = parsed.data;
  const stages = readDockerfile(files.dockerfile);
  const services = Object.entries(compose.services);
  return [
    ...differences("compose.yaml, services", Object.keys(compose.services), [
      ...Object.keys(ownContainers),
      ...Object.keys(foreignContainers),
    ]),
    ...referenceDrift(compose, files),
    ...variableDrift(compose, files),
    ...services.flatMap(([name, service]) => {
      const own = ownContainers[name];
      const foreign = foreignContainers[name];
      return [
        ...(own === undefined ? [] : ownDrift({ name, service, own, compose, files, stages })),
        ...(foreign === undefined ? [] : foreignDrift({ name, service, foreign, files })),
      ];
    }),
    ...addressDrift(compose, files, stages),
  ];
}

/** Names in one part of the file that another part has to have. */
function referenceDrift(compose: ComposeFile, { secrets, has }: DeploymentFiles): readonly string[] {
  const services = Object.entries(compose.services);
  const used = <T>(pick: (service: (typeof services)[number][1]) => readonly T[]) =>
    services.flatMap(([, service]) => pick(service));
  const sources = used(({ volumes }) => volumes.map((volume) => volume.split(":")[0] ?? ""));
  return [
    ...differences(
      "compose.yaml, networks",
      Object.keys(compose.networks),
      used(({ networks }) => networks),
    ),
    ...same("compose.yaml, network without a way out", compose.networks.data?.internal, true),
    ...differences(
      "compose.yaml, volumes",
      Object.keys(compose.volumes),
      sources.filter((source) => !source.startsWith(".")),
    ),
    ...sources
      .filter((source) => source.startsWith(".") && !has(`docker/${source.slice(2)}`))
      .map((source) => `compose.yaml: there is no file ${source}`),
    ...differences(
      "compose.yaml, secrets",
      Object.keys(compose.secrets),
      used((service) => service.secrets.map((one) => (typeof one === "string" ? one : one.source))),
    ),
    ...Object.entries(compose.secrets).flatMap(([name, { file }]) => {
      const base = file.replace(/^\$\{SECRETS(:\?[^}]*)?\}\//, "");
      return [name, `${name}.json`].includes(base) && Object.hasOwn(secrets, base)
        ? []
        : [`compose.yaml, secret ${name}: there is no such file as ${file} in docker/secrets/development`];
    }),
    ...services.flatMap(([name, { depends_on }]) =>
      Object.entries(depends_on).flatMap(([other, { condition, required }]) =>
        dependencyDrift(`compose.yaml, ${name} after ${other}`, compose.services[other], condition, required),
      ),
    ),
  ];
}

function dependencyDrift(
  what: string,
  other: ComposeFile["services"][string] | undefined,
  condition: string,
  required: false | undefined,
): readonly string[] {
  if (other === undefined) return [`${what}: there is no such service`];
  const ends = other.restart === "no";
  return [
    ...same(`${what}, condition`, condition, ends ? "service_completed_successfully" : "service_healthy"),
    ...(other.profiles !== undefined && required !== false
      ? [`${what}: a service with a profile may be absent, so it cannot be required`]
      : []),
  ];
}

function variableDrift(compose: ComposeFile, { environment }: DeploymentFiles): readonly string[] {
  const { services, secrets } = compose;
  const known = (name: string) => ownVariables.includes(name) || Object.hasOwn(settings, name);
  const used = variablesIn({ services, secrets });
  const profiles = Object.values(services).flatMap(({ profiles }) => profiles ?? []);
  return [
    ...[...used].filter((name) => !known(name)).map((name) => `compose.yaml: \${${name}} is no setting`),
    ...Object.keys(environment)
      .filter((name) => name !== "COMPOSE_PROFILES" && !used.has(name))
      .map((name) => `docker/.env: ${name} is used nowhere in compose.yaml`),
    ...differences("docker/.env, profiles", [environment.COMPOSE_PROFILES ?? ""], profiles),
    ...same("docker/.env, SECRETS", environment.SECRETS, "./secrets/development"),
  ];
}
