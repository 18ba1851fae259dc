import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exclusively } from "./holders.ts";
import { dockerNode, hasDocker } from "./rabbitmq-docker.ts";
import { installRabbitmq, mayInstallRabbitmq } from "./rabbitmq-install.ts";
import { installedNode, installedRabbitmq } from "./rabbitmq-installed.ts";
import { layDefinitions, type Users } from "./rabbitmq-users.ts";
import { arrangeLeave } from "./share.ts";

export interface RabbitmqOptions {
  /** The folder of the node's data, which makes it one that others may share; when not given, `stop` removes the data. */
  readonly directory?: string;
  readonly users?: Users;
  /** Files in RabbitMQ's format of definitions that a node reads at its first start here, after its users, in this order. */
  readonly definitions?: readonly string[];
}

export interface Rabbitmq {
  /** As `guest`, who may do everything. */
  readonly url: string;
  /** Leaves the node; the last to leave stops it. Twice is once. */
  stop(): Promise<void>;
  /** kill -9; the node is gone when it resolves. */
  kill(): Promise<void>;
  /** After `kill`: the same node with its data at the same URL. */
  restart(): Promise<void>;
  isRunning(): boolean;
  /** What the node has printed. */
  printed(): string;
  /** Runs `rabbitmqctl`. @returns what it printed @throws with what it printed when it fails */
  control(...command: readonly string[]): Promise<string>;
}

/** One way of running a node. */
export interface RabbitmqNode {
  /** On 127.0.0.1. */
  readonly port: number;
  isRunning(): boolean;
  printed(): string;
  /** Resolves when it answers. @throws with the end of its log when it does not */
  start(): Promise<void>;
  interrupt(): void;
  untilStopped(): Promise<void>;
  kill(): Promise<void>;
  control(...command: readonly string[]): Promise<string>;
}

/**
 * Starts a RabbitMQ node of our own, or joins the one that runs in the folder: of an installed rabbitmq-server, else in
 * Docker, else (as root on Debian) of a rabbitmq-server installed now. Stopped like `startPostgres`.
 * @throws with the choices when the machine has none of these
 */
export async function startRabbitmq(options: RabbitmqOptions = {}): Promise<Rabbitmq> {
  const directory = resolve(options.directory ?? mkdtempSync(join(tmpdir(), "rabbitmq-")));
  mkdirSync(directory, { recursive: true });
  const holders = join(directory, "holders.sqlite");
  const { node, note } = await exclusively(holders, async (all) => {
    const node = await chooseNode(directory, layDefinitions(directory, options));
    if (!node.isRunning()) {
      await node.start();
    }
    return { node, note: all.join() };
  });
  const leave = arrangeLeave({ holders, interrupt: node.interrupt, untilStopped: node.untilStopped }, note);
  return {
    url: `amqp://guest:guest@127.0.0.1:${node.port}`,
    kill: node.kill,
    restart: node.start,
    isRunning: node.isRunning,
    printed: node.printed,
    control: node.control,
    async stop() {
      await leave();
      if (options.directory === undefined) {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}

async function chooseNode(directory: string, definitions: string): Promise<RabbitmqNode> {
  const programs = installedRabbitmq();
  if (programs !== undefined) {
    return installedNode(directory, programs, definitions);
  }
  if (hasDocker()) {
    return dockerNode(directory, definitions);
  }
  if (mayInstallRabbitmq()) {
    return installedNode(directory, await installRabbitmq(), definitions);
  }
  throw new Error(
    "no RabbitMQ: set AMQP_URL to one, install rabbitmq-server, start Docker, or run as root on Debian or Ubuntu",
  );
}
