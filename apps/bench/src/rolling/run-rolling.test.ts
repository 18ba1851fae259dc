import { expect, test } from "bun:test";
import { runRolling } from "./run-rolling.ts";

test("every process is restarted during renewals and steady requests: nothing fails, nothing is lost, sums are exact", async () => {
  const { findings, counts } = await runRolling({ renewals: 120, rounds: 1, say: () => undefined });
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  expect(counts.restarts).toBe(7);
  // A run in which nobody asked for anything would prove nothing.
  expect(counts.requests).toBeGreaterThan(100);
}, 400_000);
