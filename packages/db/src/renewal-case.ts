import { noticeCause } from "@cinema/core/announce-renewal";
import type { Instant } from "@cinema/core/instant";
import type { RenewalCase } from "@cinema/core/renew";
import type { TransactionSql } from "postgres";
import { firstTaken } from "./first-taken.ts";
import { lockedSubscriptions } from "./live-cases.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/** One subscription as the renewals' job would see it, whatever stands against charging it. */
export async function renewalCase(
  sql: TransactionSql,
  subscriptionId: string,
): Promise<RenewalCase | undefined> {
  const [found] = await sql<{ user_id: string }[]>`
    select user_id from subscription where id = ${subscriptionId}`;
  if (found === undefined) return undefined;
  const subscriptions = await lockedSubscriptions(sql, found.user_id);
  const subscription = subscriptions.find(({ id }) => id === subscriptionId);
  if (subscription === undefined) return undefined;
  const coming = subscription.paidPeriods + 1;
  const [types, methods, prices, notices, payments] = await Promise.all([
    sql<Row[]>`select * from subscription_type where id = ${subscription.subscriptionTypeId}`,
    sql<Row[]>`select * from payment_method where id = ${subscription.paymentMethodId ?? null}`,
    sql<Row[]>`select * from price where id = ${subscription.noticePriceId ?? null}`,
    sql<{ sent_at: Instant | null }[]>`
      select ${firstTaken(sql, "letter")} as sent_at from letter
      where cause = ${noticeCause(subscription, coming)} and user_id = ${subscription.userId}
        and template = 'charge_coming'`,
    sql`
      select from payment
      where subscription_id = ${subscription.id} and period_number = ${coming}
        and payment_status <> 'canceled' and undone_at is null`,
  ]);
  const type = one(kinds.subscriptionTypeRows, types);
  if (type === undefined) throw new Error(`subscription ${subscription.id} has no type`);
  return {
    subscription,
    type,
    method: one(kinds.paymentMethodRows, methods),
    price: one(kinds.priceRows, prices),
    announcedAt: notices[0]?.sent_at ?? undefined,
    isBeingPaid: payments.length > 0,
  };
}
