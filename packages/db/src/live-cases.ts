import type { MethodCase } from "@cinema/billing/ports";
import { comingPrice } from "@cinema/core/announce-renewal";
import type { LiveCase } from "@cinema/core/auto-renew";
import type { ErasureCase } from "@cinema/core/erase-viewer";
import type { RefundRequestCase } from "@cinema/core/request-refund";
import type { StaffRefundCase } from "@cinema/core/staff-refund";
import { isLive, type Subscription } from "@cinema/core/subscription";
import type { TransactionSql } from "postgres";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/** Whoever begins a purchase in a viewer's name waits: he may have no row that could be locked. */
export async function lockPurchases(sql: TransactionSql, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${userId}, 0))`;
}

/** All of a viewer's subscriptions, locked in the order of their ids like everywhere. */
export async function lockedSubscriptions(
  sql: TransactionSql,
  userId: string,
): Promise<readonly Subscription[]> {
  const rows = await sql<Row[]>`select * from subscription where user_id = ${userId} order by id for update`;
  return rows.map(kinds.subscriptionRows.read);
}

/** What hangs on a locked subscription. */
export async function around(sql: TransactionSql, subscription: Subscription): Promise<LiveCase> {
  const coming = subscription.paidPeriods + 1;
  const [types, prices, methods, payments] = await Promise.all([
    sql<Row[]>`select * from subscription_type where id = ${subscription.subscriptionTypeId}`,
    sql<Row[]>`select * from price where subscription_type_id = ${subscription.subscriptionTypeId}`,
    sql<Row[]>`select * from payment_method where id = ${subscription.paymentMethodId ?? null}`,
    sql<Row[]>`
      select * from payment
      where subscription_id = ${subscription.id} and period_number = ${coming}
        and payment_status in ('draft', 'pending', 'waiting_for_capture', 'unknown') for update`,
  ]);
  const type = one(kinds.subscriptionTypeRows, types);
  const price = comingPrice(subscription, prices.map(kinds.priceRows.read));
  if (type === undefined || price === undefined)
    throw new Error(`subscription ${subscription.id} has no type or no price`);
  return {
    subscription,
    type,
    price,
    method: one(kinds.paymentMethodRows, methods),
    unfinished: one(kinds.paymentRows, payments),
  };
}

/** The viewer's live subscription to a product with what hangs on it; undefined when he has none. */
export async function liveCase(
  sql: TransactionSql,
  userId: string,
  product: string,
): Promise<LiveCase | undefined> {
  const subscriptions = await lockedSubscriptions(sql, userId);
  const live = subscriptions.find((subscription) => subscription.product === product && isLive(subscription));
  return live && around(sql, live);
}

/** Any subscription with what hangs on it; all of its viewer's are locked. */
export async function subscriptionCase(
  sql: TransactionSql,
  subscriptionId: string,
): Promise<LiveCase | undefined> {
  const [found] = await sql<{ user_id: string }[]>`
    select user_id from subscription where id = ${subscriptionId}`;
  const subscriptions = found === undefined ? [] : await lockedSubscriptions(sql, found.user_id);
  const subscription = subscriptions.find(({ id }) => id === subscriptionId);
  return subscription && around(sql, subscription);
}

/** A viewer's saved method and the live subscriptions that are charged by it. */
export async function methodCase(sql: TransactionSql, userId: string, methodId: string): Promise<MethodCase> {
  const subscriptions = await lockedSubscriptions(sql, userId);
  const methods = await sql<Row[]>`
    select * from payment_method where id = ${methodId} and user_id = ${userId} for update`;
  const users: LiveCase[] = [];
  for (const subscription of subscriptions)
    if (subscription.paymentMethodId === methodId && isLive(subscription))
      users.push(await around(sql, subscription));
  return {
    method: one(kinds.paymentMethodRows, methods),
    users,
    language: subscriptions.at(-1)?.language ?? "ru",
  };
}

/** A payment of the viewer and its subscription with what hangs on it. */
export async function refundRequestCase(
  sql: TransactionSql,
  userId: string,
  paymentId: string,
): Promise<RefundRequestCase | undefined> {
  const subscriptions = await lockedSubscriptions(sql, userId);
  const payment = one(
    kinds.paymentRows,
    await sql<Row[]>`select * from payment where id = ${paymentId} and user_id = ${userId} for update`,
  );
  const subscription = subscriptions.find(({ id }) => id === payment?.subscriptionId);
  if (payment === undefined || subscription === undefined) return undefined;
  const [live, previous] = await Promise.all([
    around(sql, subscription),
    sql<Row[]>`
      select * from payment
      where subscription_id = ${subscription.id} and period_number = ${payment.periodNumber - 1}
        and payment_status = 'succeeded' and undone_at is null`,
  ]);
  return { ...live, payment, previous: one(kinds.paymentRows, previous) };
}

/** Any payment as {@link refundRequestCase} has it, with all its refunds. */
export async function staffRefundCase(
  sql: TransactionSql,
  paymentId: string,
): Promise<StaffRefundCase | undefined> {
  const [found] = await sql<{ user_id: string }[]>`select user_id from payment where id = ${paymentId}`;
  const rows = found && (await refundRequestCase(sql, found.user_id, paymentId));
  if (rows === undefined) return undefined;
  // Asked after the lock: whatever changes a refund locks its payment before.
  const refunds = await sql<Row[]>`select * from refund where payment_id = ${paymentId} order by id`;
  return { ...rows, refunds: refunds.map(kinds.refundRows.read) };
}

/** All of a viewer's subscriptions that an erasure stops. */
export async function erasureCase(sql: TransactionSql, userId: string): Promise<ErasureCase> {
  // A purchase that is being begun has no row to lock yet; it takes this lock as well.
  await lockPurchases(sql, userId);
  const subscriptions = await lockedSubscriptions(sql, userId);
  const live: LiveCase[] = [];
  for (const subscription of subscriptions)
    if (isLive(subscription)) live.push(await around(sql, subscription));
  return { userId, live, pending: subscriptions.filter(({ state }) => state === "pending") };
}
