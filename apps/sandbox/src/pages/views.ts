/**
 * What each page of the sandbox is given to draw. Pages are pure functions of these views: they compute no
 * money, know no clock and follow no links but the ones named here. Every form is an ordinary
 * `method="post"` form (`application/x-www-form-urlencoded`) that works without JavaScript; the server
 * answers 303 on success and draws the same page again with `error` on a mistake of the payer.
 */

export type Locale = "ru" | "en";

/** One test card of the provider, and how a payment with it ends. */
export type TestCardView = {
  readonly number: string;
  readonly brand: string;
  /** True when the 3-D Secure page is shown before the outcome. */
  readonly threeDSecure: boolean;
  /** `succeeded`, or the provider's cancellation reason (for example `insufficient_funds`). */
  readonly outcome: string;
};

/** Links to the same page in the other language (`GET`). */
export type LocaleLinks = { readonly ru: string; readonly en: string };

/** A mistake of the payer: the page is drawn again, the text stands at the field it names. */
export type PageError = {
  readonly field: "number" | "expiry" | "csc" | "code" | "form";
  /** `not_a_test_card` (only the table's cards are known), the rest speak for themselves. */
  readonly code:
    | "number_invalid"
    | "not_a_test_card"
    | "expiry_invalid"
    | "expiry_past"
    | "csc_invalid"
    | "code_missing"
    | "wallet_unavailable";
};

/**
 * `GET /confirm/{id}`: the payer chooses how to pay.
 *
 * Forms: `formAction` posts `number` (digits, spaces allowed), `expiry` (`MM/YY`, `MM / YY` or `MM/YYYY`),
 * `csc` (3 or 4 digits, any) and, when `savesMethod` is `asks`, the checkbox `save` (value `true`).
 * `walletAction` (null when the wallet is not offered) posts only the same `save`.
 * `cancelAction` posts nothing: the payer goes back to the shop and the payment stays pending until
 * `expiresAt`, as it does at the provider.
 */
export type ConfirmationView = {
  /** `binding` saves a card for nothing: the amount is 0 and the words differ. */
  readonly kind: "payment" | "binding";
  readonly paymentId: string;
  /** Whole kopecks. */
  readonly amountKopecks: number;
  readonly description: string | null;
  readonly shopName: string;
  readonly locale: Locale;
  readonly localeLinks: LocaleLinks;
  /** `always`: the shop saves the method (tell the payer); `asks`: draw the checkbox; `never`: say nothing. */
  readonly savesMethod: "always" | "asks" | "never";
  readonly testCards: readonly TestCardView[];
  /** Null when the shop named another method than a card: then only `walletAction` is drawn. */
  readonly formAction: string | null;
  readonly walletAction: string | null;
  /** What `walletAction` pays with: `yoo_money` (the YooMoney wallet) or the method that the shop named, as `sbp`. */
  readonly walletType: string | null;
  readonly cancelAction: string;
  /** Instant (ISO 8601, UTC) after which the page no longer takes money. */
  readonly expiresAt: string;
  /** What the payer typed, to be drawn again after an error; never the csc. */
  readonly typed?: { readonly number: string; readonly expiry: string };
  readonly error?: PageError;
};

/**
 * `GET /confirm/{id}/3ds`: the bank asks for its code.
 *
 * `formAction` posts `code` (any characters, at least one). `failAction` posts nothing and fails 3-D Secure
 * (`3d_secure_failed`). `cancelAction` as on the confirmation page.
 */
export type ThreeDSecureView = {
  readonly kind: "payment" | "binding";
  readonly paymentId: string;
  readonly amountKopecks: number;
  readonly shopName: string;
  readonly locale: Locale;
  readonly localeLinks: LocaleLinks;
  /** For example `5555 55** **** 4477`. */
  readonly cardMask: string;
  readonly formAction: string;
  readonly failAction: string;
  readonly cancelAction: string;
  readonly error?: PageError;
};

/** Drawn when there is nothing to pay any more, or nowhere to return to. */
export type OutcomeView = {
  readonly kind: "payment" | "binding";
  readonly locale: Locale;
  readonly outcome: "succeeded" | "waiting_for_capture" | "canceled" | "expired" | "pending" | "not_found";
  readonly paymentId: string;
  /** Null when the payment is not known. */
  readonly amountKopecks: number | null;
  readonly shopName: string | null;
  /** The provider's cancellation reason, when canceled. */
  readonly reason: string | null;
  /** The shop's page; null when the shop gave none. */
  readonly returnUrl: string | null;
};

