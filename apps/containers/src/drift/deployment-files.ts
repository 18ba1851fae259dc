import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { repository } from "@cinema/embedded/install-dependencies";

/** What a deployment is made of, read but not yet believed. */
export interface DeploymentFiles {
  readonly dockerfile: string;
  readonly compose: unknown;
  /** docker/.env: what compose puts in place of its variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly realm: unknown;
  readonly definitions: unknown;
  readonly rabbitmqConf: string;
  readonly databasesSql: string;
  readonly prometheus: unknown;
  readonly alerts: unknown;
  /** docker/compose.metrics.yaml. */
  readonly composeMetrics: unknown;
  readonly grafanaDatasources: unknown;
  readonly grafanaDashboards: unknown;
  /** docs/runbook.md, which the alerts refer to. */
  readonly runbook: string;
  /** docker/secrets/development, by the file's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The dependencies of packages/embedded, whose PostgreSQL the tests know. */
  readonly embeddedPostgres: readonly string[];
  /** Which Bun the repository is for: "1.4.5". */
  readonly bun: string;
  /** Whether the repository has a file, from its top. */
  readonly has: (path: string) => boolean;
}

/** Reads the files of docker/ and what they are compared with. @throws when one is missing or is no YAML or JSON */
export async function readDeploymentFiles(root: string = repository): Promise<DeploymentFiles> {
  const text = (path: string) => Bun.file(join(root, path)).text();
  const json = async (path: string): Promise<unknown> => JSON.parse(await text(path));
  const yaml = async (path: string): Promise<unknown> => Bun.YAML.parse(await text(path));
  const secretNames = [...new Bun.Glob("*").scanSync(join(root, "docker/secrets/development"))];
  const secrets = secretNames.map(
    async (name) => [name, (await text(`docker/secrets/development/${name}`)).trimEnd()] as const,
  );
  const { packageManager } = Object(await json("package.json"));
  const { optionalDependencies } = Object(await json("packages/embedded/package.json"));
  return {
    dockerfile: await text("docker/Dockerfile"),
    compose: await yaml("docker/compose.yaml"),
    environment: parseEnv(await text("docker/.env")) as Record<string, string>,
    realm: await json("docker/keycloak/cinema-realm.json"),
    definitions: await json("docker/rabbitmq/definitions.json"),
    rabbitmqConf: await text("docker/rabbitmq/rabbitmq.conf"),
    databasesSql: await text("docker/postgres/databases.sql"),
    prometheus: await yaml("docker/prometheus/prometheus.yml"),
    alerts: await yaml("docker/prometheus/alerts.yml"),
    composeMetrics: await yaml("docker/compose.metrics.yaml"),
    grafanaDatasources: await yaml("docker/grafana/datasources.yaml"),
    grafanaDashboards: await yaml("docker/grafana/dashboards.yaml"),
    runbook: await text("docs/runbook.md"),
    secrets: Object.fromEntries(await Promise.all(secrets)),
    embeddedPostgres: Object.values(Object(optionalDependencies)).map(String),
    bun: String(packageManager).replace(/^bun@/, ""),
    has: (path) => existsSync(join(root, path)),
  };
}
