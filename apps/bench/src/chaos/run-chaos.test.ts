import { expect, test } from "bun:test";
import { runChaos } from "./run-chaos.ts";

test("renewals survive kills of every process and server, and a provider that fails", async () => {
  const { findings, counts } = await runChaos({ seed: 20, renewals: 150, say: () => undefined });
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  // A run in which nothing went wrong would prove nothing.
  for (const victim of ["server", "consumer-1", "consumer-2", "scheduler-1", "scheduler-2", "postgres"])
    expect(counts[`killed ${victim}`]).toBeGreaterThan(0);
  expect(counts["killed rabbitmq"]).toBeGreaterThan(0);
  expect(counts["faults of the provider"]).toBeGreaterThan(30);
}, 300_000);
