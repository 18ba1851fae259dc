import type { Letter } from "@cinema/core/letter";
import type { Refund, RefundKind, RefundStatus } from "@cinema/core/refund";
import type { Made, OrderedPage } from "./payments.ts";
import type { RefundView } from "./ports.ts";

/** All refunds, for the staff to read. */
export interface Refunds {
  /** In the order of their making. */
  search(filter: RefundFilter, page: OrderedPage): Promise<readonly RefundRecord[]>;
  get(refundId: string): Promise<RefundDossier | undefined>;
}

/** What is not given does not narrow the search down. */
export interface RefundFilter extends Made {
  readonly userId?: string | undefined;
  readonly paymentId?: string | undefined;
  readonly externalId?: string | undefined;
  readonly status?: RefundStatus | undefined;
  readonly kind?: RefundKind | undefined;
  /** Those that the provider refused for good, and that only a person can help on. */
  readonly isGivenUp?: true | undefined;
}

export interface RefundRecord extends RefundView {
  readonly userId: string;
  readonly subscriptionId: string;
}

/** A refund with everything that is kept about it. */
export interface RefundDossier extends RefundRecord {
  readonly refund: Refund;
  /** The provider's id of the payment that it gives back. */
  readonly externalPaymentId: string | undefined;
  /** A Manager set the rule for viewers aside for it. */
  readonly overridesPeriod: boolean;
  /** The newest first. */
  readonly letters: readonly Letter[];
}
