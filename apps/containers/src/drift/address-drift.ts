import type { SettingName } from "@cinema/configuration/settings";
import { readyShop } from "@cinema/sandbox/yookassa/twin";
import { addressRule } from "@cinema/server/source-address";
import type { ComposeFile } from "../compose-schema.ts";
import { environmentOf, portsOf, type Stage } from "../dockerfile.ts";
import { addressesInside, addressesOutside, foreignContainers, ownContainers } from "./containers.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { processEnvironment } from "./own-drift.ts";
import { same } from "./sets.ts";

/** Standard ports of schemes that URL does not know. */
const usualPorts: { readonly [scheme: string]: number } = {
  "postgres:": 5432,
  "amqp:": 5672,
  "smtp:": 25,
  "http:": 80,
};

/** Addresses that lead to no container, to a port where nobody listens, or past the networks. */
export function addressDrift(
  compose: ComposeFile,
  files: DeploymentFiles,
  stages: readonly Stage[],
): readonly string[] {
  const callers = Object.entries(ownContainers).flatMap(([name, own]) => {
    const service = compose.services[name];
    if (service === undefined) return [];
    return [{ name, service, own, environment: processEnvironment({ service, own, files, stages }) }];
  });
  return [
    ...callers.flatMap((caller) =>
      addressesInside
        .filter(({ setting }) => caller.own.reads.includes(setting) && isMeant(caller, setting))
        .flatMap(({ setting, service, path }) => {
          const what = `${setting} of ${caller.name}`;
          const address = URL.parse(caller.environment[setting] ?? "");
          if (address === null) return [`${what} is no address`];
          return [
            ...same(`${what}, host`, address.hostname, service),
            ...(listens(service, portOf(address), stages) ? [] : [`${what}: nobody listens there`]),
            ...(path === undefined ? [] : same(`${what}, path`, address.pathname, path)),
            ...(meet(compose, caller.name, service) ? [] : [`${what}: they share no network`]),
          ];
        }),
    ),
    ...addressesOutside.flatMap(({ setting, service, path }) => {
      const address = URL.parse(files.environment[setting] ?? "");
      const published = compose.services[service]?.ports.map((port) => port.split(":")[1]);
      if (address === null) return [`docker/.env, ${setting} is no address`];
      return [
        ...same(`docker/.env, ${setting}, host`, address.hostname, "localhost"),
        ...same(`docker/.env, ${setting}, port of ${service}`, published, [address.port]),
        ...same(`docker/.env, ${setting}, path`, address.pathname, path),
      ];
    }),
    ...pageDrift(compose, stages),
    ...twinDrift(files),
  ];
}

/** The mailbox has no address among the settings: its page is where the image says. */
function pageDrift(compose: ComposeFile, stages: readonly Stage[]): readonly string[] {
  const port = environmentOf(stages, "sandbox").MAILBOX_PORT;
  return same("compose.yaml, mail, ports", compose.services.mail?.ports, [`127.0.0.1:${port}:${port}`]);
}

/** An address of each range from which Docker gives containers theirs. */
const addressesOfContainers = ["10.5.0.3", "172.18.0.3", "192.168.96.3"];

/** The twin's shop is the one that we ask for, and its notifications are let in. */
function twinDrift({ environment }: DeploymentFiles): readonly string[] {
  const isAllowed = addressRule((environment.WEBHOOK_ALLOWED_ADDRESSES ?? "").split(","));
  return [
    ...same("docker/.env, YOOKASSA_SHOP_ID", environment.YOOKASSA_SHOP_ID, readyShop.shopId),
    ...addressesOfContainers
      .filter((address) => !isAllowed(address))
      .map((address) => `docker/.env, WEBHOOK_ALLOWED_ADDRESSES keeps out the twin at ${address}`),
  ];
}

/** Each container of the sandbox is one part of it, and only the twin sends notifications. */
function isMeant({ own }: { own: { readonly parts?: string } }, setting: SettingName): boolean {
  return setting !== "TWIN_WEBHOOK_URL" || own.parts === "twin";
}

function portOf(address: URL): number {
  return Number(address.port) || (usualPorts[address.protocol] ?? 0);
}

function listens(service: string, port: number, stages: readonly Stage[]): boolean {
  const own = ownContainers[service];
  const ports = own === undefined ? (foreignContainers[service]?.ports ?? []) : portsOf(stages, own.target);
  return ports.includes(port);
}

function meet({ services }: ComposeFile, one: string, other: string): boolean {
  const networks = services[other]?.networks ?? [];
  return services[one]?.networks.some((network) => networks.includes(network)) ?? false;
}
