/**
 * What the twin remembers. Everything here is plain data (it goes into snapshots as it is); instants are epoch
 * milliseconds of the twin's clock, amounts are whole kopecks.
 */

export type Shop = {
  /** `shopId`: the Basic login. */
  readonly id: string;
  readonly gatewayId: string;
  readonly name: string;
  /** The Basic password; `test_...` makes a test shop. A new one is issued in the merchant's cabinet. */
  secretKey: string;
  readonly test: boolean;
  /** OAuth token of a partner, the only thing that opens /webhooks; null = none was issued. */
  readonly oauthToken: string | null;
  /** Saving and charging of payment methods is enabled by the manager. */
  recurring: boolean;
  /** Receipts are obligatory, and whose cash register makes them; null = fiscalisation is off. */
  fiscalization: { readonly provider: string } | null;
  /** The provider's fee in hundredths of a percent, the tax on it included. */
  feeBasisPoints: number;
  paymentMethods: readonly string[];
  /** HTTP notifications as set in the merchant's cabinet; null = none. */
  webhookUrl: string | null;
};

export type Cancellation = { readonly party: string; readonly reason: string };

export type Metadata = Readonly<Record<string, string | null>>;

export type Card = {
  readonly number: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
};

/** A payment method as an answer shows it. */
export type MethodFace = {
  readonly type: string;
  readonly id: string;
  readonly saved: boolean;
  readonly status: "pending" | "active" | "inactive";
  readonly title: string | null;
  readonly card: Card | null;
  readonly accountNumber: string | null;
  readonly phone: string | null;
  readonly sbpOperationId: string | null;
};

export type Confirmation = {
  readonly type: string;
  readonly returnUrl: string | null;
  readonly locale: string;
  readonly enforce: boolean;
};

/** A card waiting for 3-D Secure: typed by the payer, or sent by a shop that handles card data. */
export type CardAttempt = { readonly card: Card; readonly save: boolean; readonly sentByShop: boolean };

export type ReceiptItem = Readonly<Record<string, unknown>>;

/** A receipt as the shop sent it, checked, with numbers as numbers. */
export type ReceiptDraft = {
  readonly customer: Readonly<Record<string, string>>;
  readonly items: readonly ReceiptItem[];
  readonly taxSystemCode: number | null;
  readonly timezone: number | null;
  readonly internet: boolean;
};

export type RegistrationStatus = "pending" | "succeeded" | "canceled";

export type PaymentStatus = "pending" | "waiting_for_capture" | "succeeded" | "canceled";

export type Payment = {
  readonly id: string;
  readonly shopId: string;
  readonly createdAt: number;
  status: PaymentStatus;
  /** Becomes the captured sum after a partial capture. */
  amount: number;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly capture: boolean;
  /** `asks`: the shop said nothing, so the payer may tick the box. */
  readonly saves: "always" | "asks" | "never";
  readonly confirmation: Confirmation | null;
  /** Type named by the shop or taken from the saved method; null = the payer chooses. */
  readonly methodType: string | null;
  /** The saved method it charges; null = confirmed by the payer. */
  readonly chargedMethodId: string | null;
  readonly merchantCustomerId: string | null;
  readonly idempotenceKey: string;
  method: MethodFace | null;
  attempt: CardAttempt | null;
  /** Deadline to confirm while pending, to capture while held; null = none. */
  expiresAt: number | null;
  capturedAt: number | null;
  income: number | null;
  /** Sum of succeeded refunds. */
  refunded: number;
  /** Sum of pending refunds. */
  refunding: number;
  receipt: ReceiptDraft | null;
  receiptRegistration: RegistrationStatus | null;
  cancellation: Cancellation | null;
  authorization: { readonly rrn: string; readonly authCode: string; readonly threeDSecure: boolean } | null;
};

export type Refund = {
  readonly id: string;
  readonly shopId: string;
  readonly createdAt: number;
  readonly paymentId: string;
  status: "pending" | "succeeded" | "canceled";
  readonly amount: number;
  readonly description: string | null;
  readonly metadata: Metadata | null;
  readonly methodType: string;
  readonly operationId: string;
  receiptRegistration: RegistrationStatus | null;
  readonly receipt: ReceiptDraft | null;
  cancellation: Cancellation | null;
};

export type Receipt = {
  readonly id: string;
  readonly shopId: string;
  readonly createdAt: number;
  readonly type: "payment" | "refund";
  readonly paymentId: string | null;
  readonly refundId: string | null;
  status: RegistrationStatus;
  registeredAt: number | null;
  readonly fiscal: {
    readonly documentNumber: string;
    readonly storageNumber: string;
    readonly attribute: string;
    readonly providerId: string;
  };
  readonly draft: ReceiptDraft;
  readonly settlements: readonly { readonly type: string; readonly amount: number }[];
};

/** A payment method that is, or is being, saved for later charges. */
export type Method = {
  readonly id: string;
  readonly shopId: string;
  readonly createdAt: number;
  face: MethodFace;
  /** How every next charge ends; null = as its card says. */
  outcome: Cancellation | null;
  /** Set when it was made by zero-amount binding. */
  readonly binding: {
    readonly confirmation: Confirmation;
    readonly metadata: Metadata;
    readonly expiresAt: number;
  } | null;
  attempt: CardAttempt | null;
};

/** Something that falls due on the twin's clock. */
export type Task =
  | { readonly kind: "expire_payment"; readonly id: string }
  | { readonly kind: "expire_hold"; readonly id: string }
  | { readonly kind: "expire_binding"; readonly id: string }
  | { readonly kind: "finish_charge"; readonly id: string; readonly decline: Cancellation | null }
  | { readonly kind: "finish_refund"; readonly id: string; readonly cancellation: Cancellation | null }
  | { readonly kind: "register_receipt"; readonly id: string; readonly fails: boolean }
  | { readonly kind: "deliver"; readonly id: string };
