import type { Keyset } from "@cinema/billing/keyset";
import {
  mostPayments,
  type SubscriptionFile,
  type SubscriptionFilter,
  type SubscriptionListing,
  type SubscriptionOrder,
  type SubscriptionOwner,
  type SubscriptionPosition,
  type Subscriptions,
} from "@cinema/billing/subscriptions";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Sql } from "./connect.ts";
import { prepared } from "./prepared.ts";
import type { Row } from "./rows.ts";
import * as kinds from "./rows.ts";
import { one } from "./rows.ts";
import * as schema from "./schema.ts";
import { subscriptionViews } from "./subscription-views.ts";
import { unforeseen } from "./unforeseen.ts";
import { keyOf } from "./viewers.ts";

type Search = Keyset<SubscriptionPosition> & {
  readonly order: SubscriptionOrder;
  readonly owner: SubscriptionOwner | undefined;
};

/** What the staff looks up about subscriptions. */
export function createSubscriptions(sql: Sql): Subscriptions {
  const db = drizzle(prepared(sql));
  return {
    search: (filter, search) => find(sql, filter, search),
    get: (subscriptionId) => get(sql, db, subscriptionId),
  };
}

async function find(
  sql: Sql,
  filter: SubscriptionFilter,
  search: Search,
): Promise<readonly SubscriptionListing[]> {
  const { order, owner } = search;
  const found = owner === undefined ? ofEverybody(sql, filter, search) : ofOwner(sql, filter, owner, search);
  const rows = await sql<(Row & Viewed)[]>`
    select found.*, t.name as plan_name, t.name_en as plan_name_en, v.user_id as viewer_id, v.email, v.name
    from (${found}) found join subscription_type t on t.id = found.subscription_type_id
      left join viewer v on v.user_id = found.user_id
    order by ${inOrder(sql, order)}`;
  return rows.map((row) => ({
    subscription: kinds.subscriptionRows.read(row),
    plan: { name: row.plan_name, nameEn: row.plan_name_en ?? undefined },
    viewer:
      row.viewer_id === null ? undefined : { email: row.email ?? undefined, name: row.name ?? undefined },
  }));
}

