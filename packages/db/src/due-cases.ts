import type { Due } from "@cinema/billing/ports";
import { type AnnouncementCase, chargeWindow, noticeCause, noticeTime } from "@cinema/core/announce-renewal";
import { type Instant, later } from "@cinema/core/instant";
import type { PassingCase, Patience } from "@cinema/core/pass-time";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { RenewalCase } from "@cinema/core/renew";
import type { Subscription } from "@cinema/core/subscription";
import type { Price, SubscriptionType } from "@cinema/core/subscription-type";
import { type ExpiringCase, expiryNotice } from "@cinema/core/warn-of-expiry";
import type { TransactionSql } from "postgres";
import { firstTaken } from "./first-taken.ts";
import type { Row } from "./rows.ts";
import * as kinds from "./rows.ts";

// The conditions here only narrow down what is loaded; what is done with a row decides its rule in packages/core.

/** The end of the paid period and the id after which a batch begins (`dueCursor` of the ports). */
function positionOf(after: string | undefined): readonly [string, string] {
  const [endDate = "", id = ""] = (after ?? "").split(" ");
  return endDate === "" ? ["-infinity", "00000000-0000-0000-0000-000000000000"] : [endDate, id];
}

/** Subscriptions that may be charged now: due, announced, wanted. Locked first, looked around afterwards. */
export async function renewable(
  sql: TransactionSql,
  { now, limit, after, isRetry }: Due & { readonly isRetry: boolean },
): Promise<readonly RenewalCase[]> {
  const [endDate, id] = positionOf(after);
  const rows = await sql<Row[]>`
    select * from subscription
    where state in ('active', 'grace', 'hold') and end_date <= ${later(now, chargeWindow)}
      and (end_date, id) > (${endDate}::timestamptz, ${id}::uuid)
      and is_repeatable and parked_reason is null and payment_method_id is not null
      and notice_period = paid_periods + 1
      and (case when ${isRetry} then tries > 0 and retry_at <= ${now} else tries = 0 end)
    order by end_date, id limit ${limit} for update skip locked`;
  const subscriptions = rows.map(kinds.subscriptionRows.read);
  const [types, methods, prices, announced, paid] = await Promise.all([
    typesOf(sql, subscriptions),
    methodsOf(sql, subscriptions),
    pricesById(
      sql,
      subscriptions.map(({ noticePriceId }) => noticePriceId),
    ),
    announcementsOf(sql, subscriptions),
    beingPaid(sql, subscriptions),
  ]);
  return subscriptions.flatMap((subscription) => {
    const type = types.get(subscription.subscriptionTypeId);
    if (type === undefined) return [];
    return {
      subscription,
      type,
      method: methods.get(subscription.paymentMethodId ?? ""),
      price: prices.get(subscription.noticePriceId ?? ""),
      announcedAt: announced.get(subscription.id),
      isBeingPaid: paid.has(subscription.id),
    };
  });
}

/** Renewing subscriptions whose coming charge no letter has announced yet. */
export async function unannounced(
  sql: TransactionSql,
  { now, limit, after }: Due,
): Promise<readonly AnnouncementCase[]> {
  const [endDate, id] = positionOf(after);
  const rows = await sql<Row[]>`
    select * from subscription
    where state in ('active', 'grace', 'hold') and end_date <= ${noticeHorizon(now)}
      and (end_date, id) > (${endDate}::timestamptz, ${id}::uuid)
      and is_repeatable and parked_reason is null and payment_method_id is not null
      and notice_period is distinct from paid_periods + 1
    order by end_date, id limit ${limit} for update skip locked`;
  const subscriptions = rows.map(kinds.subscriptionRows.read);
  const [types, methods, prices] = await Promise.all([
    typesOf(sql, subscriptions),
    methodsOf(sql, subscriptions),
    pricesByType(sql, subscriptions),
  ]);
  return subscriptions.flatMap((subscription) => {
    const type = types.get(subscription.subscriptionTypeId);
    if (type === undefined) return [];
    return {
      subscription,
      type,
      method: methods.get(subscription.paymentMethodId ?? ""),
      prices: prices.filter(({ subscriptionTypeId }) => subscriptionTypeId === type.id),
    };
  });
}

/** Live subscriptions whose paid period, grace or hold is over. */
export async function overdue(
  sql: TransactionSql,
  { now, limit, after, patience }: Due & { readonly patience: Patience },
): Promise<readonly PassingCase[]> {
  const [endDate, id] = positionOf(after);
  const rows = await sql<Row[]>`
    select s.* from subscription s join subscription_type t on t.id = s.subscription_type_id
    where s.state in ('active', 'grace', 'hold') and s.end_date <= ${now}
      and (s.end_date, s.id) > (${endDate}::timestamptz, ${id}::uuid) and (
      s.state = 'active' or not s.is_repeatable
      or (s.state = 'grace' and s.end_date <= ${later(now, -patience.grace)})
      or (s.state = 'hold' and s.end_date <= ${later(now, -(patience.grace + patience.hold))})
      or s.end_date + (t.period_count || ' ' || t.period_unit)::interval <= ${now})
    order by s.end_date, s.id limit ${limit} for update of s skip locked`;
  const subscriptions = rows.map(kinds.subscriptionRows.read);
  const [types, paid] = await Promise.all([typesOf(sql, subscriptions), beingPaid(sql, subscriptions)]);
  return subscriptions.flatMap((subscription) => {
    const type = types.get(subscription.subscriptionTypeId);
    return type === undefined ? [] : { subscription, type, isBeingPaid: paid.has(subscription.id) };
  });
}

