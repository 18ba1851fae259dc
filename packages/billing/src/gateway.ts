import type { BindingFacts } from "@cinema/core/binding";
import type { OrderNames, UnreadableThere } from "@cinema/core/both-sides";
import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { ReceiptRegistration } from "@cinema/core/payment";
import type { RefundKind } from "@cinema/core/refund";
import type { TimeSpan } from "@cinema/core/time-span";

/** The payment provider as the operations see it; `packages/yookassa` is the one that knows the wire. */
export interface Gateway {
  /**
   * Asks the provider to take money (or to give the payer a page where he pays). The key of idempotence is
   * `order.paymentId`, so repeating an order is safe for 24 hours.
   */
  createPayment(order: PaymentOrder): Promise<GatewayAnswer<ProviderPayment>>;
  /** The provider's current object, by its own id. */
  getPayment(externalId: string): Promise<GatewayAnswer<ProviderPayment>>;
  /**
   * Looks an order up whose answer was never seen: lists the payments created in `[from, to]` and matches
   * `metadata.payment_id`. `found: undefined` means the list was read to its end without a match.
   */
  findPayment(
    paymentId: string,
    from: Instant,
    to: Instant,
  ): Promise<GatewayAnswer<{ found: ProviderPayment | undefined }>>;
  capturePayment(externalId: string, amount: Kopecks, key: string): Promise<GatewayAnswer<ProviderPayment>>;
  cancelPayment(externalId: string, key: string): Promise<GatewayAnswer<ProviderPayment>>;
  /** Asks the provider to give money back; the key of idempotence is `order.refundId`. */
  createRefund(order: RefundOrder): Promise<GatewayAnswer<ProviderRefund>>;
  getRefund(externalId: string): Promise<GatewayAnswer<ProviderRefund>>;
  /** Like {@link Gateway.findPayment}, among the refunds of one payment. */
  findRefund(
    refundId: string,
    externalPaymentId: string,
  ): Promise<GatewayAnswer<{ found: ProviderRefund | undefined }>>;
  /** Asks for a page on which the payer names a card, without paying; the key of idempotence is `order.bindingId`. */
  createPaymentMethod(order: BindingOrder): Promise<GatewayAnswer<BindingFacts>>;
  /** There is no notification of a binding that failed: a pending one is asked about. */
  getPaymentMethod(externalId: string): Promise<GatewayAnswer<BindingFacts>>;
  /** One page of all payments created within a span, the newest first; no `cursor` asks for the first page. */
  paymentsPage(span: TimeSpan, cursor: string | undefined): Promise<GatewayAnswer<ListPage<ProviderPayment>>>;
  /** Likewise all refunds created within a span, or all of one payment by the provider's id. */
  refundsPage(
    which: TimeSpan | { readonly externalPaymentId: string },
    cursor: string | undefined,
  ): Promise<GatewayAnswer<ListPage<ProviderRefund>>>;
  /** How far each fiscal receipt of a payment or refund has come. */
  receiptsOf(subject: ReceiptSubject): Promise<GatewayAnswer<readonly ReceiptRegistration[]>>;
  /** Has the provider make a fiscal receipt; the key of idempotence is `order.receiptId`. */
  makeReceipt(order: ReceiptOrder): Promise<GatewayAnswer<ReceiptRegistration>>;
  /** The provider's own object as it is now, for people to read, without what would let somebody act as the payer. */
  getObject(kind: "payment" | "refund", externalId: string): Promise<GatewayAnswer<ProviderObject>>;
  /** Who we are at the provider: the start-up check of shop, key and test mode. */
  me(): Promise<GatewayAnswer<ProviderShop>>;
}

/**
 * What a call came to.
 * - `answered`: the provider's object as it is now;
 * - `refused`: a 4xx; this call moved no money (an earlier one with the same key may have);
 * - `unauthorised`: 401 or 403; our keys or permissions are wrong, which is no fault of the payer;
 * - `throttled`: 429, nothing was done; `retryAfter` in milliseconds when the provider named it;
 * - `unknown`: a timeout, a cut connection, a 5xx, a 202 or an answer that cannot be read: money may have moved;
 *   `retryAfter` in milliseconds when the provider named it.
 */
export type GatewayAnswer<T> =
  | { readonly kind: "answered"; readonly value: T }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly parameter: string | undefined;
      readonly description: string;
    }
  | {
      readonly kind: "unauthorised";
      readonly status: number;
      readonly code: string;
      readonly description: string;
    }
  | { readonly kind: "throttled"; readonly retryAfter: number | undefined }
  | { readonly kind: "unknown"; readonly cause: string; readonly retryAfter?: number | undefined };

