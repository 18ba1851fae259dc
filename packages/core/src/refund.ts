import type { Instant } from "./instant.ts";
import type { Kopecks } from "./money.ts";
import type { Cancellation, ReceiptRegistration } from "./payment.ts";
import { type Transitions, transition } from "./transition.ts";

/** Money given back from one payment, all of it or a part. */
export interface Refund {
  /** Also the key of idempotence towards the provider. */
  readonly id: string;
  readonly paymentId: string;
  readonly amount: Kopecks;
  readonly status: RefundStatus;
  readonly kind: RefundKind;
  /** Why, in the words of who asked. */
  readonly reason: string;
  /** 1, or one more than the refund that it asks for again. */
  readonly tries: number;
  readonly externalRefundId: string | undefined;
  /** When the order first left for the provider. */
  readonly sentAt: Instant | undefined;
  readonly lastSentAt: Instant | undefined;
  /** How many times the order left for the provider. */
  readonly sentTimes: number;
  /** When the money was given back. */
  readonly refundDate: Instant | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  /**
   * Who asked for it: "viewer:<user id>", "manager:<user id>", "service:<name>"; undefined when it was given back by
   * itself, or by hand in the provider's cabinet.
   */
  readonly requestedBy: string | undefined;
  /** The id under which another service asked for it; its outcome's event carries it back. */
  readonly requestId: string | undefined;
  readonly createdAt: Instant;
}

/** `duplicate`: the viewer paid twice for the same thing (two tabs), the second goes back in full by itself. */
export type RefundKind = "full" | "partial" | "prorated" | "duplicate";

export const refundKinds: readonly RefundKind[] = ["full", "partial", "prorated", "duplicate"];

export type RefundStatus = "requested" | "pending" | "succeeded" | "canceled";

export type RefundEvent = "sent" | "accepted" | "returned" | "rejected";

export const refundStatuses: readonly RefundStatus[] = ["requested", "pending", "succeeded", "canceled"];

export const refundTransitions: Transitions<RefundStatus, RefundEvent> = {
  requested: { sent: "requested", accepted: "pending", returned: "succeeded", rejected: "canceled" },
  pending: { accepted: "pending", returned: "succeeded", rejected: "canceled" },
  succeeded: {},
  canceled: {},
};

/** Its reason is in the words of the viewer, or of a service that speaks for him: it may say who he is. */
export function isInOwnWords({ requestedBy }: Pick<Refund, "requestedBy">): boolean {
  return /^(viewer|service):/.test(requestedBy ?? "");
}

export function isRefundFinal(refund: Pick<Refund, "status">): boolean {
  return refund.status === "succeeded" || refund.status === "canceled";
}

/**
 * The refund after an event.
 * @throws {ForbiddenTransition} when its status has no place for the event
 */
export function advanceRefund(refund: Refund, event: RefundEvent, change: Partial<Refund> = {}): Refund {
  return { ...refund, ...change, status: transition("refund", refundTransitions, refund.status, event) };
}
