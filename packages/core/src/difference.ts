import type { PaymentHere, PaymentThere, RefundHere, RefundThere, UnreadableThere } from "./both-sides.ts";
import type { Circumstances } from "./changes.ts";
import type { DifferenceAction, DifferenceClass } from "./difference-class.ts";
import type { Instant } from "./instant.ts";
import { Refusal } from "./refusal.ts";
import { type Transitions, transition } from "./transition.ts";

/** One thing that is not the same in our books and in the provider's; one row for each class and object. */
export interface Difference {
  readonly id: string;
  readonly class: DifferenceClass;
  /** "payment:<id>" or "refund:<id>": the provider's id, or ours of what the provider has no id for. */
  readonly object: string;
  /** Both as they were when it was last seen. */
  readonly sides: Sides;
  /** What would put it right; undefined when only a person can. */
  readonly action: DifferenceAction | undefined;
  /** Why the service did not put it right by itself, when it tried. */
  readonly obstacle: string | undefined;
  readonly status: DifferenceStatus;
  /** When the object began at the provider (or left us): the period that the difference belongs to. */
  readonly occurredAt: Instant;
  readonly foundAt: Instant;
  readonly seenAt: Instant;
  /** The run that saw it last. */
  readonly seenBy: string;
  readonly resolvedAt: Instant | undefined;
  readonly resolvedBy: string | undefined;
  readonly resolution: string | undefined;
}

/** What the two books say, as plain data without anything personal. */
export type Sides =
  | {
      readonly kind: "payment";
      readonly ours?: PaymentHere | undefined;
      readonly theirs?: PaymentThere | undefined;
    }
  | {
      readonly kind: "refund";
      readonly ours?: RefundHere | undefined;
      readonly theirs?: RefundThere | undefined;
    }
  | { readonly kind: "unreadable"; readonly theirs: UnreadableThere };

/** - `vanished`: nobody did anything, and a later comparison no longer found it. */
export type DifferenceStatus = "open" | "repaired" | "dismissed" | "vanished";

export type DifferenceEvent = "repaired" | "dismissed" | "vanished" | "found_again";

export const differenceStatuses: readonly DifferenceStatus[] = ["open", "repaired", "dismissed", "vanished"];

export const differenceTransitions: Transitions<DifferenceStatus, DifferenceEvent> = {
  open: { repaired: "repaired", dismissed: "dismissed", vanished: "vanished" },
  repaired: { found_again: "open" },
  dismissed: { found_again: "open" },
  vanished: { found_again: "open" },
};

/** What a comparison came upon. */
export interface Finding {
  readonly class: DifferenceClass;
  readonly action?: DifferenceAction | undefined;
  readonly obstacle?: string | undefined;
}

/** Where and when a comparison came upon it. */
export interface Sighting {
  readonly object: string;
  readonly sides: Sides;
  readonly occurredAt: Instant;
  readonly seenBy: string;
}

/**
 * The difference after it was seen. One that a person has dismissed stays so for as long as both sides stay as they
 * were; what was repaired or had vanished is open again.
 */
export function noteDifference(
  known: Difference | undefined,
  { class: name, action, obstacle }: Finding,
  sighting: Sighting,
  { now, newId }: Circumstances,
): Difference {
  const seen = { ...sighting, class: name, action, obstacle, seenAt: now };
  if (known?.status === "open") return { ...known, ...seen };
  if (known?.status === "dismissed" && sameFacts(known.sides, sighting.sides))
    return { ...known, seenAt: now, seenBy: sighting.seenBy };
  return {
    ...seen,
    id: known?.id ?? newId(),
    status:
      known === undefined
        ? "open"
        : transition("difference", differenceTransitions, known.status, "found_again"),
    foundAt: now,
    resolvedAt: undefined,
    resolvedBy: undefined,
    resolution: undefined,
  };
}

/** Who put an end to a difference, and how. */
export interface Resolution {
  readonly by: string;
  readonly how: string;
}

/**
 * The difference after it has come to an end.
 * @throws {Refusal} difference_unknown, difference_closed
 */
export function closeDifference(
  difference: Difference | undefined,
  event: Exclude<DifferenceEvent, "found_again">,
  { by, how }: Resolution,
  now: Instant,
): Difference {
  const open = requireOpen(difference);
  return {
    ...open,
    status: transition("difference", differenceTransitions, open.status, event),
    obstacle: undefined,
    resolvedAt: now,
    resolvedBy: by,
    resolution: how,
  };
}

/** @throws {Refusal} difference_unknown, difference_closed */
export function requireOpen(difference: Difference | undefined): Difference {
  if (difference === undefined) throw new Refusal("difference_unknown", "differenceId");
  if (difference.status !== "open") throw new Refusal("difference_closed", "differenceId");
  return difference;
}

/** Whether two things say the same as plain data, whatever the order of their fields. */
function sameFacts(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => sameFacts(Reflect.get(one, name), Reflect.get(other, name)));
}
