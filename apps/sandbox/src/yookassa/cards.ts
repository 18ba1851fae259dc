/** Test cards of the provider's documentation ("testing and going live"), in the order it lists them. */

export type Decline = { readonly party: string; readonly reason: string };

export type TestCard = {
  readonly number: string;
  readonly brand: string;
  readonly threeDSecure: boolean;
  /** Null when the payment succeeds. */
  readonly decline: Decline | null;
};

const SUCCEEDING: readonly [string, string, boolean][] = [
  ["5555555555554477", "MasterCard", true],
  ["5555555555554444", "MasterCard", false],
  ["4793128161644804", "Visa", true],
  ["4111111111111111", "Visa", false],
  ["2200000000000004", "Mir", true],
  ["2202474301322987", "Mir", false],
  ["6759649826438453", "Maestro", false],
  ["4175001000000017", "Visa Electron", false],
  ["370000000000002", "AmericanExpress", false],
  ["3528000700000000", "JCB", false],
  ["36700102000000", "DinersClub", false],
];

const DECLINED: readonly [string, string, readonly [string, string, string]][] = [
  ["payment_network", "3d_secure_failed", ["5555555555554592", "4839665499603842", "2200000000000012"]],
  ["payment_network", "call_issuer", ["5555555555554535", "4926946416239025", "2200000000000020"]],
  ["payment_network", "card_expired", ["5555555555554543", "4141435412630840", "2200000000000038"]],
  ["payment_network", "fraud_suspected", ["5555555555554568", "4483274282299972", "2200000000000046"]],
  ["payment_network", "general_decline", ["5555555555554527", "4889971706588753", "2202202212312379"]],
  ["payment_network", "insufficient_funds", ["5555555555554600", "4562265587712390", "2200000000000053"]],
  ["payment_network", "invalid_card_number", ["5555555555554618", "4951017853630544", "2201382000000013"]],
  ["payment_network", "invalid_csc", ["5555555555554626", "4194180666146368", "2200770212727079"]],
  ["payment_network", "issuer_unavailable", ["5555555555554501", "4654130848359150", "2201382000000021"]],
  [
    "payment_network",
    "payment_method_limit_exceeded",
    ["5555555555554576", "4565231022577548", "2201382000000039"],
  ],
  [
    "payment_network",
    "payment_method_restricted",
    ["5555555555554550", "4233961169071671", "2201382000000047"],
  ],
  ["yoo_money", "country_forbidden", ["5555555555554584", "4969751510013864", "2201382000000054"]],
  ["yoo_money", "fraud_suspected", ["5555555555554634", "4119098878796485", "2201696981989955"]],
];

const DECLINED_BRANDS = ["MasterCard", "Visa", "Mir"] as const;

/** Every test card, succeeding ones first. */
export const TEST_CARDS: readonly TestCard[] = [
  ...SUCCEEDING.map(([number, brand, threeDSecure]) => ({ number, brand, threeDSecure, decline: null })),
  ...DECLINED.flatMap(([party, reason, numbers]) =>
    numbers.map((number, index) => ({
      number,
      brand: DECLINED_BRANDS[index] ?? "Unknown",
      threeDSecure: reason === "3d_secure_failed",
      decline: { party, reason },
    })),
  ),
];

const BY_NUMBER = new Map(TEST_CARDS.map((card) => [card.number, card]));

/** The test card of that number (spaces are ignored), or undefined. */
export function findTestCard(number: string): TestCard | undefined {
  return BY_NUMBER.get(number.replaceAll(/\s/g, ""));
}

/** `card_type` of the wire: the payment system, where Maestro counts as MasterCard and Electron as Visa. */
export function cardType(brand: string): string {
  if (brand === "Maestro") return "MasterCard";
  if (brand === "Visa Electron") return "Visa";
  return brand;
}

/** Party that usually stands beside a reason when a decline is ordered by hand. */
export function partyOf(reason: string): string {
  if (reason === "canceled_by_merchant") return "merchant";
  const own = ["permission_revoked", "country_forbidden", "internal_timeout", "identification_required"];
  return own.includes(reason) || reason.startsWith("expired_on_") ? "yoo_money" : "payment_network";
}
