import type { Made, OrderedPage, PaymentDossier, PaymentFilter, Payments } from "@cinema/billing/payments";
import type { PaymentView } from "@cinema/billing/ports";
import { noticeCauses } from "@cinema/core/announce-renewal";
import type { PlanNames } from "@cinema/core/subscription-type";
import { allOf } from "./conditions.ts";
import type { Sql } from "./connect.ts";
import { lettersAbout } from "./letters.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/** All payments, for the staff to read. */
export function createPayments(sql: Sql): Payments {
  return {
    search: async (filter, page) => (await paymentSearch(sql, filter, page)).map(readView),
    get: (paymentId) => dossier(sql, paymentId),
  };
}

/** The statement of a search. */
export function paymentSearch(sql: Sql, filter: PaymentFilter, page: OrderedPage) {
  const { userId, subscriptionId, externalId, status, purpose } = filter;
  // The page is taken first and looked around afterwards: no plan can join more than a page.
  return sql<(Row & PlanColumns)[]>`
    select p.*, t.name as plan_name, t.name_en as plan_name_en
    from (
      select * from payment p
      where ${allOf(sql, [
        userId !== undefined && sql`p.user_id = ${userId}`,
        subscriptionId !== undefined && sql`p.subscription_id = ${subscriptionId}`,
        externalId !== undefined && sql`p.external_payment_id = ${externalId}`,
        status !== undefined && sql`p.payment_status = ${status}`,
        // Says what the index of unfinished payments is about, which a parameter does not.
        status !== undefined && status !== "succeeded" && status !== "canceled" && unfinished(sql),
        purpose !== undefined && sql`p.purpose = ${purpose}`,
        ...made(sql, filter, { table: "p", amount: "payment_amount" }),
        after(sql, page, { table: "p", of: "payment" }),
      ])}
      order by ${inOrder(sql, page, "p")} limit ${page.limit}
    ) p
      join subscription s on s.id = p.subscription_id join subscription_type t on t.id = s.subscription_type_id
    order by ${inOrder(sql, page, "p")}`;
}

function unfinished(sql: Sql) {
  return sql`p.payment_status in ('draft', 'pending', 'waiting_for_capture', 'unknown')`;
}

/** When a row was made and of what sum it is. */
export function made(
  sql: Sql,
  { from, to, least, most }: Made,
  { table, amount }: { readonly table: string; readonly amount: string },
) {
  const at = sql(`${table}.created_at`);
  const sum = sql(`${table}.${amount}`);
  return [
    from !== undefined && sql`${at} >= ${from}`,
    to !== undefined && sql`${at} < ${to}`,
    least !== undefined && sql`${sum} >= ${least}`,
    most !== undefined && sql`${sum} <= ${most}`,
  ];
}

/** Behind the row that a page ends with. */
export function after(
  sql: Sql,
  { after, order }: OrderedPage,
  { table, of }: { readonly table: string; readonly of: string },
) {
  if (after === undefined) return undefined;
  const here = sql`(${sql(`${table}.created_at`)}, ${sql(`${table}.id`)})`;
  const there = sql`(select created_at, id from ${sql(of)} where id = ${after})`;
  return order === "newest" ? sql`${here} < ${there}` : sql`${here} > ${there}`;
}

export function inOrder(sql: Sql, { order }: OrderedPage, table: string) {
  const [at, id] = [sql(`${table}.created_at`), sql(`${table}.id`)];
  return order === "newest" ? sql`${at} desc, ${id} desc` : sql`${at}, ${id}`;
}

/** A plan's names in a row of something else. */
export interface PlanColumns {
  readonly plan_name: string;
  readonly plan_name_en: string | null;
}

export function planIn({ plan_name: name, plan_name_en: nameEn }: PlanColumns): PlanNames {
  return { name, nameEn: nameEn ?? undefined };
}

function readView(row: Row & PlanColumns): PaymentView {
  return { payment: kinds.paymentRows.read(row), plan: planIn(row) };
}

async function dossier(sql: Sql, paymentId: string): Promise<PaymentDossier | undefined> {
  const payment = one(kinds.paymentRows, await sql<Row[]>`select * from payment where id = ${paymentId}`);
  if (payment === undefined) return undefined;
  const { subscriptionId } = payment;
  const [subscriptions, types, refundRows, approvals] = await Promise.all([
    sql<Row[]>`select * from subscription where id = ${subscriptionId}`,
    sql<Row[]>`
      select t.* from subscription_type t join subscription s on s.subscription_type_id = t.id
      where s.id = ${subscriptionId}`,
    sql<Row[]>`select * from refund where payment_id = ${paymentId} order by id desc`,
    sql<Row[]>`
      select * from approval where subject = ${`payment:${paymentId}`} and status = 'waiting' order by id desc`,
  ]);
  const subscription = one(kinds.subscriptionRows, subscriptions);
  const type = one(kinds.subscriptionTypeRows, types);
  if (subscription === undefined || type === undefined)
    throw new Error(`payment ${paymentId} has no subscription or no type`);
  const refunds = refundRows.map(kinds.refundRows.read);
  const causes = [
    `payment:${paymentId}`,
    ...noticeCauses(subscription, payment.periodNumber),
    ...refunds.map(({ id }) => `refund:${id}`),
  ];
  return {
    payment,
    subscription,
    type,
    refunds,
    letters: await lettersAbout(sql, payment.userId, causes),
    openApprovals: approvals.map(kinds.approvalRows.read),
  };
}
