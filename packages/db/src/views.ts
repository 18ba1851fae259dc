import type { Halt } from "@cinema/billing/hold-back";
import type { Page, PaymentView, Store, Unfinished, UnfinishedPage } from "@cinema/billing/ports";
import type { Plan } from "@cinema/core/catalogue";
import type { Language } from "@cinema/core/language";
import type { Template } from "@cinema/core/template";
import { and, desc, eq, lt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { createApprovals } from "./approvals.ts";
import { createAuditTrail } from "./audit-trail.ts";
import { createBindings } from "./bindings.ts";
import { createBooks } from "./books.ts";
import { createCatalogue } from "./catalogue.ts";
import { createColleagues } from "./colleagues.ts";
import type { Sql } from "./connect.ts";
import { createDifferences } from "./differences.ts";
import { createExports } from "./exports.ts";
import { createInbox } from "./inbox.ts";
import { createIndicators } from "./indicators.ts";
import { createJobRuns } from "./job-runs.ts";
import { createLetters, letterCase } from "./letters.ts";
import { createMailings } from "./mailings.ts";
import { createPayments } from "./payments.ts";
import { prepared } from "./prepared.ts";
import { createReconciliations } from "./reconciliations.ts";
import { createRefunds } from "./refunds.ts";
import { createReports } from "./reports.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";
import * as schema from "./schema.ts";
import { subscriptionViews } from "./subscription-views.ts";
import { createSubscriptions } from "./subscriptions.ts";
import { createTemplates } from "./templates.ts";
import { timelineOf } from "./timeline.ts";
import { paymentMethodsOf, refundsOf } from "./viewer-views.ts";
import { createViewers } from "./viewers.ts";

type Database = ReturnType<typeof drizzle>;

/** The reads that lock nothing. */
export function createViews(sql: Sql): Omit<Store, "change" | "calls"> {
  const db = drizzle(prepared(sql));
  return {
    approvals: createApprovals(sql),
    bindings: createBindings(sql),
    inbox: createInbox(sql),
    reports: createReports(sql),
    exports: createExports(sql),
    catalogue: createCatalogue(sql),
    colleagues: createColleagues(sql),
    viewers: createViewers(sql),
    subscriptions: createSubscriptions(sql),
    auditTrail: createAuditTrail(sql),
    jobRuns: createJobRuns(sql),
    indicators: createIndicators(sql),
    books: createBooks(sql),
    differences: createDifferences(sql),
    reconciliations: createReconciliations(sql),
    payments: createPayments(sql),
    refunds: createRefunds(sql),
    letters: createLetters(sql),
    templates: createTemplates(sql),
    mailings: createMailings(sql),
    plans: () => plans(db),
    subscriptionsOf: (userId) => subscriptionViews(db, eq(schema.subscription.userId, userId)),
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
