import type { Instant } from "@cinema/core/instant";
import { atSecond, chance, days, idAt } from "./dice.ts";

/**
 * `charge`: every payment of the batch's lives. The first is taken as the subscription begins, a renewal three days
 * before its period; one in seventeen renewals is declined and paid a day and a half later (attempt 1).
 * `done_at` is the outcome's moment, null where there is none yet.
 */
export function charges(now: Instant): string {
  const moment = `timestamptz '${now}'`;
  const of = "n * 64 + period";
  return `
  create temp table charge on commit drop as
  with begun as (
    select life.n, period, ${chance("life.n * 64 + period", 30)} < 0.06 and period > 1
        and anchor + (period - 1) * length < ${moment} + interval '33 hours' as was_declined,
      case when period = 1 then created_at
        else anchor + (period - 1) * length - interval '3 days' + interval '1 minute' * floor(${chance("life.n * 64 + period", 31)} * 9) end as created_at
    from life, generate_series(1, periods) period
  ), attempt as (
    select n, period, was_declined::int as attempt, 'succeeded' as status,
      created_at + was_declined::int * interval '36 hours' as created_at
    from begun
    union all
    select n, period, 0, 'canceled', created_at from begun where was_declined
    union all
    select n, periods + 1, try - 1, 'canceled',
      end_date - interval '3 days' + (try - 1) * interval '38 hours' + interval '9 minutes'
    from life, generate_series(1, tries) try
    union all
    select n, 1, 0, case when state = 'abandoned' then 'canceled' when ${chance("n", 32)} < 0.1 then 'unknown' else 'pending' end,
      created_at
    from life where periods = 0
  )
  select attempt.*, life.id as subscription_id, life.user_id, tariff.price_id, tariff.amount,
    ${idAt("attempt.created_at", "'payment' || n || ' ' || period || ' ' || attempt")} as id,
    period > 1 as is_renewal,
    case when status in ('succeeded', 'canceled') then
      case when period > 1 then attempt.created_at + interval '1 minute'
        when status = 'succeeded' then life.anchor
        when place = 7 then attempt.created_at + ${atSecond(`interval '1 minute' * (1 + 4 * ${chance("n", 33)})`)}
        else attempt.created_at + interval '1 hour' end end as done_at,
    case when status = 'canceled' then
      case when period > 1 and period = periods + 1 then decline_reason when period > 1 then 'insufficient_funds'
        when place = 7 then 'general_decline' else 'expired_on_confirmation' end end as failure
  from attempt join life using (n)
    join tariff on tariff.plan = life.plan
      and (case when period = 1 then attempt.created_at else anchor + (period - 1) * length end) >= tariff.starts_at
      and (case when period = 1 then attempt.created_at else anchor + (period - 1) * length end) < tariff.ends_at;
  create index on charge (n, period);
  analyze charge;

  create temp table giving_back on commit drop as
  with wish as (
    select charge.n, charge.id as payment_id, charge.amount as paid, life.ended_at as at,
      case when ${chance("charge.n", 34)} < 0.5 then 'full' else 'prorated' end as kind, end_date, days
    from life join charge on charge.n = life.n and period = periods and status = 'succeeded'
    where fate = 'refunded'
    union all
    select charge.n, charge.id, charge.amount, ${atSecond(`done_at + ${days(`0.1 + 9 * ${chance(of, 35)}`)}`)}, 'partial', null, null
    from charge join life using (n)
    where status = 'succeeded' and not (fate = 'refunded' and period = periods) and ${chance(of, 36)} < 0.02
  )
  select *, ${idAt("at", "'refund' || payment_id")} as id,
    case kind when 'full' then paid when 'partial' then paid / 5
      else greatest(1, floor(paid * least(1, extract(epoch from end_date - at) / 86400 / days)))::bigint end as amount,
    case when at > ${moment} - interval '1 day' then 'pending'
      when kind = 'partial' and ${chance("n", 37)} < 0.04 then 'canceled' else 'succeeded' end as status,
    at + interval '90 seconds' as done_at,
    ${chance("n", 38)} < 0.4 as is_by_staff
  from wish where at < ${moment};
  create index on giving_back (payment_id);
  analyze giving_back;`;
}
