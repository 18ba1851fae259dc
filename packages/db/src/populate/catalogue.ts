import { consentText } from "@cinema/core/consent";
import { type Instant, instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import type { PeriodLength, PeriodUnit } from "@cinema/core/period";
import type { Price, SubscriptionType } from "@cinema/core/subscription-type";
import type { TransactionSql } from "postgres";
import { priceRows, subscriptionTypeRows } from "../rows.ts";

/** A plan of the invented cinema with both versions of its price. */
interface SamplePlan {
  readonly type: SubscriptionType;
  readonly prices: readonly [old: Price, current: Price];
}

/** Older than any invented subscription. */
const since = instant("2012-01-01T00:00:00+04:00");
const raisedAt = instant("2026-03-01T00:00:00+03:00");

/** Places in this list are the plans' numbers in the tables of `lives.ts`, counted from 1. */
export const samplePlans: readonly SamplePlan[] = [
  plan(1, "Образец: месяц", "Sample: month", "cinema", "month", 1, [29_900, 39_900]),
  plan(2, "Образец: полгода", "Sample: half a year", "cinema", "month", 6, [149_000, 199_000]),
  plan(3, "Образец: год", "Sample: year", "cinema", "year", 1, [290_000, 349_000]),
  plan(4, "Образец: неделя", "Sample: week", "cinema", "week", 1, [9_900, 12_347]),
  plan(5, "Образец: студенческий", "Sample: student's month", "cinema", "month", 1, [14_900, 19_999], false),
  plan(6, "Образец: детский", "Sample: children's month", "kids", "month", 1, [9_900, 14_950]),
];

function plan(
  number: number,
  name: string,
  nameEn: string,
  product: string,
  unit: PeriodUnit,
  count: number,
  amounts: readonly [old: number, current: number],
  isActive = true,
): SamplePlan {
  const subscriptionTypeId = `5a3b1e00-0001-7000-8000-00000000000${number}`;
  const price = (version: number, amount: number, startsAt: Instant): Price => ({
    id: `5a3b1e00-0002-7000-8000-0000000000${version}${number}`,
    subscriptionTypeId,
    amount: kopecks(amount),
    startsAt,
  });
  return {
    type: {
      ...{ id: subscriptionTypeId, name, nameEn, product, length: { unit, count }, isActive },
      amount: kopecks(amounts[1]),
    },
    prices: [price(1, amounts[0], since), price(2, amounts[1], raisedAt)],
  };
}

/** Adds the plans that are missing, and their prices, as an author of their own. */
export async function writeCatalogue(sql: TransactionSql): Promise<void> {
  await sql`select set_config('billing.actor', 'billing:populate', true), set_config('billing.reason', 'invented data', true)`;
  for (const { type, prices } of samplePlans) {
    await sql.unsafe(missing("subscription_type"), [subscriptionTypeRows.write([type])]);
    await sql.unsafe(missing("price"), [priceRows.write(prices)]);
  }
}

function missing(table: string): string {
  return `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::text::jsonb) on conflict do nothing`;
}

/** `tariff`: what a plan costs from when to when, and what the viewer agreed to then, as rows of VALUES. */
export function tariffRows(): string {
  return samplePlans
    .flatMap(({ type, prices: [old, current] }, index) =>
      [
        { price: old, from: "-infinity", to: current.startsAt },
        { price: current, from: current.startsAt, to: "infinity" },
      ].map(({ price, from, to }) => {
        const texts = (["ru", "en"] as const).map((language) => agreed(price, type.length, language));
        return `(${index + 1}, '${price.id}'::uuid, ${price.amount}::bigint, '${from}'::timestamptz, '${to}'::timestamptz, ${texts.join(", ")})`;
      }),
    )
    .join(",\n");
}

function agreed({ amount }: Price, length: PeriodLength, language: "ru" | "en"): string {
  return `'${consentText(amount, length, language).replaceAll("'", "''")}'`;
}

/** `plan`: number, id, name, product, the length as an interval and in days, as rows of VALUES. */
export function planRows(): string {
  const days = { day: 1, week: 7, month: 30, year: 365 } as const;
  return samplePlans
    .map(({ type: { id, name, product, length } }, index) => {
      const { unit, count } = length;
      return `(${index + 1}, '${id}'::uuid, '${name}', '${product}', '${unit}', ${count}, interval '${count} ${unit}', ${days[unit] * count})`;
    })
    .join(",\n");
}