/** One kind of fault that can be ordered, with the fields its form needs. */
export type FaultKindView = {
  readonly kind: string;
  /** What it acts on: an API request, a charge of a saved method, a refund, a receipt, a webhook. */
  readonly target: "request" | "charge" | "refund" | "receipt" | "webhook";
  readonly title: { readonly ru: string; readonly en: string };
  readonly fields: readonly {
    readonly name: string;
    readonly type: "number" | "text" | "select";
    readonly options?: readonly string[];
    readonly defaultValue: string;
  }[];
};

export type ControlPaymentView = {
  readonly id: string;
  readonly createdAt: string;
  readonly status: string;
  readonly amountKopecks: number;
  readonly refundedKopecks: number;
  readonly description: string | null;
  /** For example `Bank card *4444`. */
  readonly method: string | null;
  readonly saved: boolean;
  /** `decline reason` of a canceled payment. */
  readonly reason: string | null;
  /** Link to the confirmation page while pending. */
  readonly confirmUrl: string | null;
  /** Posts nothing: the hour of a pending payment is over. Null unless pending. */
  readonly expireAction: string | null;
  /** Posts `amount` (rubles, `100.00`; empty = all that is left): a refund made by hand in the merchant's cabinet. */
  readonly refundAction: string | null;
};

export type ControlRefundView = {
  readonly id: string;
  readonly paymentId: string;
  readonly createdAt: string;
  readonly status: string;
  readonly amountKopecks: number;
  readonly reason: string | null;
  /** Posts `status` (`succeeded` | `canceled`) and, when canceled, `reason`. Null unless pending. */
  readonly resolveAction: string | null;
};

export type ControlMethodView = {
  readonly id: string;
  readonly title: string;
  /** How the next charge ends: `succeeded` or a cancellation reason. */
  readonly outcome: string;
  /** Posts `outcome`. */
  readonly outcomeAction: string;
};

export type ControlFaultView = {
  readonly id: string;
  /** One line: kind, what it matches, its numbers. */
  readonly summary: string;
  /** How often it has struck, and how often it still may; null = until removed. */
  readonly struck: number;
  readonly left: number | null;
  readonly removeAction: string;
};

export type ControlWebhookView = {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly objectId: string;
  /** `waiting`, `delivered`, `given_up`, `lost` or `nowhere` (no URL is set). */
  readonly state: string;
  readonly attempts: number;
  /** HTTP status, `timeout` or `unreachable` of the last attempt. */
  readonly lastAnswer: string | null;
  readonly resendAction: string;
};

export type ControlRequestView = {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** HTTP status; 0 when the connection was cut or left without an answer. */
  readonly status: number;
  readonly idempotenceKey: string | null;
  readonly faults: readonly string[];
  readonly milliseconds: number;
};

/**
 * `GET /`: the control page. Every form posts to a route of the control API and comes back here by 303.
 *
 * Fixed actions: `POST /control/clock` with `advance` (`PT1H`, `P1D`, `P30D` ... any ISO 8601 duration),
 * `set` (instant), `freeze` = `true` or `resume` = `true`, one of them; `POST /control/settings` with
 * `webhook_url`, `recurring`, `fiscalization` (`true`|`false`), `fee_basis_points`, any of them;
 * `POST /control/faults` with `kind`, the kind's fields, and optionally `method`, `path`,
 * `payment_method_id`, `event`, `times`, `probability` (0..1), `seed`; `POST /control/reset` with nothing.
 */
export type ControlView = {
  readonly locale: Locale;
  readonly localeLinks: LocaleLinks;
  readonly shopId: string;
  readonly secretKey: string;
  readonly apiUrl: string;
  readonly now: string;
  readonly frozen: boolean;
  readonly settings: {
    readonly webhookUrl: string | null;
    readonly recurring: boolean;
    readonly fiscalization: boolean;
    readonly feeBasisPoints: number;
  };
  readonly faultKinds: readonly FaultKindView[];
  readonly cancellationReasons: readonly string[];
  readonly refundCancellationReasons: readonly string[];
  readonly faults: readonly ControlFaultView[];
  /** Newest first, each list cut to a page's worth. */
  readonly payments: readonly ControlPaymentView[];
  readonly refunds: readonly ControlRefundView[];
  readonly methods: readonly ControlMethodView[];
  readonly webhooks: readonly ControlWebhookView[];
  readonly requests: readonly ControlRequestView[];
  readonly totals: {
    readonly payments: number;
    readonly takenKopecks: number;
    readonly returnedKopecks: number;
    readonly heldKopecks: number;
  };
  /** What the last action did, or why it could not. */
  readonly notice: { readonly tone: "done" | "refused"; readonly text: string } | null;
};
