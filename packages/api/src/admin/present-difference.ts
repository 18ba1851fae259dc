import type { Difference, DifferenceStatus } from "@cinema/core/difference";
import {
  type DifferenceAction,
  type DifferenceClass,
  differenceActions,
  differenceClasses,
  type Repair,
  type Severity,
} from "@cinema/core/difference-class";
import { type DifferenceObstacle, obstacleNamed } from "@cinema/core/difference-obstacle";

/** One thing that is not the same in our books and in the provider's; what does not apply is null. */
export interface PresentedDifference {
  readonly id: string;
  readonly class: DifferenceClass;
  readonly severity: Severity;
  readonly repair: Repair;
  /** What the class means. */
  readonly what: string;
  /** What is to be done about it. */
  readonly toDo: string;
  /** "payment:<id>" or "refund:<id>", by the provider's id where it has one. */
  readonly object: string;
  readonly ours: PresentedFacts | null;
  readonly theirs: PresentedFacts | null;
  /** What `admin.reconciliation.resolve` would do; null when only a person can put it right. */
  readonly action: { readonly kind: DifferenceAction; readonly what: string } | null;
  /** Why the service did not put it right by itself. */
  readonly obstacle: string | null;
  /** The same for programs; null also where a repair broke and said so in its own words. */
  readonly obstacleCode: DifferenceObstacle | null;
  readonly status: DifferenceStatus;
  readonly occurredAt: string;
  readonly foundAt: string;
  readonly seenAt: string;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
}

/** Plain facts of one side: sums in kopecks, moments in ISO; what it does not say is left out. */
export interface PresentedFacts {
  readonly [field: string]: string | number | boolean | null;
}

export function presentDifference(difference: Difference): PresentedDifference {
  const { id, class: name, object, sides, action, status, occurredAt, foundAt, seenAt } = difference;
  const { severity, repair, what, toDo } = differenceClasses[name];
  return {
    ...{ id, class: name, severity, repair, what, toDo, object, status, occurredAt, foundAt, seenAt },
    ours: sides.kind === "unreadable" ? null : presentFacts(sides.ours),
    theirs: presentFacts(sides.theirs),
    action: action === undefined ? null : { kind: action, what: differenceActions[action] },
    obstacle: difference.obstacle ?? null,
    obstacleCode:
      (difference.obstacle === undefined ? undefined : obstacleNamed(difference.obstacle)) ?? null,
    resolvedAt: difference.resolvedAt ?? null,
    resolvedBy: difference.resolvedBy ?? null,
    resolution: difference.resolution ?? null,
  };
}

const money: ReadonlySet<string> = new Set(["amount", "refunded", "returned"]);

function presentFacts(facts: object | undefined): PresentedFacts | null {
  if (facts === undefined) return null;
  const presented: Record<string, string | number | boolean | null> = {};
  for (const [field, value] of Object.entries(facts)) {
    if (typeof value === "object" && value !== null)
      for (const [part, inner] of Object.entries(value))
        presented[`${field}${part.charAt(0).toUpperCase()}${part.slice(1)}`] = String(inner);
    else if (value !== undefined) presented[money.has(field) ? `${field}Kopecks` : field] = value;
  }
  return presented;
}
