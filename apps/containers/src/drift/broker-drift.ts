import { brokerUsers, commandPublishers } from "../broker-users.ts";
import { development, makeSecrets } from "../make-secrets.ts";
import { renderBroker } from "../render-broker.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { same } from "./sets.ts";

/** Where RabbitMQ's files have parted from the topology in code, and the secrets from each other. */
export function brokerDrift({ definitions, environment, secrets }: DeploymentFiles): readonly string[] {
  const wanted = Object.entries(renderBroker());
  const found = new Map(Object.entries(Object(definitions)));
  const made = makeSecrets(development);
  return [
    ...wanted
      .filter(([part, value]) => !Bun.deepEquals(found.get(part), value, true))
      .map(
        ([part]) =>
          `rabbitmq/definitions.json, ${part}: not what the code makes; \`bun run generate\` writes it`,
      ),
    ...[...found.keys()]
      .filter((part) => !wanted.some(([name]) => name === part))
      .map((part) => `rabbitmq/definitions.json: ${part} is not known to the code`),
    ...same("docker/.env, COMMAND_PUBLISHERS", environment.COMMAND_PUBLISHERS, commandPublishers()),
    ...same(
      "docker/secrets/development, users of RabbitMQ",
      usersIn(secrets["rabbitmq_users.json"]),
      brokerUsers,
    ),
    ...[...new Set([...Object.keys(made), ...Object.keys(secrets)])]
      .filter((name) => made[name] !== secrets[name])
      .map(
        (name) =>
          `docker/secrets/development/${name}: not what the code makes; \`bun run generate\` writes it`,
      ),
  ];
}

function usersIn(text: string | undefined): unknown {
  const { users } = Object(JSON.parse(text ?? "{}"));
  return Array.isArray(users) ? users.map((user) => Object(user).name) : users;
}
