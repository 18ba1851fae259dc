import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { instantOf } from "@cinema/core/instant";
import { installedRabbitmq } from "@cinema/embedded/rabbitmq-installed";
import { openBroker } from "@cinema/rabbit/broker";
import { layOut } from "@cinema/rabbit/topology";
import { waitFor } from "@cinema/testkit/wait";
import { type Channel, type ChannelModel, type ConfirmChannel, connect } from "amqplib";
import { type BrokerNode, definitionsFile, startBrokerNode } from "../test/broker-node.ts";
import { neighbours, operatorUser, ownUser } from "./broker-users.ts";

setDefaultTimeout(120_000);

const topology = layOut();
const connections = new Map<string, ChannelModel>();
let node: BrokerNode;

beforeAll(async () => {
  node = await startBrokerNode();
  for (const user of [ownUser, ...Object.keys(neighbours)])
    connections.set(user, await connect(node.urlOf(user)));
});
afterAll(async () => {
  for (const connection of connections.values()) await connection.close();
  await node.stop();
});

/** A channel of its own for a user, since a refusal closes it; answers why it was closed, if it was. */
async function as(user: string, work: (channel: ConfirmChannel) => Promise<unknown>): Promise<string> {
  const channel = await connections.get(user)?.createConfirmChannel();
  if (channel === undefined) throw new Error(`${user} is not connected`);
  const refused = Promise.withResolvers<string>();
  channel.on("error", (error) => refused.resolve(error.message));
  const done = work(channel).then(
    () => "done",
    () => refused.promise,
  );
  const outcome = await Promise.race([done, refused.promise]);
  if (outcome === "done") await channel.close();
  return outcome;
}

function send(channel: ConfirmChannel, exchange: string, topic: string, user: string): Promise<void> {
  channel.publish(exchange, topic, Buffer.from("{}"), { userId: user, persistent: true });
  return channel.waitForConfirms();
}

async function listed(what: string, ...columns: readonly string[]): Promise<readonly string[]> {
  const lines = await node.control(what, "-p", "cinema", ...columns);
  return lines.trim().split("\n").slice(1);
}

test.skipIf(installedRabbitmq() === undefined)(
  "rabbitmqctl imports the file, also where it stands already",
  async () => {
    const before = await listed("list_queues", "name", "arguments");
    await node.control("import_definitions", definitionsFile);
    expect((await listed("list_queues", "name", "arguments")).toSorted()).toEqual(before.toSorted());
  },
);

test.skipIf(installedRabbitmq() === undefined)(
  "under the definitions of an older version a process says what it may not, and works once they are read anew",
  async () => {
    const fresh = [topology.known.name, topology.unknown.name];
    const operator = await connect(node.urlOf(operatorUser));
    const channel = await operator.createChannel();
    await channel.deleteQueue(topology.unknownQueue.name);
    for (const name of fresh) await channel.deleteExchange(name);
    await operator.close();
    const older = "^(?!billing\\.(known|unknown)$).*$";
    await node.control("set_permissions", "-p", "cinema", ownUser, older, older, older);

    const broker = openBroker({
      ...{ url: node.urlOf(ownUser), name: "billing", topology, now: () => instantOf(Date.now()) },
      backOff: { first: 50, most: 500 },
    });
    const said = () => {
      const readiness = broker.ready();
      return readiness.ready ? "ready" : readiness.reason;
    };
    await waitFor(() => said().includes("ACCESS_REFUSED"), { what: "the refusal", timeout: 60_000 });
    await node.control("import_definitions", definitionsFile);
    await waitFor(() => said() === "ready", { what: "the broker to serve", timeout: 60_000 });
    await broker.close();
  },
);

