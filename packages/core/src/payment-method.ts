import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";

/** A card or wallet that the provider lets us charge again; it exists only with a consent. */
export interface PaymentMethod {
  readonly id: string;
  readonly userId: string;
  readonly externalId: string;
  /** The provider's kind: "bank_card", "yoo_money" ... */
  readonly type: string;
  /** What the viewer knows it by: "Bank card *4477". */
  readonly title: string;
  readonly cardLast4: string | undefined;
  readonly cardExpiryMonth: number | undefined;
  readonly cardExpiryYear: number | undefined;
  readonly consentId: string;
  readonly linkedAt: Instant;
  /** From then on no charge may be created on it, ever (376-FZ). */
  readonly unlinkedAt: Instant | undefined;
}

/** What a viewer calls his card or wallet, in his language; the provider's own title is English only. */
export function methodName({ type, title, cardLast4 }: PaymentMethod, language: Language): string {
  if (cardLast4 !== undefined) return `${language === "ru" ? "Карта" : "Card"} •• ${cardLast4}`;
  if (type === "yoo_money") return language === "ru" ? "Кошелёк ЮMoney" : "YooMoney wallet";
  return title;
}
