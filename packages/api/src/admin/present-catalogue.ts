import type { Holders, PricePreview } from "@cinema/billing/catalogue";
import type { Plan } from "@cinema/core/catalogue";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { PeriodLength } from "@cinema/core/period";
import { priceAt } from "@cinema/core/subscription-type";

export interface PresentedPrice {
  readonly id: string;
  readonly amountKopecks: number;
  readonly startsAt: string;
  readonly state: "past" | "in_force" | "planned";
}

/** A subscription type as the staff sees it. */
export interface PresentedType {
  readonly id: string;
  readonly name: string;
  /** Null: English pages and letters show the Russian one. */
  readonly nameEn: string | null;
  readonly product: string;
  readonly length: PeriodLength;
  readonly isActive: boolean;
  /** In force now; null while its first price has not begun. */
  readonly amountKopecks: number | null;
  /** Every version, in the order in which they begin. */
  readonly prices: readonly PresentedPrice[];
}

export function presentType({ type, prices }: Plan, now: Instant): PresentedType {
  const { id, name, nameEn, product, length, isActive } = type;
  const inForce = priceAt(prices, now);
  return {
    id,
    name,
    nameEn: nameEn ?? null,
    product,
    length,
    isActive,
    amountKopecks: inForce?.amount ?? null,
    prices: prices.map((price) => ({
      id: price.id,
      amountKopecks: price.amount,
      startsAt: price.startsAt,
      state: price.startsAt > now ? "planned" : price === inForce ? "in_force" : "past",
    })),
  };
}

/** Whom a new price reaches by itself, and when. */
export interface PresentedPricePreview {
  readonly amountKopecks: number;
  readonly startsAt: string;
  /** What would be in force then without it; null when no price would be. */
  readonly previousKopecks: number | null;
  /** What a viewer pays more for a period; below zero: less. */
  readonly differenceKopecks: number | null;
  /** Renewing subscriptions that will be charged the new price; each is announced at least three days before. */
  readonly subscriptions: number;
  /** Of these: the old price is announced for a period that begins under the new one: they pay it once more. */
  readonly announcedAtOldPrice: number;
  /** Of these: parked, so charged only when that is lifted. */
  readonly parked: number;
  /** Renewing too, but a price planned for later holds before their turn comes. */
  readonly overtaken: number;
  /** Live, but not renewed by itself: they end, or pay when they come back. */
  readonly notRenewing: number;
  /** When the first and the last of them are first charged it: "2027-03-01". */
  readonly firstChargeOn: string | null;
  readonly lastChargeOn: string | null;
  readonly months: readonly { readonly month: string; readonly subscriptions: number }[];
}

export function presentPricePreview(preview: PricePreview): PresentedPricePreview {
  const { wish, previous, holders, firstChargeOn, lastChargeOn, ...reach } = preview;
  return {
    ...reach,
    amountKopecks: wish.amount,
    startsAt: wish.startsAt,
    previousKopecks: previous ?? null,
    differenceKopecks: previous === undefined ? null : wish.amount - previous,
    notRenewing: holders.live - holders.renewing,
    firstChargeOn: firstChargeOn ?? null,
    lastChargeOn: lastChargeOn ?? null,
  };
}

/** Who has a type that is to be taken off sale. */
export interface PresentedDeactivation {
  readonly liveSubscriptions: number;
  readonly renewingSubscriptions: number;
  /** Purchases under way: paid, they begin all the same. */
  readonly pendingPurchases: number;
  /** Always none: written down so that nobody has to ask. */
  readonly losing: 0;
  readonly text: string;
}

const nobodyLoses: { readonly [L in Language]: string } = {
  ru: "Никто ничего не теряет: план только перестанет продаваться. Действующие подписки работают и продлеваются как раньше, начатые покупки можно оплатить.",
  en: "Nobody loses anything: the plan is only no longer sold. Live subscriptions go on and renew as before, and purchases under way can still be paid.",
};

export function presentDeactivation(
  { live, renewing, pending }: Holders,
  language: Language,
): PresentedDeactivation {
  return {
    liveSubscriptions: live,
    renewingSubscriptions: renewing,
    pendingPurchases: pending,
    losing: 0,
    text: nobodyLoses[language],
  };
}