test("what stands there is what billing declares: under its own user it gets to work at once", async () => {
  const broker = openBroker({
    url: node.urlOf(ownUser),
    name: "billing",
    topology,
    now: () => instantOf(Date.now()),
  });
  await waitFor(() => broker.ready().ready, { what: "the broker under billing's user", timeout: 60_000 });
  const taken: string[] = [];
  await broker.queue.consume("letter.deliver", async ({ id }) => void taken.push(id), { concurrency: 1 });
  const [outcome] = await broker.publisher.publish([
    { id: "letter 1", to: "commands", topic: "letter.deliver", body: {}, publishedAt: instantOf(Date.now()) },
  ]);
  expect(outcome).toEqual({ id: "letter 1", confirmed: true });
  await waitFor(() => taken.includes("letter 1"), { what: "the letter", timeout: 60_000 });
  expect(await broker.deadLetters.list({ limit: 1 })).toEqual([]);
  await broker.close();
  const names = [...topology.work, ...topology.ladder, topology.unknownQueue, topology.deadQueue].map(
    ({ name }) => name,
  );
  expect((await listed("list_queues", "name")).toSorted()).toEqual(names.toSorted());
});

describe("another service", () => {
  test.each(Object.entries(neighbours))("%s sends its commands and hears events", async (user, commands) => {
    const heard: string[] = [];
    const queue = `${user}.events`;
    const outcome = await as(user, async (channel) => {
      for (const command of commands) await send(channel, topology.commands.name, command, user);
      await channel.assertQueue(queue, { durable: true });
      await channel.bindQueue(queue, topology.events.name, "payment.*");
      await channel.consume(queue, (message) => message && heard.push(message.fields.routingKey), {
        noAck: true,
      });
      await as(ownUser, (own) => send(own, topology.events.name, "payment.succeeded", ownUser));
      await waitFor(() => heard.length > 0, { what: "the event", timeout: 60_000 });
    });
    expect([outcome, heard]).toEqual(["done", ["payment.succeeded"]]);
    const row = (await listed("list_queues", "name", "type", "policy")).find((line) =>
      line.startsWith(queue),
    );
    expect(row?.split("\t")).toEqual([queue, "quorum", "neighbours"]);
  });

  const [admin = "", profile = ""] = Object.keys(neighbours);
  const forbidden: readonly [string, (channel: ConfirmChannel) => Promise<unknown>][] = [
    [
      "send another's command",
      (channel) => send(channel, topology.commands.name, "billing.erase-user.v1", admin),
    ],
    [
      "send a command whose name it has misspelt",
      (channel) => send(channel, topology.commands.name, "billing.refnud.v1", admin),
    ],
    ["go round the commands", (channel) => send(channel, topology.known.name, "billing.refund.v1", admin)],
    ["make up a mistake", (channel) => send(channel, topology.unknown.name, "billing.refnud.v1", admin)],
    [
      "send what is billing's own",
      (channel) => send(channel, topology.commands.name, "payment.charge", admin),
    ],
    [
      "send under another name",
      (channel) => send(channel, topology.commands.name, "billing.refund.v1", profile),
    ],
    ["make up an event", (channel) => send(channel, topology.events.name, "payment.succeeded", admin)],
    ["make up a retry", (channel) => send(channel, topology.retry.name, "payment.charge", admin)],
    ["bury anything", (channel) => send(channel, topology.dead.name, "payment.charge", admin)],
    ["take billing's messages", (channel) => channel.consume("payment.charge", () => undefined)],
    ["read the dead letters", (channel) => channel.get(topology.deadQueue.name)],
    ["empty a queue", (channel) => channel.purgeQueue("payment.charge")],
    ["remove a queue", (channel) => channel.deleteQueue("payment.charge")],
    ["make a queue under billing's names", (channel) => channel.assertQueue("billing.more")],
    ["overhear commands", (channel) => overhear(channel)],
  ];
  test.each(forbidden)("may not %s", async (_, work) => {
    expect(await as(admin, work)).toMatch(/ACCESS_REFUSED|PRECONDITION_FAILED - user_id/);
  });

  async function overhear(channel: Channel): Promise<void> {
    await channel.assertQueue(`${admin}.spy`);
    await channel.bindQueue(`${admin}.spy`, topology.commands.name, "#");
  }
});

test("a stranger is not let in", async () => {
  const url = new URL(node.urlOf("operator"));
  url.password = "guessed";
  await expect(connect(url.href)).rejects.toThrow("ACCESS");
});
