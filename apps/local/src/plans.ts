import { type Instant, instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import type { PeriodUnit } from "@cinema/core/period";
import type { Price, SubscriptionType } from "@cinema/core/subscription-type";

/** Prices of the first plans hold since the beginning, in Moscow, of a day that is past for every reader. */
const since: Instant = instant("2026-01-01T00:00:00.000+03:00");

/** The three plans that an empty catalogue starts with. */
export const firstPlans: readonly { readonly type: SubscriptionType; readonly price: Price }[] = [
  plan(1, "Месяц", "Month", 39_900, "month", 1),
  plan(2, "Полгода", "Half a year", 199_000, "month", 6),
  plan(3, "Год", "Year", 349_000, "year", 1),
];

function plan(
  number: number,
  name: string,
  nameEn: string,
  price: number,
  unit: PeriodUnit,
  count: number,
): (typeof firstPlans)[number] {
  const subscriptionTypeId = `0198a000-0000-7000-8000-00000000000${number}`;
  const amount = kopecks(price);
  return {
    type: {
      id: subscriptionTypeId,
      name,
      nameEn,
      product: "cinema",
      length: { unit, count },
      amount,
      isActive: true,
    },
    price: {
      id: `0198a000-0000-7000-8000-0000000000a${number}`,
      subscriptionTypeId,
      amount,
      startsAt: since,
    },
  };
}