interface Viewed {
  readonly plan_name: string;
  readonly plan_name_en: string | null;
  readonly viewer_id: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

/**
 * The first few of each group of subscriptions that are the same to the filter, merged. A group is found and read
 * by its index, so a page costs so many index look-ups as there are groups (states, types and three flags: some
 * hundreds), whatever the filter leaves over and however many rows there are. Walking one index and filtering on
 * the way would read all of it for a rare combination.
 */
function ofEverybody(sql: Sql, filter: SubscriptionFilter, { order, after, limit }: Search) {
  return sql`
    with recursive step (state, subscription_type_id, is_repeatable, is_parked, is_declined) as (
      (select ${group(sql)} from subscription s order by ${group(sql)} limit 1)
      union all
      select next.* from step cross join lateral (
        select ${group(sql)} from subscription s
        where (${group(sql)}) > (step.state, step.subscription_type_id, step.is_repeatable, step.is_parked, step.is_declined)
        order by ${group(sql)} limit 1) next
    )
    select first.* from step cross join lateral (
      select s.* from subscription s
      where s.state = step.state and s.subscription_type_id = step.subscription_type_id
        and s.is_repeatable = step.is_repeatable and (s.parked_reason is not null) = step.is_parked
        and (s.tries > 0) = step.is_declined
        and ${afterwards(sql, order, after, filter)}
      order by ${inOrder(sql, order)} limit ${unforeseen(sql, limit)}) first
    where ${matches(sql, "step", filter)}
    order by ${inOrder(sql, order)} limit ${limit}`;
}

/** One viewer has few subscriptions: all are read. */
function ofOwner(
  sql: Sql,
  filter: SubscriptionFilter,
  owner: SubscriptionOwner,
  { order, after, limit }: Search,
) {
  const users =
    "userId" in owner
      ? sql`select ${owner.userId}::text as user_id`
      : sql`select user_id from viewer where ${keyOf(sql, "email")} = lower(${owner.email})`;
  return sql`
    select all_his.* from (
      select s.*, s.parked_reason is not null as is_parked, s.tries > 0 as is_declined
      from (${users}) u join subscription s on s.user_id = u.user_id offset 0
    ) all_his
    where ${matches(sql, "all_his", filter)} and ${afterwards(sql, order, after, filter)}
    order by ${inOrder(sql, order)} limit ${limit}`;
}

/** In the words of the indexes `subscription_newest_of_group` and `subscription_ending_of_group`. */
function group(sql: Sql) {
  return sql`s.state, s.subscription_type_id, s.is_repeatable, (s.parked_reason is not null), (s.tries > 0)`;
}

function inOrder(sql: Sql, order: SubscriptionOrder) {
  return order === "newest" ? sql`id desc` : sql`end_date, id`;
}

/** The filters that do not look at dates; `from` has the columns of a group. */
function matches(
  sql: Sql,
  from: string,
  { states, subscriptionTypeId, isRepeatable, isParked, isDeclined }: SubscriptionFilter,
) {
  const is = (column: string, wanted: boolean | undefined) =>
    sql`(${wanted ?? null}::boolean is null or ${sql(`${from}.${column}`)} = ${wanted ?? null})`;
  return sql`
    (${states ?? null}::text[] is null or ${sql(`${from}.state`)} = any(${states ?? null}))
      and (${subscriptionTypeId ?? null}::uuid is null
        or ${sql(`${from}.subscription_type_id`)} = ${subscriptionTypeId ?? null})
      and ${is("is_repeatable", isRepeatable)} and ${is("is_parked", isParked)} and ${is("is_declined", isDeclined)}`;
}

/** The rows after a position, of those whose period ends within the range. */
function afterwards(
  sql: Sql,
  order: SubscriptionOrder,
  after: SubscriptionPosition | undefined,
  { endsFrom, endsBefore }: SubscriptionFilter,
) {
  return order === "newest"
    ? sql`
        id < ${after?.id ?? lastId}
          and (${endsFrom ?? null}::timestamptz is null or end_date >= ${endsFrom ?? null})
          and (${endsBefore ?? null}::timestamptz is null or end_date < ${endsBefore ?? null})`
    : sql`
        end_date is not null and end_date < ${endsBefore ?? "infinity"}
          and (end_date, id) > (${after?.endDate ?? endsFrom ?? "-infinity"}, ${after?.id ?? firstId})`;
}

const firstId = "00000000-0000-0000-0000-000000000000";
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

async function get(
  sql: Sql,
  db: ReturnType<typeof drizzle>,
  subscriptionId: string,
): Promise<SubscriptionFile | undefined> {
  const [[view], payments] = await Promise.all([
    subscriptionViews(db, eq(schema.subscription.id, subscriptionId)),
    sql<Row[]>`
      select * from payment where subscription_id = ${subscriptionId} order by id desc limit ${mostPayments + 1}`,
  ]);
  if (view === undefined) return undefined;
  const shown = payments.slice(0, mostPayments).map(kinds.paymentRows.read);
  const ids = shown.map(({ id }) => id);
  const subjects = [`subscription:${subscriptionId}`, ...ids.map((id) => `payment:${id}`)];
  const [refunds, viewers, approvals] = await Promise.all([
    sql<Row[]>`select * from refund where payment_id = any(${ids}::uuid[]) order by id desc`,
    sql<Row[]>`select * from viewer where user_id = ${view.subscription.userId}`,
    sql<Row[]>`
      select * from approval where subject = any(${subjects}::text[]) and status = 'waiting' order by id desc`,
  ]);
  const refundsOf = Map.groupBy(refunds.map(kinds.refundRows.read), ({ paymentId }) => paymentId);
  return {
    view,
    viewer: one(kinds.viewerRows, viewers),
    payments: shown.map((payment) => ({ payment, refunds: refundsOf.get(payment.id) ?? [] })),
    hasMorePayments: payments.length > mostPayments,
    approvals: approvals.map(kinds.approvalRows.read),
  };
}
