import { commandTopics } from "@cinema/core/command";
import { hour, minute, second } from "@cinema/core/instant";
import { topics } from "@cinema/core/message";
import type { Channel } from "amqplib";

/**
 * The table of what stands on the broker. Everything else here (declaring, rendering as definitions) is made
 * from it. It holds on RabbitMQ 3.10 and 4.x alike.
 */
export interface Topology {
  /** Where everybody sends commands; it leads to {@link Topology.known}, whatever their names. */
  readonly commands: Exchange;
  /** Leads each name to its work queue, and a name that has none to {@link Topology.unknown}. */
  readonly known: Exchange;
  readonly unknown: Exchange;
  readonly events: Exchange;
  readonly retry: Exchange;
  readonly dead: Exchange;
  readonly work: readonly WorkQueue[];
  readonly ladder: readonly RetryQueue[];
  /** Commands whose names have no work queue, until a consumer has buried them with the reason. */
  readonly unknownQueue: WorkQueue;
  readonly deadQueue: QueueDeclaration;
  readonly bindings: readonly Binding[];
}

export interface Exchange {
  readonly name: string;
  readonly type: "topic" | "headers";
  /** Whether a message that no queue takes is an error: a command must reach its worker, an event may have no listener. */
  readonly mandatory: boolean;
  /** The exchange that takes what no queue of this one does. */
  readonly alternate?: string;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}

export interface WorkQueue extends QueueDeclaration, Topic {}

/** A step of the delayed retries: what waits here goes back to its work queue by itself. */
export interface RetryQueue extends QueueDeclaration {
  readonly milliseconds: number;
  /** The value of the header that leads a message here. */
  readonly label: string;
}

