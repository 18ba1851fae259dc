import type { PaymentHere, RefundHere, Shop, UnreadableThere } from "@cinema/core/both-sides";
import { comparePayment } from "@cinema/core/compare-payment";
import { compareRefund } from "@cinema/core/compare-refund";
import type { Finding, Sides } from "@cinema/core/difference";
import type { Instant } from "@cinema/core/instant";
import type { ProviderPayment, ProviderRefund } from "./gateway.ts";
import { paymentThere } from "./their-side.ts";

/** A payment as it was looked at in our books and at the provider; absent where it is not. */
export interface PaymentSight {
  readonly kind: "payment";
  readonly ours: PaymentHere | undefined;
  readonly found: ProviderPayment | undefined;
}

/** Likewise a refund. */
export interface RefundSight {
  readonly kind: "refund";
  readonly ours: RefundHere | undefined;
  readonly found: ProviderRefund | undefined;
  /** Our payment of which the provider gave back. */
  readonly paymentId: string | undefined;
}

export interface UnreadableSight {
  readonly kind: "unreadable";
  readonly theirs: UnreadableThere;
  /** The beginning of the span in whose list it was. */
  readonly since: Instant;
}

export type Sight = PaymentSight | RefundSight | UnreadableSight;

/** What differs between both sides. */
export function findingsOf(sight: Sight, shop: Shop, now: Instant): readonly Finding[] {
  switch (sight.kind) {
    case "payment":
      return comparePayment(
        { ours: sight.ours, theirs: sight.found && paymentThere(sight.found) },
        shop,
        now,
      );
    case "refund":
      return compareRefund({ ...sight, theirs: sight.found }, shop, now);
    case "unreadable":
      return sight.theirs.currency === undefined
        ? [{ class: "object_unreadable", obstacle: sight.theirs.why }]
        : [{ class: "payment_currency_differs" }];
  }
}

/** The plain facts of both sides, as they are kept with a difference. */
export function sidesOf(sight: Sight): Sides {
  switch (sight.kind) {
    case "payment":
      return { kind: "payment", ours: sight.ours, theirs: sight.found && paymentThere(sight.found) };
    case "refund":
      return { kind: "refund", ours: sight.ours, theirs: sight.found };
    case "unreadable":
      return { kind: "unreadable", theirs: sight.theirs };
  }
}

/** Under which name a difference about it is kept. */
export function objectOf(sight: Sight): string {
  switch (sight.kind) {
    case "payment":
      return `payment:${sight.found?.externalId ?? sight.ours?.externalId ?? sight.ours?.paymentId}`;
    case "refund":
      return `refund:${sight.found?.externalId ?? sight.ours?.externalId ?? sight.ours?.refundId}`;
    case "unreadable":
      return `unreadable:${sight.theirs.externalId ?? sight.theirs.why}`;
  }
}

/** When it began at the provider, else when our order left: which period it belongs to. */
export function beganAt(sight: Sight, now: Instant): Instant {
  if (sight.kind === "unreadable") return sight.theirs.createdAt ?? sight.since;
  return sight.found?.createdAt ?? sight.ours?.sentAt ?? now;
}
