import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { PlanNames } from "@cinema/core/subscription-type";

/** Everything that a viewer's timeline tells; one row of a history is at most one of them. */
export const happeningKinds = [
  "purchase_begun",
  "purchase_abandoned",
  "subscription_started",
  "subscription_renewed",
  "subscription_extended",
  "grace_began",
  "access_paused",
  "subscription_ended",
  "auto_renew_on",
  "auto_renew_off",
  "payment_succeeded",
  "payment_canceled",
  "refund_requested",
  "refund_succeeded",
  "refund_canceled",
  "method_linked",
  "method_unlinked",
  "letter_sent",
] as const;

export type HappeningKind = (typeof happeningKinds)[number];

/** One thing that happened to what is a viewer's, without a word on who did it. */
export interface Happening {
  /** Only for naming it as the end of a page. */
  readonly id: string;
  readonly kind: HappeningKind;
  readonly at: Instant;
  readonly plan: PlanNames | undefined;
  readonly subscriptionId: string | undefined;
  readonly paymentId: string | undefined;
  readonly refundId: string | undefined;
  /** The payment's sum, or the refund's. */
  readonly amount: Kopecks | undefined;
  /** The end of the period that was begun, renewed or extended. */
  readonly until: Instant | undefined;
  /** Why a payment was canceled, in the provider's words or ours. */
  readonly reason: string | undefined;
  readonly method: PaymentMethod | undefined;
  /** The event that the letter was about. */
  readonly letter: string | undefined;
}
