import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@cinema/embedded/free-port";
import { repository } from "@cinema/embedded/install-dependencies";
import { testDatabase } from "@cinema/testkit/database";
import { composeSchema } from "../src/compose-schema.ts";
import { readDockerfile } from "../src/dockerfile.ts";
import { ownContainers } from "../src/drift/containers.ts";
import { readDeploymentFiles } from "../src/drift/deployment-files.ts";
import { processEnvironment } from "../src/drift/own-drift.ts";
import { type BrokerNode, startBrokerNode } from "./broker-node.ts";
import { type BuiltImage, buildImage } from "./build-image.ts";
import { Container, volume } from "./container.ts";
import { type RunningRealm, startRealm } from "./start-realm.ts";

/** Our containers of compose.yaml as processes of this machine, without Docker. */
export type ComposeUp = Awaited<ReturnType<typeof composeUp>>;

const names = ["mail", "twin", "server", "consumer", "scheduler"] as const;

type Name = (typeof names)[number];

/**
 * Builds the image and prepares what compose.yaml says, on this machine: the same commands and environments, with
 * addresses of this machine in place of those of the containers' network, a PostgreSQL and a RabbitMQ of the tests,
 * and whoever can be had for the realm's file.
 */
export async function composeUp() {
  const folder = await mkdtemp(join(tmpdir(), "compose-up-"));
  await chmod(folder, 0o755);
  const [image, database, broker, files] = await Promise.all([
    buildImage(repository, folder),
    testDatabase(),
    startBrokerNode(),
    readDeploymentFiles(),
  ]);
  await changeMode("a-w", image.target("server").workdir);
  const realm = await startRealm(files);
  const [http = 0, twin = 0, page = 0, smtp = 0, ...health] = await freePorts(4 + names.length);
  const ports = { PORT: http, TWIN_PORT: twin, MAILBOX_PORT: page, SMTP_PORT: smtp };
  const there = addresses({ ports, database: database.url, broker, realm });
  const memory = await volume(folder, "memory");
  const secrets = await writeSecrets(folder, there);
  const containers = new Map<string, Container>();

  /** What compose would give a container, as far as it says where something is. */
  function environmentOf(name: string): Record<string, string> {
    const own = ownContainers[name];
    const service = composeSchema.parse(files.compose).services[name];
    if (own === undefined || service === undefined) throw new RangeError(`there is no ${name}`);
    const stages = readDockerfile(files.dockerfile);
    const given = processEnvironment({ service, own, files, stages });
    const changed = Object.entries(given).map(([key, value]): [string, string] => {
      if (key in secrets) return [`${key}_FILE`, secrets[key] ?? ""];
      if (key in ports) return [key, `${ports[key as keyof typeof ports]}`];
      if (key.endsWith("STATE_FILE") && value !== "") return [key, join(memory, `${name}.state`)];
      return [key, there[key] ?? value];
    });
    const healthPort = health[(names as readonly string[]).indexOf(name)] ?? 0;
    return { ...Object.fromEntries(changed), HEALTH_PORT: `${healthPort}` };
  }

  return {
    image,
    database,
    broker,
    realm,
    siteUrl: files.environment.SITE_URL ?? "",
    url: `http://127.0.0.1:${http}`,
    mailUrl: `http://127.0.0.1:${page}`,
    twinUrl: `http://127.0.0.1:${twin}`,
    environmentOf,
    start(name: Name): Container {
      const container = Container.start(targetOf(image, name), environmentOf(name));
      containers.set(name, container);
      return container;
    },
    run(name: string, command?: readonly string[]) {
      const words = command ?? ownContainers[name]?.command ?? [];
      return Container.run(targetOf(image, name), environmentOf(name), words);
    },
    async down(): Promise<void> {
      await Promise.all([...containers.values()].map((container) => container.remove()));
      await Promise.all([realm.stop(), broker.stop(), database.drop()]);
      await changeMode("u+w", folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Of a folder with all that is in it. */
async function changeMode(mode: string, folder: string): Promise<void> {
  const code = await Bun.spawn(["chmod", "-R", mode, folder]).exited;
  if (code !== 0) throw new Error(`chmod ${mode} ${folder} ended with ${code}`);
}

function targetOf(image: BuiltImage, name: string) {
  return image.target(ownContainers[name]?.target ?? "");
}

interface Places {
  readonly ports: { readonly PORT: number; readonly TWIN_PORT: number; readonly SMTP_PORT: number };
  readonly database: string;
  readonly broker: BrokerNode;
  readonly realm: RunningRealm;
}

/** Where on this machine is what has another address among containers. */
function addresses({ ports, database, broker, realm }: Places): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    SANDBOX_HOST: "127.0.0.1",
    DATABASE_URL: database,
    AMQP_URL: broker.urlOf("billing"),
    SMTP_URL: `smtp://127.0.0.1:${ports.SMTP_PORT}`,
    YOOKASSA_API_URL: `http://127.0.0.1:${ports.TWIN_PORT}/v3`,
    TWIN_WEBHOOK_URL: `http://127.0.0.1:${ports.PORT}/webhooks/yookassa`,
    TWIN_PUBLIC_URL: `http://127.0.0.1:${ports.TWIN_PORT}`,
    WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.0/8",
    OIDC_ISSUER: realm.issuer,
    OIDC_DISCOVERY_URL: `${realm.issuer}/.well-known/openid-configuration`,
  };
}

/** Secrets come as files here too. @returns the path of each */
async function writeSecrets(folder: string, there: Record<string, string>): Promise<Record<string, string>> {
  const values = {
    DATABASE_URL: there.DATABASE_URL ?? "",
    AMQP_URL: there.AMQP_URL ?? "",
    SMTP_URL: there.SMTP_URL ?? "",
    YOOKASSA_SECRET_KEY: "test_cinema",
    OIDC_CLIENT_SECRET: "",
  };
  const place = join(folder, "secrets");
  await mkdir(place);
  const paths = Object.entries(values).map(async ([name, value]): Promise<[string, string]> => {
    await writeFile(join(place, name), `${value}\n`);
    return [name, join(place, name)];
  });
  return Object.fromEntries(await Promise.all(paths));
}
