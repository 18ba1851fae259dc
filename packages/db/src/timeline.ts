import type { Page } from "@cinema/billing/ports";
import type { Happening, HappeningKind } from "@cinema/billing/timeline";
import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";
import * as kinds from "./rows.ts";

interface HappeningRow {
  readonly id: string;
  readonly kind: HappeningKind;
  readonly at: Instant;
  readonly plan_name: string | null;
  readonly plan_name_en: string | null;
  readonly subscription_id: string | null;
  readonly payment_id: string | null;
  readonly refund_id: string | null;
  readonly method_id: string | null;
  readonly amount: Kopecks | null;
  readonly until: Instant | null;
  readonly reason: string | null;
  readonly letter: string | null;
}

/**
 * What happened to a viewer's subscriptions, payments, refunds, methods and letters, the latest first: what the
 * history tables say by each row's difference from the one before. All of one viewer's is read for a page.
 */
export async function timelineOf(sql: Sql, userId: string, page: Page): Promise<readonly Happening[]> {
  const [rows, methods] = await Promise.all([
    happenings(sql, userId, page),
    sql<Row[]>`select * from payment_method where user_id = ${userId}`,
  ]);
  const known = new Map(methods.map(kinds.paymentMethodRows.read).map((method) => [method.id, method]));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    at: row.at,
    plan: row.plan_name === null ? undefined : { name: row.plan_name, nameEn: row.plan_name_en ?? undefined },
    subscriptionId: row.subscription_id ?? undefined,
    paymentId: row.payment_id ?? undefined,
    refundId: row.refund_id ?? undefined,
    amount: row.amount ?? undefined,
    until: row.until ?? undefined,
    reason: row.reason ?? undefined,
    method: known.get(row.method_id ?? ""),
    letter: row.letter ?? undefined,
  }));
}

function happenings(sql: Sql, userId: string, { after, limit }: Page) {
  return sql<HappeningRow[]>`
    with own as (
      select s.id, t.name as plan_name, t.name_en as plan_name_en
      from subscription s join subscription_type t on t.id = s.subscription_type_id
      where s.user_id = ${userId}
    ), of_subscription as (
      select own.plan_name, own.plan_name_en, h.history_id, h.changed_at, h.row_id, h."row",
        lag(h."row") over (partition by h.row_id order by h.history_id) as before
      from own join subscription_history h on h.row_id = own.id
    ), of_payment as (
      select own.plan_name, own.plan_name_en, own.id as subscription_id, h.history_id, h.changed_at, h.row_id, h."row",
        lag(h."row") over (partition by h.row_id order by h.history_id) as before
      from own join payment p on p.subscription_id = own.id join payment_history h on h.row_id = p.id
    ), of_refund as (
      select own.plan_name, own.plan_name_en, own.id as subscription_id, r.payment_id, h.history_id, h.changed_at, h.row_id, h."row",
        lag(h."row") over (partition by h.row_id order by h.history_id) as before
      from own join payment p on p.subscription_id = own.id join refund r on r.payment_id = p.id
        join refund_history h on h.row_id = r.id
    ), happening (id, at, kind, plan_name, plan_name_en, subscription_id, payment_id, refund_id, method_id, amount, until, reason, letter) as (
      select 'subscription-' || lpad(history_id::text, 18, '0'), changed_at,
        case
          when before is null then 'purchase_begun'
          when before->>'state' = 'pending' and "row"->>'state' = 'active' then 'subscription_started'
          when "row"->'extensions' <> before->'extensions' then 'subscription_extended'
          when "row"->'paid_periods' <> before->'paid_periods' then 'subscription_renewed'
          when "row"->'state' = before->'state' then null
          else case "row"->>'state' when 'abandoned' then 'purchase_abandoned' when 'grace' then 'grace_began'
            when 'hold' then 'access_paused' when 'ended' then 'subscription_ended' end
        end,
        plan_name, plan_name_en, row_id, null::uuid, null::uuid, null::uuid, null::bigint,
        case when "row"->'end_date' <> before->'end_date' then ("row"->>'end_date')::timestamptz end, null, null
      from of_subscription
      union all
      select 'renewing-' || lpad(history_id::text, 18, '0'), changed_at,
        case when ("row"->>'is_repeatable')::boolean then 'auto_renew_on' else 'auto_renew_off' end,
        plan_name, plan_name_en, row_id, null, null, null, null, null, null, null
      from of_subscription
      where "row"->'is_repeatable' <> before->'is_repeatable'
        and before->>'state' in ('active', 'grace', 'hold') and "row"->>'state' in ('active', 'grace', 'hold')
      union all
      select 'payment-' || lpad(history_id::text, 18, '0'), changed_at, 'payment_' || ("row"->>'payment_status'),
        plan_name, plan_name_en, subscription_id, row_id, null, null, ("row"->>'payment_amount')::bigint, null,
        "row"->>'cancellation_reason', null
      from of_payment
      where "row"->'payment_status' <> before->'payment_status'
        and "row"->>'payment_status' in ('succeeded', 'canceled')
      union all
      select 'refund-' || lpad(history_id::text, 18, '0'), changed_at, 'refund_' || ("row"->>'refund_status'),
        plan_name, plan_name_en, subscription_id, payment_id, row_id, null, ("row"->>'refund_amount')::bigint, null, null, null
      from of_refund
      where (before is null or "row"->'refund_status' <> before->'refund_status')
        and "row"->>'refund_status' in ('requested', 'succeeded', 'canceled')
      union all
      select 'method-' || id || '-' || kind, at, kind, null, null, null, null, null, id, null, null, null, null
      from payment_method, lateral (values (linked_at, 'method_linked'), (unlinked_at, 'method_unlinked')) as change (at, kind)
      where user_id = ${userId} and at is not null
      union all
      select 'letter-' || id, sent_at, 'letter_sent', null, null, null, null, null, null, null, null, null, template
      from letter where user_id = ${userId} and status = 'sent'
    )
    select * from happening
    where kind is not null
      and (${after ?? null}::text is null or (at, id) < (select at, id from happening where id = ${after ?? null}))
    order by at desc, id desc limit ${limit}`;
}