/** Those of the locked subscriptions whose coming period has a charge under way, or paid. */
async function beingPaid(
  sql: TransactionSql,
  subscriptions: readonly Subscription[],
): Promise<ReadonlySet<string>> {
  // Asked after the lock: a charge that was begun while the lock was waited for is seen.
  const rows = await sql<{ subscription_id: string }[]>`
    select p.subscription_id from payment p join subscription s on s.id = p.subscription_id
    where s.id = any(${subscriptions.map(({ id }) => id)}::uuid[])
      and p.period_number = s.paid_periods + 1 and p.payment_status <> 'canceled' and p.undone_at is null`;
  return new Set(rows.map(({ subscription_id }) => subscription_id));
}

/** When the mail server first took the announcement of the coming charge or a copy of it, by subscription. */
async function announcementsOf(
  sql: TransactionSql,
  subscriptions: readonly Subscription[],
): Promise<ReadonlyMap<string, Instant>> {
  const causes = new Map(subscriptions.map((one) => [noticeCause(one, one.paidPeriods + 1), one.id]));
  const rows = await sql<{ cause: string; sent_at: Instant | null }[]>`
    select cause, ${firstTaken(sql, "letter")} as sent_at from letter
    where cause = any(${[...causes.keys()]}::text[]) and template = 'charge_coming'`;
  return new Map(
    rows.flatMap(({ cause, sent_at }) => (sent_at === null ? [] : [[causes.get(cause) ?? "", sent_at]])),
  );
}

/** Renewing subscriptions whose card may expire before the coming charge and of which no letter has warned. */
export async function expiringMethods(
  sql: TransactionSql,
  { now, limit, after }: Due,
): Promise<readonly ExpiringCase[]> {
  const [endDate, id] = positionOf(after);
  const rows = await sql<Row[]>`
    select s.* from subscription s join payment_method m on m.id = s.payment_method_id
    where s.state in ('active', 'grace') and s.is_repeatable and s.parked_reason is null and m.unlinked_at is null
      and s.end_date <= ${later(now, chargeWindow + expiryNotice)}
      and (s.end_date, s.id) > (${endDate}::timestamptz, ${id}::uuid)
      and make_date(m.card_expiry_year, m.card_expiry_month, 1) + interval '1 month' <= s.end_date
      and not exists (
        select from letter l where l.cause = 'payment_method:' || m.id and l.user_id = s.user_id and l.template = 'card_expiring')
    order by s.end_date, s.id limit ${limit} for update of s skip locked`;
  const subscriptions = rows.map(kinds.subscriptionRows.read);
  const [types, methods] = await Promise.all([typesOf(sql, subscriptions), methodsOf(sql, subscriptions)]);
  return subscriptions.flatMap((subscription) => {
    const type = types.get(subscription.subscriptionTypeId);
    const method = methods.get(subscription.paymentMethodId ?? "");
    return type === undefined || method === undefined ? [] : { subscription, type, method };
  });
}

/** Announcements are begun a week before the end of the period; the rule names the day. */
function noticeHorizon(now: Instant): Instant {
  return later(now, 2 * (chargeWindow + noticeTime));
}

async function typesOf(
  sql: TransactionSql,
  subscriptions: readonly Subscription[],
): Promise<ReadonlyMap<string, SubscriptionType>> {
  const ids = [...new Set(subscriptions.map(({ subscriptionTypeId }) => subscriptionTypeId))];
  const rows = await sql<Row[]>`select * from subscription_type where id = any(${ids}::uuid[])`;
  return byId(rows.map(kinds.subscriptionTypeRows.read));
}

async function methodsOf(
  sql: TransactionSql,
  subscriptions: readonly Subscription[],
): Promise<ReadonlyMap<string, PaymentMethod>> {
  const ids = subscriptions.flatMap(({ paymentMethodId }) => paymentMethodId ?? []);
  const rows = await sql<Row[]>`select * from payment_method where id = any(${ids}::uuid[])`;
  return byId(rows.map(kinds.paymentMethodRows.read));
}

async function pricesById(
  sql: TransactionSql,
  ids: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, Price>> {
  const known = [...new Set(ids.flatMap((id) => id ?? []))];
  const rows = await sql<Row[]>`select * from price where id = any(${known}::uuid[])`;
  return byId(rows.map(kinds.priceRows.read));
}

async function pricesByType(
  sql: TransactionSql,
  subscriptions: readonly Subscription[],
): Promise<readonly Price[]> {
  const ids = [...new Set(subscriptions.map(({ subscriptionTypeId }) => subscriptionTypeId))];
  const rows = await sql<Row[]>`select * from price where subscription_type_id = any(${ids}::uuid[])`;
  return rows.map(kinds.priceRows.read);
}

function byId<Entity extends { readonly id: string }>(
  entities: readonly Entity[],
): ReadonlyMap<string, Entity> {
  return new Map(entities.map((entity) => [entity.id, entity]));
}
