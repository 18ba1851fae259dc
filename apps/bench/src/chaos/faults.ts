import type { Fault, FaultMatch, Faults } from "@cinema/sandbox/yookassa/faults";

/** One thing that goes wrong with the provider: what, with what, and how often of a hundred times. */
type Trouble = readonly [Fault, FaultMatch, percent: number];

const charges: FaultMatch = { method: "POST", path: "/payments" };
const questions: FaultMatch = { method: "GET", path: "/payments/*" };

/** Longer than the client waits (see the servers of this run), so that it gives up before the answer. */
const tooLong = 3_000;

/** Of a hundred charges twenty, of a hundred questions ten and of a hundred webhooks forty meet one of these. */
const troubles: readonly Trouble[] = [
  [{ kind: "error_before" }, charges, 4],
  [{ kind: "cut_before" }, charges, 2],
  [{ kind: "error_after" }, charges, 4],
  [{ kind: "cut_after" }, charges, 3],
  [{ kind: "timeout_after", milliseconds: tooLong }, charges, 4],
  // The client has given up when the provider begins: the money is taken after the failure was seen.
  [{ kind: "delay", milliseconds: tooLong }, charges, 2],
  [{ kind: "too_many_requests", retryAfter: 1_000 }, charges, 1],
  [{ kind: "error_before" }, questions, 5],
  [{ kind: "cut_after" }, questions, 3],
  [{ kind: "timeout_after", milliseconds: tooLong }, questions, 2],
  [{ kind: "charge_pending", milliseconds: 2_000 }, {}, 5],
  [{ kind: "webhook_lost" }, {}, 15],
  [{ kind: "webhook_duplicated", copies: 2 }, {}, 10],
  [{ kind: "webhook_late", milliseconds: 4_000 }, {}, 10],
  [{ kind: "webhook_reordered" }, {}, 3],
  [{ kind: "webhook_forged" }, {}, 2],
];

/** Orders all troubles, each with a stream of chance of its own. */
export function orderTroubles(faults: Faults, seed: number): void {
  for (const [index, [fault, match, percent]] of troubles.entries())
    faults.add(fault, { ...match, probability: percent / 100, seed: seed * 1_000 + index });
}
