import type { Language } from "@cinema/core/language";
import { methodName, type PaymentMethod } from "@cinema/core/payment-method";

export interface PresentedMethod {
  readonly id: string;
  /** As letters name it: "Card •• 4477". */
  readonly title: string;
  readonly last4: string | null;
  /** The last month that a card is good for. */
  readonly expiry: { readonly month: number; readonly year: number } | null;
  readonly linkedAt: string;
  /** A live subscription is charged on it. */
  readonly isCurrent: boolean;
}

export function presentMethod(
  method: PaymentMethod,
  isCurrent: boolean,
  language: Language,
): PresentedMethod {
  const { cardExpiryMonth: month, cardExpiryYear: year } = method;
  return {
    id: method.id,
    title: methodName(method, language),
    last4: method.cardLast4 ?? null,
    expiry: month === undefined || year === undefined ? null : { month, year },
    linkedAt: method.linkedAt,
    isCurrent,
  };
}
