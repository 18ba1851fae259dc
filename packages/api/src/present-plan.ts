import type { Plan } from "@cinema/core/catalogue";
import { consentText, consentVersion } from "@cinema/core/consent";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { PeriodLength } from "@cinema/core/period";
import { planName, priceAt } from "@cinema/core/subscription-type";
import { words } from "@cinema/core/words";

/** A sum on the wire. */
export interface PresentedMoney {
  readonly amountKopecks: number;
  readonly currency: "RUB";
}

export interface PresentedPlan {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  readonly price: PresentedMoney;
  readonly length: PeriodLength;
  /** The same in words, in the language that was asked for. */
  readonly texts: {
    readonly price: string;
    readonly every: string;
    /** What the viewer agrees to when it is to renew by itself: show the text, send the version. */
    readonly consent: { readonly version: string; readonly text: string };
  };
}

/** A plan at the price of this moment; undefined while it has none yet. */
export function presentPlan(
  { type, prices }: Plan,
  language: Language,
  now: Instant,
): PresentedPlan | undefined {
  const price = priceAt(prices, now);
  if (price === undefined) return undefined;
  const { id, product, length } = type;
  const { money, every } = words[language];
  return {
    id,
    name: planName(type, language),
    product,
    price: presentMoney(price.amount),
    length,
    texts: {
      price: money(price.amount),
      every: every(length),
      consent: { version: consentVersion, text: consentText(price.amount, length, language) },
    },
  };
}

export function presentMoney(amountKopecks: number): PresentedMoney {
  return { amountKopecks, currency: "RUB" };
}
