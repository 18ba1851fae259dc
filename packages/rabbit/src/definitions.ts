import { exchangeArguments, exchangesOf, queuesOf, type Topology } from "./topology.ts";

/** What RabbitMQ imports at boot (`load_definitions`): the topology; users and permissions belong to the deployment. */
export interface Definitions {
  readonly vhosts: readonly { readonly name: string }[];
  readonly exchanges: readonly object[];
  readonly queues: readonly object[];
  readonly bindings: readonly object[];
}

/** Renders the table in RabbitMQ's definitions format; importing it equals `declareTopology`. Pure. */
export function renderDefinitions(topology: Topology, vhost = "/"): Definitions {
  const lasting = { vhost, durable: true, auto_delete: false };
  return {
    vhosts: [{ name: vhost }],
    exchanges: exchangesOf(topology).map((exchange) => ({
      name: exchange.name,
      type: exchange.type,
      ...lasting,
      internal: false,
      arguments: exchangeArguments(exchange),
    })),
    queues: queuesOf(topology).map((queue) => ({
      name: queue.name,
      ...lasting,
      arguments: queue.arguments,
    })),
    bindings: topology.bindings.map((binding) => ({
      source: binding.exchange,
      vhost,
      destination: binding.destination,
      destination_type: binding.destinationType,
      routing_key: binding.routingKey,
      arguments: binding.arguments,
    })),
  };
}
