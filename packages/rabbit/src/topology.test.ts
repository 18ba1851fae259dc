import { describe, expect, test } from "bun:test";
import { renderDefinitions } from "./definitions.ts";
import { exchangesOf, layOut, nearestStep, queuesOf, workQueueOf } from "./topology.ts";

describe("the table", () => {
  test("has a work queue for each of our topics and each command of the public contract", () => {
    expect(layOut().work.map(({ topic, from }) => `${topic} ${from}`)).toEqual([
      "payment.charge billing",
      "payment.settle billing",
      "refund.issue billing",
      "refund.settle billing",
      "binding.settle billing",
      "letter.deliver billing",
      "job.run billing",
      "mailing.page billing",
      "mailing.deliver billing",
      "billing.charge.v1 outside",
      "billing.refund.v1 outside",
      "billing.auto-renew.v1 outside",
      "billing.notify.v1 outside",
      "billing.erase-user.v1 outside",
      "billing.letter-bounced.v1 outside",
    ]);
  });

  test("waits 10 s, 1 min, 10 min, 1 h, and each step leads back to the commands", () => {
    const { ladder, commands } = layOut();
    expect(
      ladder.map(({ name, arguments: set }) => [name, set["x-message-ttl"], set["x-dead-letter-exchange"]]),
    ).toEqual([
      ["billing.retry.10s", 10_000, commands.name],
      ["billing.retry.1m", 60_000, commands.name],
      ["billing.retry.10m", 600_000, commands.name],
      ["billing.retry.1h", 3_600_000, commands.name],
    ]);
  });

  test("loses nothing: every queue is a quorum, refuses when full, and dead-letters at least once", () => {
    const topology = layOut();
    for (const queue of queuesOf(topology)) {
      expect(queue.arguments).toMatchObject({ "x-queue-type": "quorum", "x-overflow": "reject-publish" });
      expect(queue.arguments["x-delivery-limit"] ?? queue.arguments["x-message-ttl"]).toBeNumber();
    }
    for (const queue of [...topology.work, ...topology.ladder]) {
      expect(queue.arguments["x-dead-letter-strategy"]).toBe("at-least-once");
    }
  });

  test("leads to the known names last, so that a declaration half-way takes nothing for unknown", () => {
    const { bindings, commands, known } = layOut();
    expect(bindings.filter(({ destinationType }) => destinationType === "exchange")).toEqual([
      {
        exchange: commands.name,
        destination: known.name,
        destinationType: "exchange",
        routingKey: "#",
        arguments: {},
      },
    ]);
    expect(bindings.at(-1)?.destination).toBe(known.name);
  });

  test("a prefix stands before every name, and every binding stays inside it", () => {
    const topology = layOut({ prefix: "test." });
    const names = [...exchangesOf(topology), ...queuesOf(topology)].map(({ name }) => name);
    const bound = topology.bindings.flatMap(({ exchange, destination }) => [exchange, destination]);
    const targets = queuesOf(topology).flatMap((queue) => queue.arguments["x-dead-letter-exchange"] ?? []);
    const alternates = exchangesOf(topology).flatMap(({ alternate }) => alternate ?? []);
    expect(alternates).toEqual(["test.billing.unknown"]);
    for (const name of [...names, ...bound, ...targets, ...alternates])
      expect(String(name)).toStartWith("test.");
    expect(names.every((name) => bound.includes(name) || name === topology.events.name)).toBe(true);
  });

  test("names the steps by their wait, so that another ladder takes other queues", () => {
    const labels = layOut({ ladder: [50, 1_500, 90_000, 7_200_000] }).ladder.map(({ label }) => label);
    expect(labels).toEqual(["50ms", "1500ms", "90s", "2h"]);
  });

  test.each([
    [0, "10s"],
    [10_000, "10s"],
    [34_999, "10s"],
    [35_001, "1m"],
    [300_000, "1m"],
    [400_000, "10m"],
    [3_600_000, "1h"],
    [86_400_000, "1h"],
  ])("a wait of %p ms takes the step %p", (milliseconds, label) => {
    expect(nearestStep(layOut(), milliseconds).label).toBe(label);
  });

  test("an unknown topic, and a ladder without steps, are refused", () => {
    expect(() => workQueueOf(layOut(), "payment.chrage")).toThrow('"payment.chrage"');
    expect(() => nearestStep(layOut({ ladder: [] }), 1)).toThrow("no steps");
  });
});

test("the definitions hold what is declared", () => {
  const topology = layOut({ topics: [{ topic: "payment.charge", from: "billing" }], ladder: [10_000] });
  expect(renderDefinitions(topology, "cinema")).toMatchSnapshot();
});
