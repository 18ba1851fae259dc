import type { Instant } from "./instant.ts";
import type { Kopecks } from "./money.ts";
import type { Cancellation, Payment, PaymentStatus, ReceiptRegistration } from "./payment.ts";
import type { Refund, RefundKind, RefundStatus } from "./refund.ts";
import type { ProviderFacts } from "./settlement.ts";

/** What our order said that it is for; the provider gives it back unchanged. All absent on what is no order of ours. */
export interface OrderNames {
  readonly paymentId: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly userId: string | undefined;
  readonly priceId: string | undefined;
  readonly periodNumber: number | undefined;
}

/** A payment as the provider has it: what is compared with ours, and kept with a difference. No personal data. */
export interface PaymentThere extends OrderNames {
  readonly externalId: string;
  readonly status: ProviderFacts["status"];
  readonly amount: Kopecks;
  readonly refunded: Kopecks;
  readonly createdAt: Instant;
  readonly capturedAt: Instant | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  /** The provider's id of what it was paid with. */
  readonly methodId: string | undefined;
  /** What it was paid with, in the provider's word: how long it can be given back depends on it. */
  readonly methodType: string | undefined;
  readonly isMethodSaved: boolean;
  readonly isTest: boolean;
}

/** A payment as our books have it. */
export interface PaymentHere {
  readonly paymentId: string;
  readonly subscriptionId: string;
  readonly periodNumber: number;
  readonly externalId: string | undefined;
  readonly status: PaymentStatus;
  readonly amount: Kopecks;
  /** The sum of its refunds that have gone back. */
  readonly returned: Kopecks;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  /** The provider was asked to keep the method, with the viewer's consent. */
  readonly saveMethod: boolean;
  readonly sentAt: Instant | undefined;
}

/** @param returned the sum of its refunds that have gone back, in kopecks */
export function paymentHere(payment: Payment, returned: Kopecks): PaymentHere {
  const { id: paymentId, externalPaymentId: externalId, subscriptionId, periodNumber, status } = payment;
  const { amount, receiptRegistration, saveMethod, sentAt } = payment;
  return {
    ...{ paymentId, subscriptionId, periodNumber, externalId, status, amount, returned },
    ...{ receiptRegistration, saveMethod, sentAt },
  };
}

/** A refund as the provider has it. */
export interface RefundThere {
  readonly externalId: string;
  /** The provider's id of the payment that it gives back. */
  readonly externalPaymentId: string;
  readonly status: "pending" | "succeeded" | "canceled";
  readonly amount: Kopecks;
  readonly createdAt: Instant;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  /** Our refund that it was ordered for; absent on one that was made by hand in the provider's cabinet. */
  readonly refundId: string | undefined;
  /** Likewise what kind of refund it was ordered as. */
  readonly refundKind: RefundKind | undefined;
}

/** A refund as our books have it. */
export interface RefundHere {
  readonly refundId: string;
  readonly paymentId: string;
  readonly externalId: string | undefined;
  readonly status: RefundStatus;
  readonly amount: Kopecks;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  readonly sentAt: Instant | undefined;
}

export function refundHere(refund: Refund): RefundHere {
  const { id: refundId, paymentId, externalRefundId: externalId, status, amount } = refund;
  const { receiptRegistration, sentAt } = refund;
  return { refundId, paymentId, externalId, status, amount, receiptRegistration, sentAt };
}

/** An object of the provider's that cannot be read as one of money in roubles. */
export interface UnreadableThere {
  readonly externalId: string | undefined;
  readonly createdAt: Instant | undefined;
  /** Its currency, when that is another one than the rouble. */
  readonly currency: string | undefined;
  readonly why: string;
}

/** The shop at the provider, as it says of itself. */
export interface Shop {
  readonly isTest: boolean;
  /** Every payment and refund has a fiscal receipt (54-FZ). */
  readonly givesReceipts: boolean;
}
