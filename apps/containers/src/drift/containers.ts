import type { SettingName } from "@cinema/configuration/settings";
import { programs, type Target } from "../programs.ts";

/** A container of compose.yaml that runs our own image. */
export interface OwnContainer {
  readonly target: Target;
  readonly reads: readonly SettingName[];
  /** What its command is when it is not the image's. */
  readonly command?: readonly string[];
  /** The parts of the sandbox that it is. */
  readonly parts?: string;
}

export const ownContainers: { readonly [service: string]: OwnContainer } = {
  server: { target: "server", reads: programs.server },
  consumer: { target: "consumer", reads: programs.consumer },
  scheduler: { target: "scheduler", reads: programs.scheduler },
  mail: { target: "sandbox", reads: programs.sandbox, parts: "mailbox" },
  twin: { target: "sandbox", reads: programs.sandbox, parts: "twin" },
  plans: {
    target: "scheduler",
    reads: ["DATABASE_URL"],
    command: ["bun", "apps/local/src/first-plans.ts"],
  },
};

/**
 * What other people's images expect, as their makers document it, and how ours are asked to run. It stands here a
 * second time on purpose: a name that is changed in compose.yaml alone would be noticed by nobody before it runs.
 */
export interface ForeignContainer {
  readonly image: RegExp;
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly health: readonly string[];
  /** Where things are mounted, besides secrets. */
  readonly mounts: readonly string[];
}

export const foreignContainers: { readonly [service: string]: ForeignContainer } = {
  postgres: {
    image: /^postgres:\d+\.\d+$/,
    ports: [5432],
    environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password" },
    command: ["postgres", "-c", "max_connections=300"],
    health: ["CMD", "pg_isready", "--quiet", "--host=127.0.0.1", "--username=postgres"],
    // Since PostgreSQL 18 the image keeps its data in a folder of the version below this one.
    mounts: ["/var/lib/postgresql", "/docker-entrypoint-initdb.d/databases.sql"],
  },
  rabbitmq: {
    image: /^rabbitmq:\d+\.\d+\.\d+-management$/,
    ports: [5672, 15_672],
    environment: {},
    health: ["CMD", "rabbitmq-diagnostics", "--quiet", "check_port_connectivity"],
    mounts: [
      "/var/lib/rabbitmq",
      "/etc/rabbitmq/conf.d/20-cinema.conf",
      "/etc/rabbitmq/definitions/20-cinema.json",
    ],
  },
  keycloak: {
    image: /^quay\.io\/keycloak\/keycloak:\d+\.\d+\.\d+$/,
    ports: [8080, 9000],
    environment: {
      KC_DB: "postgres",
      KC_DB_URL: "jdbc:postgresql://postgres:5432/keycloak",
      KC_DB_USERNAME: "keycloak",
      KC_DB_POOL_MAX_SIZE: "20",
      // One node: it looks for no others.
      KC_CACHE: "local",
      KC_HTTP_ENABLED: "true",
      KC_HEALTH_ENABLED: "true",
      KC_HOSTNAME: "http://localhost:8080",
      KC_HOSTNAME_BACKCHANNEL_DYNAMIC: "true",
      KC_BOOTSTRAP_ADMIN_USERNAME: "admin",
    },
    entrypoint: [
      "/bin/bash",
      "-c",
      'KC_DB_PASSWORD="$$(< /run/secrets/keycloak_database_password)" KC_BOOTSTRAP_ADMIN_PASSWORD="$$(< /run/secrets/keycloak_admin_password)" exec /opt/keycloak/bin/kc.sh "$$@"',
      "kc.sh",
    ],
    command: ["start", "--import-realm"],
    health: [
      "CMD",
      "/bin/bash",
      "-c",
      `exec 3<> /dev/tcp/127.0.0.1/9000 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ "$$status" == *" 200 "* ]]`,
    ],
    mounts: ["/opt/keycloak/data/import/cinema-realm.json"],
  },
};

/** Where containers reach each other: whose address a setting is, and its path where that is fixed. */
export const addressesInside: readonly {
  readonly setting: SettingName;
  readonly service: string;
  readonly path?: string;
}[] = [
  { setting: "DATABASE_URL", service: "postgres", path: "/cinema" },
  { setting: "AMQP_URL", service: "rabbitmq", path: "/cinema" },
  { setting: "SMTP_URL", service: "mail" },
  { setting: "YOOKASSA_API_URL", service: "twin", path: "/v3" },
  {
    setting: "OIDC_DISCOVERY_URL",
    service: "keycloak",
    path: "/realms/cinema/.well-known/openid-configuration",
  },
  { setting: "TWIN_WEBHOOK_URL", service: "server", path: "/webhooks/yookassa" },
];

/** Where browsers on this machine reach a container. */
export const addressesOutside: typeof addressesInside = [
  { setting: "SITE_URL", service: "server", path: "/" },
  { setting: "OIDC_ISSUER", service: "keycloak", path: "/realms/cinema" },
  { setting: "TWIN_PUBLIC_URL", service: "twin", path: "/" },
];
