/** What each payment method can do (documentation "payment methods"; times in milliseconds). */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Capability = {
  /** How long the payer may confirm; null = for ever. */
  readonly confirmWithin: number | null;
  /** How long a two-stage payment is held; null = one stage only. */
  readonly holdFor: number | null;
  readonly refund: "partial" | "full" | "none";
  /** Refunds are taken this long after the payment's creation. */
  readonly refundWithin: number;
  readonly recurring: boolean;
  readonly partialCapture: boolean;
  /** Largest amount in kopecks; null = not published. */
  readonly limit: number | null;
};

const THREE_YEARS = 3 * 365 * DAY;

function capability(
  holdFor: number | null,
  recurring: boolean,
  changes: Partial<Capability> = {},
): Capability {
  return {
    confirmWithin: HOUR,
    holdFor,
    refund: "partial",
    refundWithin: THREE_YEARS,
    recurring,
    partialCapture: holdFor !== null,
    limit: null,
    ...changes,
  };
}

/** Keys are the codes that `payment_method_data.type` takes. */
export const CAPABILITIES: Readonly<Record<string, Capability>> = {
  bank_card: capability(7 * DAY, true, { limit: 35_000_000 }),
  yoo_money: capability(7 * DAY, true),
  sberbank: capability(7 * DAY, true, { refundWithin: 365 * DAY }),
  tinkoff_bank: capability(7 * DAY, true),
  alfa_pay: capability(null, false),
  sbp: capability(null, true, { limit: 70_000_000 }),
  sber_loan: capability(2 * HOUR, false, { confirmWithin: 72 * HOUR }),
  sber_bnpl: capability(7 * DAY, false),
  b2b_sberbank: capability(null, false, { confirmWithin: 8 * HOUR, refund: "none" }),
  mobile_balance: capability(6 * HOUR, false, { refund: "full", partialCapture: false }),
  cash: capability(6 * HOUR, false, { confirmWithin: null, refund: "none", partialCapture: false }),
  electronic_certificate: capability(null, false),
};

/** Methods of a test shop: only cards and the wallet work there. */
export const TEST_SHOP_METHODS: readonly string[] = ["yoo_money", "bank_card"];

/** Codes of answers that no request can ask for any more; lists may still be filtered by them. */
export const LEGACY_METHODS: readonly string[] = [
  "alfabank",
  "webmoney",
  "wechat",
  "apple_pay",
  "google_pay",
  "qiwi",
  "installments",
];

/** The method's row; a card's when the payer has not chosen yet. */
export function capabilityOf(type: string | null): Capability {
  const found = CAPABILITIES[type ?? "bank_card"];
  if (found === undefined) throw new Error(`unknown payment method type ${type}`);
  return found;
}
