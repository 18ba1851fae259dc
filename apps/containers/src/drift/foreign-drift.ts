import { rabbitmqImage } from "@cinema/embedded/rabbitmq-docker";
import type { ComposeService } from "../compose-schema.ts";
import type { ForeignContainer } from "./containers.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { differences, same } from "./sets.ts";

interface ForeignPlace {
  readonly name: string;
  readonly service: ComposeService;
  readonly foreign: ForeignContainer;
  readonly files: DeploymentFiles;
}

/** What of a container with somebody else's image does not fit that image or the files that it is given. */
export function foreignDrift({ name, service, foreign, files }: ForeignPlace): readonly string[] {
  const what = `compose.yaml, ${name}`;
  const secrets = service.secrets.map((secret) => (typeof secret === "string" ? secret : secret.target));
  const mounts = service.volumes.map((volume) => volume.split(":")[1] ?? "");
  const health = service.healthcheck;
  return [
    ...(foreign.image.test(service.image)
      ? []
      : [`${what}: ${service.image} is not a pinned ${foreign.image}`]),
    ...same(`${what}, restart`, service.restart, "unless-stopped"),
    ...same(`${what}, build and profile`, [service.build, service.profiles], [undefined, undefined]),
    ...same(`${what}, health`, health !== undefined && "test" in health && health.test, foreign.health),
    ...same(`${what}, environment`, service.environment, foreign.environment),
    ...same(`${what}, entrypoint`, service.entrypoint, foreign.entrypoint),
    ...same(`${what}, command`, service.command, foreign.command),
    ...differences(`${what}, mounts`, mounts, foreign.mounts),
    ...service.volumes
      .filter((volume) => volume.startsWith(".") && !volume.endsWith(":ro"))
      .map((volume) => `${what}: ${volume} is not read-only`),
    ...service.ports
      .map((port) => port.split(":").slice(1))
      .flatMap(([outside, inside]) => [
        ...same(`${what}, port outside`, outside, inside),
        ...(foreign.ports.includes(Number(inside)) ? [] : [`${what}: nothing listens on port ${inside}`]),
      ]),
    ...(ofItsOwn[name]?.({ service, files, secrets }) ?? []),
  ];
}

interface Foreign {
  readonly service: ComposeService;
  readonly files: DeploymentFiles;
  readonly secrets: readonly string[];
}

/** What is peculiar to each. */
const ofItsOwn: { readonly [name: string]: (place: Foreign) => readonly string[] } = {
  postgres: ({ service, files, secrets }) => [
    ...differences("compose.yaml, postgres, secrets", secrets, [
      ...secretsIn([service.environment]),
      ...secretsIn(files.databasesSql),
    ]),
    ...databaseProblems(files),
    // The version that the tests run on.
    ...files.embeddedPostgres.flatMap((version) =>
      same(
        "compose.yaml, postgres, image",
        service.image,
        `postgres:${version.split(".").slice(0, 2).join(".")}`,
      ),
    ),
  ],
  rabbitmq: ({ service, files, secrets }) => {
    const [, folder] = /^load_definitions = (\S+)$/m.exec(files.rabbitmqConf) ?? [];
    return [
      ...same("compose.yaml, rabbitmq, image", service.image, `${rabbitmqImage}-management`),
      ...same("compose.yaml, rabbitmq, hostname", service.hostname, "rabbitmq"),
      // Users before permissions: the folder is imported in the order of names.
      ...same("compose.yaml, rabbitmq, secrets", secrets, [`${folder}/10-users.json`]),
      ...same(
        "compose.yaml, rabbitmq, definitions",
        service.volumes.some((volume) => volume.includes(`:${folder}/20-cinema.json:`)),
        true,
      ),
    ];
  },
  keycloak: ({ service, files, secrets }) => {
    const { environment } = service;
    const [, host, database] =
      /^jdbc:postgresql:\/\/(\w+):5432\/(\w+)$/.exec(environment.KC_DB_URL ?? "") ?? [];
    const made = `create database ${database} owner ${environment.KC_DB_USERNAME};`;
    const issuer = new URL(files.environment.OIDC_ISSUER ?? "");
    return [
      ...differences("compose.yaml, keycloak, secrets", secrets, secretsIn(service.entrypoint)),
      ...same("compose.yaml, keycloak, host of the database", host, "postgres"),
      ...(files.databasesSql.includes(made) ? [] : [`databases.sql does not ${made}`]),
      ...same("compose.yaml, keycloak, KC_HOSTNAME", environment.KC_HOSTNAME, issuer.origin),
    ];
  },
};

/** The service's own database, as its address says. */
function databaseProblems({ secrets, databasesSql }: DeploymentFiles): readonly string[] {
  const { username, password, pathname } = new URL(secrets.database_url ?? "");
  const made = `create database ${pathname.slice(1)} owner ${username};`;
  return [
    ...(databasesSql.includes(made) ? [] : [`databases.sql does not ${made}`]),
    ...(password === secrets.cinema_database_password
      ? []
      : ["docker/secrets/development: database_url and cinema_database_password have two passwords"]),
  ];
}

/** The secrets whose files a text or a list names. */
function secretsIn(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(/\/run\/secrets\/(\w+)/g)].map(([, name = ""]) => name);
}
