import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { type Rabbitmq, startRabbitmq } from "@cinema/embedded/rabbitmq";
import { vhost } from "../src/broker-users.ts";

const folder = join(repository, "docker");

export const definitionsFile = join(folder, "rabbitmq/definitions.json");

/** A RabbitMQ that began from the files from which the container begins, and its addresses by user. */
export interface BrokerNode extends Rabbitmq {
  urlOf(user: string): string;
}

export async function startBrokerNode(): Promise<BrokerNode> {
  const node = await startRabbitmq({
    definitions: [join(folder, "secrets/development/rabbitmq_users.json"), definitionsFile],
  });
  return {
    ...node,
    urlOf(user) {
      const url = new URL(node.url);
      [url.username, url.password, url.pathname] = [user, "development-only", `/${vhost}`];
      return url.href;
    },
  };
}
