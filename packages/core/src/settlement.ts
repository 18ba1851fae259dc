import type { Consent } from "./consent.ts";
import type { Instant } from "./instant.ts";
import type { Kopecks } from "./money.ts";
import type { Cancellation, Payment, ReceiptRegistration } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import type { Subscription } from "./subscription.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";

/** The rows that a payment's outcome touches, read under lock. */
export interface SettlementCase {
  readonly payment: Payment;
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  /** All versions of the type's price: the letter says what is taken next. */
  readonly prices: readonly Price[];
  /** The consent of the payment, given with it. */
  readonly consent: Consent | undefined;
  /** The viewer's other subscriptions to the same product. */
  readonly others: readonly Subscription[];
  /** The saved method that already stands here under the provider's id of the one that was paid with. */
  readonly knownMethod?: PaymentMethod | undefined;
}

/** The provider's object as it is now; the only thing believed about an outcome. */
export interface ProviderFacts {
  readonly externalId: string;
  readonly status: "pending" | "waiting_for_capture" | "succeeded" | "canceled";
  readonly amount: Kopecks;
  readonly capturedAt: Instant | undefined;
  readonly confirmationUrl: string | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  readonly method: ProviderMethodFacts | undefined;
}

export interface ProviderMethodFacts {
  readonly externalId: string;
  readonly type: string;
  /** The provider lets us charge it again without the payer. */
  readonly saved: boolean;
  readonly title: string | undefined;
  readonly card:
    | { readonly last4: string; readonly expiryMonth: number; readonly expiryYear: number }
    | undefined;
}

/** The provider's object does not fit our row: nothing is decided from it, a person has to look. */
export class SettlementMismatch extends Error {
  override readonly name = "SettlementMismatch";
}
