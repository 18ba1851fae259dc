import type { Circumstances } from "./changes.ts";
import { day, earliest, hour, type Instant, later, minute } from "./instant.ts";
import { Refusal } from "./refusal.ts";
import { dayOf, type TimeSpan } from "./time-span.ts";
import { type Transitions, transition } from "./transition.ts";

/** One comparison of our books with the provider's, over all that began there within a span. */
export interface Reconciliation extends TimeSpan {
  readonly id: string;
  readonly status: ReconciliationStatus;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: Instant;
  readonly startedAt: Instant | undefined;
  /** All before it has been compared; a run that was interrupted goes on from here. */
  readonly comparedUntil: Instant;
  /** The last sign of life of whoever runs it. */
  readonly beatAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
  readonly counts: ReconciliationCounts;
  readonly error: string | undefined;
}

export interface ReconciliationCounts {
  /** Objects of the provider's that were compared. */
  readonly payments: number;
  readonly refunds: number;
  /** Differences that were seen. */
  readonly seen: number;
  /** Of those, the ones that the run put right. */
  readonly repaired: number;
}

export const noCounts: ReconciliationCounts = { payments: 0, refunds: 0, seen: 0, repaired: 0 };

export type ReconciliationStatus = "waiting" | "running" | "done" | "failed";

export type ReconciliationEvent = "begun" | "interrupted" | "finished" | "broken";

export const reconciliationTransitions: Transitions<ReconciliationStatus, ReconciliationEvent> = {
  waiting: { begun: "running" },
  // Taken over from a process that gives no sign of life any more.
  running: { begun: "running", interrupted: "waiting", finished: "done", broken: "failed" },
  done: {},
  failed: {},
};

/** What is younger is still under way: webhooks, answers and our own saves cross. */
const settling = 10 * minute;

/** A run that has given no sign of life for this long has died. */
export const beatExpires = 10 * minute;

/** The provider's lists reach so far back (yookassa.md, section 5.6). */
const reach = 3 * 365 * day;

/**
 * The comparison of a span, as far as it is over.
 * @throws {Refusal} reconciliation_too_early, reconciliation_too_old
 */
export function askForReconciliation(
  { from, to }: TimeSpan,
  { by, reason }: { readonly by: string; readonly reason: string },
  { now, newId }: Circumstances,
): Reconciliation {
  const end = earliest(to, later(now, -settling));
  if (from >= end) throw new Refusal("reconciliation_too_early", "from");
  if (from < later(now, -reach)) throw new Refusal("reconciliation_too_old", "from");
  return {
    id: newId(),
    from,
    to: end,
    status: "waiting",
    requestedBy: by,
    reason,
    requestedAt: now,
    startedAt: undefined,
    comparedUntil: from,
    beatAt: undefined,
    finishedAt: undefined,
    counts: noCounts,
    error: undefined,
  };
}

/**
 * The run after an event, with a sign of life.
 * @throws {ForbiddenTransition} when its status has no place for the event
 */
export function advanceReconciliation(
  run: Reconciliation,
  event: ReconciliationEvent,
  now: Instant,
  change: Pick<Partial<Reconciliation>, "error"> = {},
): Reconciliation {
  const status = transition("reconciliation", reconciliationTransitions, run.status, event);
  return {
    ...run,
    ...change,
    status,
    beatAt: now,
    startedAt: run.startedAt ?? now,
    finishedAt: status === "done" || status === "failed" ? now : undefined,
  };
}

/** Every night from this time of the Moscow day on, milliseconds after its beginning. */
const nightly = 5 * hour;

/** What a night looks back upon: pending things have come to their end by then, and lost webhooks been made up for. */
const lookBack = 3 * day;

/** What the clock compares by itself; undefined until the next night. */
export function nightlySpan(lastAsked: Instant | undefined, now: Instant): TimeSpan | undefined {
  const today = dayOf(now);
  const due = later(today, nightly);
  if (now < due || (lastAsked !== undefined && lastAsked >= due)) return undefined;
  return { from: later(today, -lookBack), to: now };
}
