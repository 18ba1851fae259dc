import type { SubscriptionView } from "@cinema/billing/ports";
import type { Instant } from "@cinema/core/instant";
import { and, desc, eq, type SQL, sql as text } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { drizzle } from "drizzle-orm/postgres-js";
import * as kinds from "./rows.ts";
import * as schema from "./schema.ts";

/** Subscriptions with what hangs on each, the newest first. */
export async function subscriptionViews(
  db: ReturnType<typeof drizzle>,
  condition: SQL,
): Promise<readonly SubscriptionView[]> {
  const { subscription, subscriptionType, price, paymentMethod, letter } = schema;
  const comingPrice = alias(price, "coming_price");
  const coming = text`${subscription.paidPeriods} + 1`;
  const isAnnounced = text<boolean | null>`${subscription.noticePeriod} = ${coming}`;
  const rows = await db
    .select({
      subscription,
      type: subscriptionType,
      price,
      method: paymentMethod,
      comingPrice,
      isAnnounced,
      noticeSentAt: text<Instant | null>`least(${letter.sentAt}, (select min(copy.sent_at) from letter copy where copy.copy_of = ${letter.id}))`,
    })
    .from(subscription)
    .innerJoin(subscriptionType, eq(subscriptionType.id, subscription.subscriptionTypeId))
    .innerJoin(price, eq(price.id, subscription.priceId))
    .leftJoin(paymentMethod, eq(paymentMethod.id, subscription.paymentMethodId))
    .innerJoin(comingPrice, eq(comingPrice.id, comingPriceId(isAnnounced)))
    .leftJoin(
      letter,
      and(
        eq(letter.cause, noticeCause),
        eq(letter.userId, subscription.userId),
        eq(letter.template, "charge_coming"),
      ),
    )
    .where(condition)
    .orderBy(desc(subscription.id));
  return rows.map((row) => ({
    subscription: kinds.subscriptionRows.fromFields(row.subscription),
    type: kinds.subscriptionTypeRows.fromFields(row.type),
    price: kinds.priceRows.fromFields(row.price),
    method: row.method === null ? undefined : kinds.paymentMethodRows.fromFields(row.method),
    comingPrice: kinds.priceRows.fromFields(row.comingPrice),
    notice: row.isAnnounced === true ? { sentAt: row.noticeSentAt ?? undefined } : undefined,
  }));
}

/** The id that the rule `comingPrice` comes to. */
function comingPriceId(isAnnounced: SQL): SQL {
  const { subscription } = schema;
  return text`coalesce(
    case when ${isAnnounced} then ${subscription.noticePriceId} else (
      select id from price planned
      where planned.subscription_type_id = ${subscription.subscriptionTypeId}
        and planned.starts_at <= ${subscription.endDate}
      order by planned.starts_at desc limit 1) end,
    ${subscription.priceId})`;
}

/** The cause that the rule `noticeCause` gives the letter about the coming period. */
const noticeCause = text`'subscription:' || ${schema.subscription.id} || ':period:' || (${schema.subscription.paidPeriods} + 1)
  || coalesce('+' || (${schema.subscription.extensions}->-1->>'totalDays'), '')`;