export interface Binding {
  readonly exchange: string;
  /** What it leads to. */
  readonly destination: string;
  readonly destinationType: "queue" | "exchange";
  readonly routingKey: string;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface Topic {
  readonly topic: string;
  /**
   * Who may publish it: only our own outbox, other services through the public contract, or anybody, as nothing is
   * done with it and its body is not read.
   */
  readonly from: "billing" | "outside" | "anybody";
}

const ownTopics: readonly Topic[] = topics.map((topic) => ({ topic, from: "billing" }));

/** The commands of the public contract. */
const outsideTopics: readonly Topic[] = commandTopics.map((topic) => ({ topic, from: "outside" }));

const retryLadder: readonly number[] = [10 * second, minute, 10 * minute, hour];

/** The header that chooses the step of the ladder. */
export const waitHeader = "billing-wait";

export interface TopologyOptions {
  /** Stands before every name, so that strangers (test files, environments) can share one broker. */
  readonly prefix?: string;
  readonly topics?: readonly Topic[];
  /** The waits before the second, third ... attempt, in milliseconds. */
  readonly ladder?: readonly number[];
  /** How often a message may come back without an answer (its consumer died) before it is a dead letter. */
  readonly deliveryLimit?: number;
  /** The most messages a work queue takes; publishes beyond it are refused, and stay in the outbox. No limit by default. */
  readonly maxLength?: number;
}

/** Lays out the exchanges, queues and bindings; pure. */
export function layOut(options: TopologyOptions = {}): Topology {
  const prefix = options.prefix ?? "";
  const commands: Exchange = { name: `${prefix}billing.commands`, type: "topic", mandatory: true };
  const unknown: Exchange = { name: `${prefix}billing.unknown`, type: "topic", mandatory: true };
  const known: Exchange = {
    name: `${prefix}billing.known`,
    type: "topic",
    mandatory: true,
    alternate: unknown.name,
  };
  const events: Exchange = { name: `${prefix}billing.events`, type: "topic", mandatory: false };
  const retry: Exchange = { name: `${prefix}billing.retry`, type: "headers", mandatory: true };
  const dead: Exchange = { name: `${prefix}billing.dead`, type: "topic", mandatory: true };
  const work = (options.topics ?? [...ownTopics, ...outsideTopics]).map((topic) =>
    workQueue(prefix, topic, dead, options),
  );
  const ladder = (options.ladder ?? retryLadder).map((wait) => retryQueue(prefix, wait, commands));
  const unknownQueue = workQueue(prefix, { topic: "billing.unknown", from: "anybody" }, dead, {});
  const deadQueue: QueueDeclaration = {
    name: `${prefix}billing.dead`,
    // A look at the dead letters takes and returns them, which counts as a delivery: never drop them for it.
    arguments: { "x-queue-type": "quorum", "x-delivery-limit": 1_000_000, "x-overflow": "reject-publish" },
  };
  const bindings: Binding[] = [
    bind(dead, deadQueue, "#"),
    bind(unknown, unknownQueue, "#"),
    ...work.map((queue) => bind(known, queue, queue.topic)),
    ...ladder.map((step) => bind(retry, step, "", { "x-match": "all", [waitHeader]: step.label })),
    // Last: while they are declared one by one, nothing that has a queue is taken for unknown.
    { ...bind(commands, known, "#"), destinationType: "exchange" },
  ];
  return { commands, known, unknown, events, retry, dead, work, ladder, unknownQueue, deadQueue, bindings };
}

/** Quorum queues lose nothing when a node dies; at-least-once dead-lettering needs `reject-publish` beside it. */
function safeQuorum(deadLetterExchange: string): Record<string, string | number> {
  return {
    "x-queue-type": "quorum",
    "x-dead-letter-exchange": deadLetterExchange,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
  };
}

function workQueue(prefix: string, topic: Topic, dead: Exchange, options: TopologyOptions): WorkQueue {
  return {
    ...topic,
    name: prefix + topic.topic,
    arguments: {
      ...safeQuorum(dead.name),
      // RabbitMQ 4's own default: a broker restart counts as a delivery too and must not bury good messages.
      "x-delivery-limit": options.deliveryLimit ?? 20,
      ...(options.maxLength === undefined ? {} : { "x-max-length": options.maxLength }),
    },
  };
}

/** Without a routing key of its own the message keeps the topic, so `billing.commands` brings it home. */
function retryQueue(prefix: string, milliseconds: number, commands: Exchange): RetryQueue {
  const label = waitLabel(milliseconds);
  return {
    name: `${prefix}billing.retry.${label}`,
    label,
    milliseconds,
    arguments: { ...safeQuorum(commands.name), "x-message-ttl": milliseconds },
  };
}

/** "10s", "1m", "1h": part of the queue's name, since a queue's time to live cannot be changed after it is declared. */
function waitLabel(milliseconds: number): string {
  if (milliseconds % hour === 0) return `${milliseconds / hour}h`;
  if (milliseconds % minute === 0) return `${milliseconds / minute}m`;
  if (milliseconds % second === 0) return `${milliseconds / second}s`;
  return `${milliseconds}ms`;
}

function bind(
  exchange: Exchange,
  { name }: Pick<QueueDeclaration, "name">,
  routingKey: string,
  bindingArguments: Record<string, string> = {},
): Binding {
  const to = { destination: name, destinationType: "queue" } as const;
  return { exchange: exchange.name, ...to, routingKey, arguments: bindingArguments };
}

/** The arguments under which an exchange is declared. */
export function exchangeArguments({ alternate }: Exchange): Readonly<Record<string, string>> {
  return alternate === undefined ? {} : { "alternate-exchange": alternate };
}

export function exchangesOf(topology: Topology): readonly Exchange[] {
  const { commands, known, unknown, events, retry, dead } = topology;
  return [commands, known, unknown, events, retry, dead];
}

export function queuesOf(topology: Topology): readonly QueueDeclaration[] {
  return [...topology.work, ...topology.ladder, topology.unknownQueue, topology.deadQueue];
}

/**
 * The work queue of a topic.
 * @throws {RangeError} when the table does not have it
 */
export function workQueueOf(topology: Topology, topic: string): WorkQueue {
  const queue = topology.work.find((candidate) => candidate.topic === topic);
  if (queue === undefined) throw new RangeError(`No work queue for the topic ${JSON.stringify(topic)}`);
  return queue;
}

/**
 * The step of the ladder whose wait is nearest to `milliseconds`.
 * @throws {RangeError} when the ladder has no steps
 */
export function nearestStep(topology: Topology, milliseconds: number): RetryQueue {
  const [first, ...others] = topology.ladder;
  if (first === undefined) throw new RangeError("The retry ladder has no steps");
  const distance = (step: RetryQueue) => Math.abs(step.milliseconds - milliseconds);
  return others.reduce((best, step) => (distance(step) < distance(best) ? step : best), first);
}

/**
 * Declares everything in the table; harmless when it stands already.
 * @throws when the broker holds something of the same name with other arguments (406), or forbids it (403)
 */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  for (const exchange of exchangesOf(topology)) {
    await channel.assertExchange(exchange.name, exchange.type, {
      durable: true,
      arguments: exchangeArguments(exchange),
    });
  }
  for (const queue of queuesOf(topology)) {
    await channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments });
  }
  for (const binding of topology.bindings) {
    const { destination, exchange, routingKey, arguments: set } = binding;
    if (binding.destinationType === "queue") await channel.bindQueue(destination, exchange, routingKey, set);
    else await channel.bindExchange(destination, exchange, routingKey, set);
  }
}
