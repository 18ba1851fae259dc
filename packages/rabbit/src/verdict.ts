import { DeadLetter, RetryLater } from "@cinema/billing/queue";
import type { Instant } from "@cinema/core/instant";
import { header, passOn, type Received, unknownPublisher } from "./message.ts";
import type { Envelope } from "./publish.ts";
import { nearestStep, type RetryQueue, type Topic, type Topology, waitHeader } from "./topology.ts";

/** What is to become of a message. */
export type Verdict =
  | { readonly kind: "done" }
  | {
      readonly kind: "retry";
      readonly step: RetryQueue;
      readonly attempt: number;
      readonly failed: boolean;
      readonly reason: string;
    }
  | { readonly kind: "dead"; readonly reason: string };

/** A reason travels in a header, and all headers together have 64 KiB. */
const longestReason = 2_000;

/** Why a message may not even be looked at, or undefined: who may publish what is known by the broker's user-id. */
export function strangerIn(received: Received, topic: Topic): string | undefined {
  if (received.publisher === undefined || topic.from === "anybody") return undefined;
  if (received.publisher === unknownPublisher) return "The message names no publisher (user-id)";
  if (topic.from === "outside") return undefined;
  return `Only billing publishes ${topic.topic}; this came from ${JSON.stringify(received.publisher)}`;
}

/**
 * The body as JSON.
 * @throws {DeadLetter} when it is not UTF-8 or not JSON
 */
export function readBody(content: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    throw new DeadLetter(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What follows from an error of the handler; the ladder has one step for each failure it forgives. */
export function afterFailure(received: Received, error: Error, topology: Topology): Verdict {
  const reason = (error.message || error.name).slice(0, longestReason);
  if (error instanceof DeadLetter) return { kind: "dead", reason };
  const { attempt } = received;
  if (error instanceof RetryLater) {
    const step = nearestStep(topology, error.milliseconds);
    return { kind: "retry", step, attempt, failed: false, reason };
  }
  const step = topology.ladder[attempt - 1];
  if (step === undefined) return { kind: "dead", reason };
  return { kind: "retry", step, attempt: attempt + 1, failed: true, reason };
}

/** The message under which a retry waits, or a dead letter rests; the body byte for byte. */
export function envelopeFor(
  verdict: Exclude<Verdict, { kind: "done" }>,
  received: Received,
  topology: Topology,
  ownUser: string,
  now: Instant,
): Envelope {
  const retry = verdict.kind === "retry";
  const ours: Record<string, string | number> = retry
    ? { [header.attempt]: verdict.attempt, [waitHeader]: verdict.step.label }
    : { [header.attempt]: received.attempt, [header.reason]: verdict.reason, [header.deadAt]: now };
  const failed = !retry || verdict.failed;
  if (failed && received.firstFailedAt === undefined) ours[header.firstFailedAt] = now;
  return {
    id: received.id,
    exchange: retry ? topology.retry : topology.dead,
    routingKey: received.topic,
    content: received.content,
    properties: passOn(received, ownUser, ours),
  };
}
