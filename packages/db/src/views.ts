import type { Halt } from "@cinema/billing/hold-back";
import type {
  LetterCase,
  Page,
  PaymentView,
  Plan,
  Store,
  SubscriptionView,
  Template,
  Unfinished,
  UnfinishedPage,
} from "@cinema/billing/ports";
import type { Language } from "@cinema/core/language";
import { and, desc, eq, lt, sql as text } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { createApprovals } from "./approvals.ts";
import { createBindings } from "./bindings.ts";
import type { Sql } from "./connect.ts";
import { createExports } from "./exports.ts";
import { prepared } from "./prepared.ts";
import { createReports } from "./reports.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";
import * as schema from "./schema.ts";
import { timelineOf } from "./timeline.ts";
import { paymentMethodsOf, refundsOf } from "./viewer-views.ts";

type Database = ReturnType<typeof drizzle>;

/** The reads that lock nothing. */
export function createViews(sql: Sql): Omit<Store, "change" | "calls"> {
  const db = drizzle(prepared(sql));
  return {
    approvals: createApprovals(sql),
    bindings: createBindings(sql),
    reports: createReports(sql),
    exports: createExports(sql),
    plans: () => plans(db),
    subscriptionsOf: (userId) => subscriptionsOf(db, userId),
    paymentsOf: (userId, page) => paymentsOf(db, userId, page),
    refundsOf: (userId, page) => refundsOf(sql, userId, page),
    paymentMethodsOf: (userId) => paymentMethodsOf(sql, userId),
    timelineOf: (userId, page) => timelineOf(sql, userId, page),
    payment: async (id) => one(kinds.paymentRows, await sql<Row[]>`select * from payment where id = ${id}`),
    refund: async (id) => one(kinds.refundRows, await sql<Row[]>`select * from refund where id = ${id}`),
    paymentIdByExternal: async (externalId) =>
      (await sql<{ id: string }[]>`select id from payment where external_payment_id = ${externalId}`)[0]?.id,
    refundIdByExternal: async (externalId) =>
      (await sql<{ id: string }[]>`select id from refund where external_refund_id = ${externalId}`)[0]?.id,
    halt: async () => {
      const [halt] = await sql<Halt[]>`
        select reason, halted_by as "haltedBy", halted_at as "haltedAt" from charging_halt`;
      return halt;
    },
    letterCase: (letterId) => letterCase(sql, letterId),
    template: (event, language) => template(sql, event, language),
    unfinishedPayments: (page) => unfinishedPayments(sql, page),
    unfinishedRefunds: (page) => unfinishedRefunds(sql, page),
  };
}

/** Ids are UUIDv7, so their order is the order of making; this one is before all and after all. */
const firstId = "00000000-0000-0000-0000-000000000000";
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

async function plans(db: Database): Promise<readonly Plan[]> {
  const rows = await db
    .select({ type: schema.subscriptionType, price: schema.price })
    .from(schema.subscriptionType)
    .innerJoin(schema.price, eq(schema.price.subscriptionTypeId, schema.subscriptionType.id))
    .where(eq(schema.subscriptionType.isActive, true))
    .orderBy(schema.subscriptionType.amount, schema.subscriptionType.id);
  const byType = Map.groupBy(rows, ({ type }) => type.id);
  return [...byType.values()].flatMap((versions) => {
    const [first] = versions;
    if (first === undefined) return [];
    const prices = versions.map(({ price }) => kinds.priceRows.fromFields(price));
    return [{ type: kinds.subscriptionTypeRows.fromFields(first.type), prices }];
  });
}

async function subscriptionsOf(db: Database, userId: string): Promise<readonly SubscriptionView[]> {
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
    .where(eq(subscription.userId, userId))
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

async function paymentsOf(
  db: Database,
  userId: string,
  { after, limit }: Page,
): Promise<readonly PaymentView[]> {
  const { payment, subscription, subscriptionType } = schema;
  const rows = await db
    .select({ payment, planName: subscriptionType.name })
    .from(payment)
    .innerJoin(subscription, eq(subscription.id, payment.subscriptionId))
    .innerJoin(subscriptionType, eq(subscriptionType.id, subscription.subscriptionTypeId))
    .where(and(eq(payment.userId, userId), lt(payment.id, after ?? lastId)))
    .orderBy(desc(payment.id))
    .limit(limit);
  return rows.map((row) => ({ payment: kinds.paymentRows.fromFields(row.payment), planName: row.planName }));
}

async function letterCase(sql: Sql, letterId: string): Promise<LetterCase | undefined> {
  const letter = one(kinds.letterRows, await sql<Row[]>`select * from letter where id = ${letterId}`);
  if (letter === undefined) return undefined;
  const viewer = one(
    kinds.viewerRows,
    await sql<Row[]>`select * from viewer where user_id = ${letter.userId}`,
  );
  return { letter, viewer };
}

async function template(sql: Sql, event: string, language: Language): Promise<Template | undefined> {
  const [found] = await sql<Template[]>`
    select event, language, version, subject, html from template
    where event = ${event} and language = ${language} order by version desc limit 1`;
  return found;
}

async function unfinishedPayments(
  sql: Sql,
  { after, limit, before, dueBy }: UnfinishedPage,
): Promise<readonly Unfinished[]> {
  return sql<Unfinished[]>`
    select id, external_payment_id is not null as "isKnownToProvider", created_at as "createdAt"
    from payment left join inquiry on subject_id = id
    where (payment_status in ('draft', 'pending', 'waiting_for_capture', 'unknown') or receipt_registration = 'pending')
      and created_at < ${before} and id > ${after ?? firstId}
      and (${dueBy ?? null}::timestamptz is null or next_at is null or next_at <= ${dueBy ?? null})
    order by id limit ${limit}`;
}

async function unfinishedRefunds(
  sql: Sql,
  { after, limit, before, dueBy }: UnfinishedPage,
): Promise<readonly Unfinished[]> {
  return sql<Unfinished[]>`
    select id, external_refund_id is not null as "isKnownToProvider", created_at as "createdAt"
    from refund left join inquiry on subject_id = id
    where (refund_status in ('requested', 'pending') or receipt_registration = 'pending')
      and created_at < ${before} and id > ${after ?? firstId}
      and (${dueBy ?? null}::timestamptz is null or next_at is null or next_at <= ${dueBy ?? null})
    order by id limit ${limit}`;
}
