import type { Halt } from "@cinema/billing/hold-back";
import type {
  LetterCase,
  Page,
  PaymentView,
  Store,
  SubscriptionView,
  Unfinished,
  UnfinishedPage,
} from "@cinema/billing/ports";
import type { Plan } from "@cinema/core/catalogue";
import type { Language } from "@cinema/core/language";
import type { Template } from "@cinema/core/template";
import { and, desc, eq, lt, type SQL, sql as text } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { createApprovals } from "./approvals.ts";
import { createBindings } from "./bindings.ts";
import { createCatalogue } from "./catalogue.ts";
import type { Sql } from "./connect.ts";
import { createExports } from "./exports.ts";
import { createMailings } from "./mailings.ts";
import { prepared } from "./prepared.ts";
import { createReports } from "./reports.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";
import * as schema from "./schema.ts";
import { createTemplates } from "./templates.ts";
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
    catalogue: createCatalogue(sql),
    templates: createTemplates(sql),
    mailings: createMailings(sql),
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
    .orderBy(schema.subscriptionType.id);
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
      noticeSentAt: letter.sentAt,
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
    .where(eq(subscription.userId, userId))
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

async function paymentsOf(
  db: Database,
  userId: string,
  { after, limit }: Page,
): Promise<readonly PaymentView[]> {
  const { payment, subscription, subscriptionType } = schema;
  const rows = await db
    .select({ payment, name: subscriptionType.name, nameEn: subscriptionType.nameEn })
    .from(payment)
    .innerJoin(subscription, eq(subscription.id, payment.subscriptionId))
    .innerJoin(subscriptionType, eq(subscriptionType.id, subscription.subscriptionTypeId))
    .where(and(eq(payment.userId, userId), lt(payment.id, after ?? lastId)))
    .orderBy(desc(payment.id))
    .limit(limit);
  return rows.map(({ payment, name, nameEn }) => ({
    payment: kinds.paymentRows.fromFields(payment),
    plan: { name, nameEn: nameEn ?? undefined },
  }));
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
  const rows = await sql<Row[]>`
    select * from template where event = ${event} and language = ${language} order by version desc limit 1`;
  return one(kinds.templateRows, rows);
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
