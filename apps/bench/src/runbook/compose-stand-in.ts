import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** A service of docker/compose.yaml, as real processes of this machine. */
export interface Service {
  /** Starts what does not run. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** All that it has printed. */
  printed(): string;
  /** Commands that it can be asked to carry out, by their words. */
  readonly commands?: { readonly [words: string]: (input: string) => Promise<string> };
}

/** `docker compose` for a machine without Docker. */
export interface ComposeStandIn {
  /** To be set for a shell: where it finds `docker`, and how that finds us. */
  readonly environment: { readonly PATH: string; readonly COMPOSE_STAND_IN: string };
  stop(): Promise<void>;
}

/** Something that was typed and that compose, or we in its place, cannot do. */
class Refused extends Error {
  override readonly name = "Refused";
}

const typed = z.object({ words: z.array(z.string()), folder: z.string(), input: z.string() });
const composeFile = z.object({ services: z.record(z.string(), z.unknown()) });

type Services = { readonly [name: string]: Service };

/**
 * Puts a `docker` on the path of a shell that does to real processes what `docker compose` would do to containers:
 * `up -d`, `stop`, `restart`, `logs` and `exec -T`, of the services given, which have to stand in the folder's
 * compose.yaml. Anything else is an error. What it cannot show is Docker itself: images, networks, volumes, health.
 */
export function startComposeStandIn(services: Services): ComposeStandIn {
  const folder = mkdtempSync(join(tmpdir(), "compose-stand-in-"));
  const program = fileURLToPath(import.meta.resolve("./docker-command.ts"));
  const docker = join(folder, "docker");
  writeFileSync(docker, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(docker, 0o755);
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const { words, folder, input } = typed.parse(await request.json());
      try {
        return new Response(await carryOut(known(services, folder), words, input));
      } catch (error) {
        if (!(error instanceof Refused)) process.stderr.write(`docker ${words.join(" ")}: ${error}\n`);
        return new Response(`${String(error)}\n`, { headers: { "exit-code": "1" } });
      }
    },
  });
  return {
    environment: { PATH: `${folder}:${process.env.PATH}`, COMPOSE_STAND_IN: server.url.href },
    async stop() {
      await server.stop(true);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Those of the services that the folder's compose.yaml has. */
function known(services: Services, folder: string): Services {
  const file = Bun.file(join(folder, "compose.yaml"));
  if (file.size === 0) throw new Refused("no configuration file provided: not found");
  const { services: named } = composeFile.parse(
    Bun.YAML.parse(readFileSync(join(folder, "compose.yaml"), "utf8")),
  );
  return Object.fromEntries(Object.entries(services).filter(([name]) => Object.hasOwn(named, name)));
}

async function carryOut(services: Services, words: readonly string[], input: string): Promise<string> {
  const [compose, command, ...rest] = words;
  if (compose !== "compose") throw new Refused(`nothing stands in for docker ${words.join(" ")}`);
  switch (command) {
    case "up": {
      const { flags, names } = split(services, rest, ["-d", "--force-recreate"]);
      if (!flags.includes("-d")) throw new Refused("without -d nobody would come back from it");
      return each(services, names, "Started", async (service) => {
        if (flags.includes("--force-recreate")) await service.stop();
        await service.start();
      });
    }
    case "stop":
      return each(services, split(services, rest, []).names, "Stopped", (service) => service.stop());
    case "restart":
      return each(services, split(services, rest, []).names, "Restarted", async (service) => {
        await service.stop();
        await service.start();
      });
    case "logs":
      return logs(services, rest);
    case "exec":
      return exec(services, rest, input);
    default:
      throw new Refused(`nothing stands in for docker compose ${command}`);
  }
}

/** @throws {Refused} for a flag that is not allowed, and for a service that is unknown or not named */
function split(services: Services, words: readonly string[], allowed: readonly string[]) {
  const flags = words.filter((word) => word.startsWith("-"));
  const names = words.filter((word) => !word.startsWith("-"));
  const strange = flags.find((flag) => !allowed.includes(flag));
  if (strange !== undefined) throw new Refused(`nothing stands in for the flag ${strange}`);
  if (names.length === 0) throw new Refused("no service is named, and not all of them have a stand-in");
  for (const name of names) serviceOf(services, name);
  return { flags, names };
}

function serviceOf(services: Services, name: string): Service {
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (service === undefined) throw new Refused(`no such service, or nothing stands in for it: ${name}`);
  return service;
}

async function each(
  services: Services,
  names: readonly string[],
  said: string,
  work: (service: Service) => Promise<void>,
): Promise<string> {
  await Promise.all(names.map((name) => work(serviceOf(services, name))));
  return names.map((name) => ` Container cinema-${name}-1  ${said}\n`).join("");
}

/** `--tail N service`, each line after the name of its container. */
function logs(services: Services, words: readonly string[]): string {
  const [flag, count, name = "", ...more] = words;
  if (flag !== "--tail" || !/^\d+$/.test(count ?? "") || more.length > 0)
    throw new Refused(`nothing stands in for logs ${words.join(" ")}`);
  const lines = serviceOf(services, name).printed().trimEnd().split("\n").slice(-Number(count));
  return lines.map((line) => `${name}-1  | ${line}\n`).join("");
}

function exec(services: Services, words: readonly string[], input: string): Promise<string> {
  const [flag, name = "", ...command] = words;
  const { commands = {} } = serviceOf(services, name);
  const work = Object.hasOwn(commands, command.join(" ")) ? commands[command.join(" ")] : undefined;
  if (flag !== "-T" || work === undefined) throw new Refused(`nothing stands in for exec ${words.join(" ")}`);
  return work(input);
}
