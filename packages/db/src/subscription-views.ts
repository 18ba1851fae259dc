import type { SubscriptionView } from "@cinema/billing/ports";
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
  const noticePrice = alias(price, "notice_price");
  const coming = text`${subscription.paidPeriods} + 1`;
  const rows = await db
    .select({
      subscription,
      type: subscriptionType,
      price,
      method: paymentMethod,
      noticePrice,
      noticeSentAt: letter.sentAt,
    })
    .from(subscription)
    .innerJoin(subscriptionType, eq(subscriptionType.id, subscription.subscriptionTypeId))
    .innerJoin(price, eq(price.id, subscription.priceId))
    .leftJoin(paymentMethod, eq(paymentMethod.id, subscription.paymentMethodId))
    .leftJoin(
      noticePrice,
      and(eq(noticePrice.id, subscription.noticePriceId), eq(subscription.noticePeriod, coming)),
    )
    .leftJoin(
      letter,
      and(
        eq(letter.cause, text`'subscription:' || ${subscription.id} || ':period:' || ${coming}`),
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
    notice:
      row.noticePrice === null
        ? undefined
        : { price: kinds.priceRows.fromFields(row.noticePrice), sentAt: row.noticeSentAt ?? undefined },
  }));
}
