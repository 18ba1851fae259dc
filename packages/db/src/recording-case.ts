import type { PaymentThere } from "@cinema/core/both-sides";
import type { Payment } from "@cinema/core/payment";
import { periodNamed, type RecordingCase } from "@cinema/core/record-payment";
import type { Subscription } from "@cinema/core/subscription";
import type { TransactionSql } from "postgres";
import { lockedSubscriptions } from "./live-cases.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/**
 * What a payment that only the provider knows has to fit into. The viewer's subscriptions are locked first, like
 * everywhere; where all that we know of him is his id, that is locked.
 */
export async function recordingCase(sql: TransactionSql, theirs: PaymentThere): Promise<RecordingCase> {
  const userId = await viewerOf(sql, theirs);
  const subscriptions = userId === undefined ? [] : await lockedSubscriptions(sql, userId);
  const subscription = subscriptions.find(({ id }) => id === theirs.subscriptionId);
  const [here, named] = await payments(sql, theirs);
  const periodNumber = periodNamed(theirs, named, subscription);
  const [plan, methods, holders, viewers] = await Promise.all([
    planOf(sql, theirs, subscription),
    sql<Row[]>`
      select * from payment_method where external_id = ${theirs.methodId ?? null} and user_id = ${userId ?? null}`,
    sql<Row[]>`
      select * from payment
      where subscription_id = ${subscription?.id ?? null} and period_number = ${periodNumber ?? null}
        and payment_status <> 'canceled' and undone_at is null for update`,
    sql<Row[]>`select * from viewer where user_id = ${userId ?? null}`,
  ]);
  const { type } = plan;
  return {
    ...plan,
    isHere: here !== undefined,
    named,
    subscription,
    method: one(kinds.paymentMethodRows, methods),
    holder: one(kinds.paymentRows, holders),
    others: subscriptions.filter(
      ({ id, product }) => id !== theirs.subscriptionId && product === type?.product,
    ),
    language: subscription?.language ?? one(kinds.viewerRows, viewers)?.language ?? "ru",
  };
}

async function viewerOf(
  sql: TransactionSql,
  { subscriptionId, userId }: PaymentThere,
): Promise<string | undefined> {
  const [known] = await sql<{ user_id: string }[]>`
    select user_id from subscription where id = ${subscriptionId ?? null}`;
  const viewer = known?.user_id ?? userId;
  if (viewer !== undefined) await sql`select pg_advisory_xact_lock(hashtextextended(${viewer}, 0))`;
  return viewer;
}

/** The row under the provider's id, and the one under the id that the order names, when that is another row. */
async function payments(
  sql: TransactionSql,
  { externalId, paymentId }: PaymentThere,
): Promise<readonly [here: Payment | undefined, named: Payment | undefined]> {
  const [here, named] = await Promise.all([
    sql<Row[]>`select * from payment where external_payment_id = ${externalId} for update`,
    sql<Row[]>`select * from payment where id = ${paymentId ?? null} for update`,
  ]);
  return [one(kinds.paymentRows, here), one(kinds.paymentRows, named)];
}

/** The type of the subscription, else of the price that the order names, with all its prices. */
async function planOf(
  sql: TransactionSql,
  { priceId }: PaymentThere,
  subscription: Subscription | undefined,
): Promise<Pick<RecordingCase, "type" | "prices">> {
  const [named] = await sql<{ type: string }[]>`
    select subscription_type_id as type from price where id = ${priceId ?? null}`;
  const typeId = subscription?.subscriptionTypeId ?? named?.type ?? null;
  const [types, prices] = await Promise.all([
    sql<Row[]>`select * from subscription_type where id = ${typeId}`,
    sql<Row[]>`select * from price where subscription_type_id = ${typeId}`,
  ]);
  return { type: one(kinds.subscriptionTypeRows, types), prices: prices.map(kinds.priceRows.read) };
}
