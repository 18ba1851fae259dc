import type { Random } from "../random.ts";
import { findTestCard } from "./cards.ts";
import type { Cancellation, Card, MethodFace } from "./model.ts";

/** Means of payment as answers show them, and how their card says they end. */

const NO_DETAILS = {
  title: null,
  card: null,
  accountNumber: null,
  phone: null,
  sbpOperationId: null,
} as const;

/** Only SberPay shows the payer's phone. */
function shownPhone(type: string, phone: string | null): string | null {
  return type === "sberbank" ? phone : null;
}

/** Id of one operation in the fast payment system. */
export function sbpOperationId(random: Random): string {
  return random.hex(32).toUpperCase();
}

/** A method whose type is known and whose payer has not confirmed yet. */
export function unconfirmedFace(id: string, type: string, phone: string | null): MethodFace {
  return { ...NO_DETAILS, id, type, saved: false, status: "pending", phone: shownPhone(type, phone) };
}

/** A card; `saved` ones are active, others count as never saved. */
export function cardFace(id: string, card: Card, saved: boolean): MethodFace {
  return {
    ...NO_DETAILS,
    ...{ id, type: "bank_card", saved, status: saved ? "active" : "inactive", card },
    title: `Bank card *${card.number.slice(-4)}`,
  };
}

/** Any other method, with the details that its kind shows. */
export function plainFace(
  id: string,
  type: string,
  saved: boolean,
  phone: string | null,
  random: Random,
): MethodFace {
  const face = { ...NO_DETAILS, id, type, saved, status: saved ? "active" : "inactive" } as const;
  if (type === "yoo_money") {
    const accountNumber = `4100${random.digits(11)}`;
    return { ...face, accountNumber, title: `YooMoney wallet ${accountNumber}` };
  }
  if (type === "sbp") return { ...face, sbpOperationId: sbpOperationId(random) };
  return { ...face, phone: shownPhone(type, phone) };
}

/** True when the last day of the card's month is over. */
export function isExpired(card: Card, now: number): boolean {
  return Date.UTC(Number(card.expiryYear), Number(card.expiryMonth), 1) <= now;
}

/** How a charge of this card ends by itself; null = it succeeds. Unknown numbers are no card of any bank. */
export function cardOutcome(card: Card, now: number): Cancellation | null {
  const known = findTestCard(card.number);
  if (known === undefined) return { party: "payment_network", reason: "invalid_card_number" };
  if (known.decline !== null) return known.decline;
  return isExpired(card, now) ? { party: "payment_network", reason: "card_expired" } : null;
}