/** Some objects of a list, and where the next ones are; `next` is undefined on the last page. */
export interface ListPage<T> {
  readonly items: readonly Listed<T>[];
  readonly next: string | undefined;
}

/** One odd object must not hide the others, so it is handed on as what it is. */
export type Listed<T> =
  | { readonly kind: "read"; readonly value: T }
  | ({ readonly kind: "unreadable" } & UnreadableThere);

/** The payment or the refund that a fiscal receipt belongs to. */
export interface ReceiptSubject {
  readonly type: "payment" | "refund";
  readonly externalId: string;
}

/** A fiscal receipt that is made apart from its payment or refund. */
export interface ReceiptOrder {
  readonly receiptId: string;
  readonly subject: ReceiptSubject;
  readonly amount: Kopecks;
  /** Names what was sold, at most 128 characters. */
  readonly description: string;
  readonly customerEmail: string | undefined;
}

export interface PaymentOrder {
  /** Our payment's id: the key of idempotence and `metadata.payment_id`. */
  readonly paymentId: string;
  readonly amount: Kopecks;
  /** Shown to the payer, at most 128 characters. */
  readonly description: string;
  readonly way:
    | {
        readonly kind: "confirm";
        /** Where the provider's page sends the payer afterwards; nothing is appended to it. */
        readonly returnUrl: string;
        readonly locale: "ru_RU" | "en_US";
        readonly saveMethod: boolean;
      }
    | { readonly kind: "saved"; readonly externalMethodId: string };
  /** Needed for the fiscal receipt (54-FZ) when fiscalisation is on. */
  readonly customerEmail: string | undefined;
  /** These go along, so that the payment can be recorded anew should its row be lost with a backup. */
  readonly subscriptionId: string;
  readonly userId: string;
  readonly priceId: string;
  readonly periodNumber: number;
}

export interface RefundOrder {
  /** Our refund's id: the key of idempotence and `metadata.refund_id`. */
  readonly refundId: string;
  readonly externalPaymentId: string;
  readonly amount: Kopecks;
  /** At most 250 characters. */
  readonly description: string;
  /** A full refund's receipt is made by YooKassa itself; a partial one names what is returned. */
  readonly partial: boolean;
  readonly customerEmail: string | undefined;
  /** Goes along, so that the refund can be recorded anew should its row be lost with a backup. */
  readonly kind: RefundKind;
}

export interface BindingOrder {
  readonly bindingId: string;
  readonly type: "bank_card" | "sbp";
  /** Where the provider's page sends the payer afterwards; nothing is appended to it. */
  readonly returnUrl: string;
}

export interface ProviderPayment extends OrderNames {
  readonly externalId: string;
  readonly status: "pending" | "waiting_for_capture" | "succeeded" | "canceled";
  readonly amount: Kopecks;
  readonly refunded: Kopecks;
  readonly currency: string;
  readonly createdAt: Instant;
  readonly capturedAt: Instant | undefined;
  /** Where the payer confirms; only while the provider waits for him. */
  readonly confirmationUrl: string | undefined;
  readonly method: ProviderMethod | undefined;
  /** Any string: the provider adds values over time. */
  readonly cancellation: { readonly party: string; readonly reason: string } | undefined;
  readonly receiptRegistration: "pending" | "succeeded" | "canceled" | undefined;
  readonly test: boolean;
}

/** The provider's JSON as it came. */
export interface ProviderObject {
  readonly [field: string]: ProviderValue;
}

export type ProviderValue = string | number | boolean | null | readonly ProviderValue[] | ProviderObject;

export interface ProviderMethod {
  readonly externalId: string;
  readonly type: string;
  /** True only when the provider will let us charge it again without the payer. */
  readonly saved: boolean;
  readonly title: string | undefined;
  readonly card:
    | { readonly last4: string; readonly expiryMonth: number; readonly expiryYear: number }
    | undefined;
}

export interface ProviderRefund {
  readonly externalId: string;
  readonly externalPaymentId: string;
  readonly status: "pending" | "succeeded" | "canceled";
  readonly amount: Kopecks;
  readonly createdAt: Instant;
  readonly cancellation: { readonly party: string; readonly reason: string } | undefined;
  readonly receiptRegistration: "pending" | "succeeded" | "canceled" | undefined;
  /** `metadata.refund_id`: our id, absent on refunds made by hand in the provider's cabinet. */
  readonly refundId: string | undefined;
  /** `metadata.refund_kind`, likewise. */
  readonly refundKind: RefundKind | undefined;
}

export interface ProviderShop {
  readonly accountId: string;
  readonly test: boolean;
  readonly enabled: boolean;
  readonly fiscalisation: boolean;
}
