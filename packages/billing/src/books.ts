import type { PaymentHere, RefundHere } from "@cinema/core/both-sides";
import type { Instant } from "@cinema/core/instant";
import type { TimeSpan } from "@cinema/core/time-span";

/** Our side of a comparison with the provider's lists, read by pages and without locks. */
export interface Books {
  /** Those that stand under one of the provider's ids, or under one of ours. */
  paymentsNamed(names: Names): Promise<readonly PaymentHere[]>;
  refundsNamed(names: Names): Promise<readonly RefundHere[]>;
  /** All of one payment, by our id. */
  refundsOf(paymentId: string): Promise<readonly RefundHere[]>;
  /** Those whose order first left within a span, in the order in which they left. */
  paymentsSent(page: SentPage): Promise<readonly PaymentHere[]>;
  refundsSent(page: SentPage): Promise<readonly RefundHere[]>;
}

export interface Names {
  /** The provider's. */
  readonly externalIds: readonly string[];
  /** Ours. */
  readonly ids: readonly string[];
}

export interface SentPage extends TimeSpan {
  /** Continue after this one. */
  readonly after: { readonly sentAt: Instant; readonly id: string } | undefined;
  readonly limit: number;
}
