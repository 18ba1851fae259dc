import { renderDefinitions } from "@cinema/rabbit/definitions";
import { exchangesOf, layOut, queuesOf } from "@cinema/rabbit/topology";
import { neighbours, operatorUser, ownUser, vhost } from "./broker-users.ts";

/** Bytes that wait for a neighbour who has fallen asleep; then its oldest events go, so that nobody else waits for it. */
const mostForNeighbour = 1024 ** 3;

/**
 * RabbitMQ's definitions for the containers: the topology, who may do what, and policies. The users themselves, with
 * their passwords, are a secret of its own and imported before. Pure.
 */
export function renderBroker(): object {
  const topology = layOut();
  const names = [...exchangesOf(topology), ...queuesOf(topology)].map(({ name }) => name);
  const own = exactly(...new Set(names));
  const users = Object.entries(neighbours);
  const definitions = renderDefinitions(topology, vhost);
  return {
    ...definitions,
    vhosts: definitions.vhosts.map(({ name }) => ({ name, metadata: { default_queue_type: "quorum" } })),
    permissions: [
      { user: ownUser, vhost, configure: own, write: own, read: own },
      ...users.map(([user]) => ({
        user,
        vhost,
        configure: `^${quoted(user)}\\.`,
        write: `^(${quoted(user)}\\..*|${quoted(topology.commands.name)})$`,
        read: `^(${quoted(user)}\\..*|${quoted(topology.events.name)})$`,
      })),
      { user: operatorUser, vhost, configure: ".*", write: ".*", read: ".*" },
    ],
    // The routing keys under which a neighbour may publish: a command that is not his does not even get in.
    topic_permissions: users.map(([user, commands]) => ({
      user,
      vhost,
      exchange: topology.commands.name,
      write: exactly(...commands),
      read: "^$",
    })),
    policies: [
      {
        vhost,
        name: "neighbours",
        pattern: `^(${users.map(([user]) => quoted(user)).join("|")})\\.`,
        "apply-to": "queues",
        priority: 0,
        definition: { "max-length-bytes": mostForNeighbour, overflow: "drop-head" },
      },
    ],
  };
}

/** A pattern that these names fit and no others. */
function exactly(...names: readonly string[]): string {
  return `^(${names.map(quoted).join("|")})$`;
}

function quoted(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
