import type { TimelineSource } from "@cinema/billing/viewers";
import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { Sql } from "./connect.ts";

/**
 * Common tables for a statement about a viewer's timeline. `own`: his subscriptions. `happening`: every row of the
 * histories of what is his, told by its difference from the one before, with who did it and why, and his methods
 * and the letters that were sent. A `kind` is null where a row changes nothing that a viewer would call an event.
 * All of one viewer's is read.
 */
export function happeningsOf(sql: Sql, userId: string) {
  return sql`
    with own as (
      select s.id, jsonb_build_object('name', t.name, 'nameEn', t.name_en) as plan
      from subscription s join subscription_type t on t.id = s.subscription_type_id
      where s.user_id = ${userId}
    ), of_subscription as (
      select *,
        "row"->'is_repeatable' <> before->'is_repeatable'
          and before->>'state' in ('active', 'grace', 'hold') and "row"->>'state' in ('active', 'grace', 'hold')
          as switches_renewal
      from (
        select own.plan, h.*, lag(h."row") over (partition by h.row_id order by h.history_id) as before
        from own join subscription_history h on h.row_id = own.id
      ) one_after_another
    ), of_payment as (
      select own.plan, own.id as subscription_id, h.*,
        lag(h."row") over (partition by h.row_id order by h.history_id) as before
      from own join payment p on p.subscription_id = own.id join payment_history h on h.row_id = p.id
    ), of_refund as (
      select own.plan, own.id as subscription_id, r.payment_id, h.*,
        lag(h."row") over (partition by h.row_id order by h.history_id) as before
      from own join payment p on p.subscription_id = own.id join refund r on r.payment_id = p.id
        join refund_history h on h.row_id = r.id
    ), subscription_step as (
      select *,
        case
          when before is null then 'purchase_begun'
          when before->>'state' = 'pending' and "row"->>'state' = 'active' then 'subscription_started'
          when "row"->'extensions' <> before->'extensions' then 'subscription_extended'
          when "row"->'paid_periods' <> before->'paid_periods' then 'subscription_renewed'
          when "row"->'state' = before->'state' then null
          else case "row"->>'state' when 'abandoned' then 'purchase_abandoned' when 'grace' then 'grace_began'
            when 'hold' then 'access_paused' when 'ended' then 'subscription_ended' end
        end as kind
      from of_subscription
    ), happening (
      id, at, kind, source, plan, subscription_id, payment_id, refund_id, method_id, amount, until,
      cancellation_reason, letter, letter_id, actor, why, request_id, before, after
    ) as (
      select 'subscription-' || lpad(history_id::text, 18, '0'), changed_at, kind, 'subscription',
        plan, row_id, null::uuid, null::uuid, null::uuid, null::bigint,
        case when "row"->'end_date' <> before->'end_date' then ("row"->>'end_date')::timestamptz end,
        null, null, null::uuid, actor, reason, request_id, before, "row"
      from subscription_step
      where kind is not null or not switches_renewal
      union all
      select 'renewing-' || lpad(history_id::text, 18, '0'), changed_at,
        case when ("row"->>'is_repeatable')::boolean then 'auto_renew_on' else 'auto_renew_off' end, 'subscription',
        plan, row_id, null, null, null, null, null, null, null, null, actor, reason, request_id, before, "row"
      from of_subscription
      where switches_renewal
      union all
      select 'payment-' || lpad(history_id::text, 18, '0'), changed_at,
        case when "row"->'payment_status' <> before->'payment_status'
          and "row"->>'payment_status' in ('succeeded', 'canceled') then 'payment_' || ("row"->>'payment_status') end,
        'payment', plan, subscription_id, row_id, null, null, ("row"->>'payment_amount')::bigint, null,
        "row"->>'cancellation_reason', null, null, actor, reason, request_id, before, "row"
      from of_payment
      union all
      select 'refund-' || lpad(history_id::text, 18, '0'), changed_at,
        case when (before is null or "row"->'refund_status' <> before->'refund_status')
          and "row"->>'refund_status' in ('requested', 'succeeded', 'canceled') then 'refund_' || ("row"->>'refund_status') end,
        'refund', plan, subscription_id, payment_id, row_id, null, ("row"->>'refund_amount')::bigint, null,
        "row"->>'cancellation_reason', null, null, actor, reason, request_id, before, "row"
      from of_refund
      union all
      select 'method-' || id || '-' || kind, at, kind, 'method',
        null, null, null, null, id, null, null, null, null, null, null, null, null, null, null
      from payment_method, lateral (values (linked_at, 'method_linked'), (unlinked_at, 'method_unlinked')) as change (at, kind)
      where user_id = ${userId} and at is not null
      union all
      select 'letter-' || id, sent_at, 'letter_sent', 'letter',
        null, null, null, null, null, null, null, null, template, id, null, null, null, null, null
      from letter where user_id = ${userId} and status = 'sent'
    )`;
}

/** What a statement on `happening` gives. */
export interface HappeningRow {
  readonly id: string;
  readonly at: Instant;
  readonly source: TimelineSource;
  readonly plan: { readonly name: string; readonly nameEn: string | null } | null;
  readonly subscription_id: string | null;
  readonly payment_id: string | null;
  readonly refund_id: string | null;
  readonly method_id: string | null;
  readonly amount: Kopecks | null;
  readonly until: Instant | null;
  readonly cancellation_reason: string | null;
  /** The event that it is about. */
  readonly letter: string | null;
}
