import { byConsumer, byJob, byStaff, byViewer, either, type Signed, signed } from "./actors.ts";

/**
 * `event`: every version of every subscription of the batch, the last being the row itself. `step` makes the moments
 * at which something changed, with who did it; what the row says at each follows from the life and the charges.
 */
export const events = `
  create temp table event on commit drop as
  with step as (
    ${step("life", "'begun'", "created_at", byViewer("user_id", "subscribes", "'begun' || n"))}
    union all
    select charge.n, 'paid', done_at, period, charge.id, charge.price_id, ${signed(settled("charge"))}
    from charge where status = 'succeeded'
    union all
    select charge.n, 'declined', done_at, period, null, null, ${signed(settled("charge"))}
    from charge join life using (n) where status = 'canceled' and period > 1
    union all
    ${step(
      "life",
      "'off'",
      "off_at",
      either(
        "off_by_staff",
        byStaff("support", "n", "asked by phone", "'off' || n"),
        byViewer("user_id", "switches automatic renewal off", "'off' || n"),
      ),
    )} where off_at is not null
    union all
    ${step("life", "'parked'", "parked_at", byStaff("manager", "n", "card reported stolen", "'parked' || n"))}
    where parked_at is not null
    union all
    ${step("life", "'announced'", "announced_at", byJob("notices", "announces every charge at least 72 hours before it", "announced_at"))}
    where announced_at is not null
    union all
    ${step("life", "'grace'", "grace_at", expires("grace_at"))} where grace_at is not null
    union all
    ${step("life", "'hold'", "hold_at", expires("hold_at"))} where hold_at is not null
    union all
    ${step("life", "'ended'", "ended_at", expires("ended_at"))} where ended_at is not null and fate <> 'refunded'
    union all
    select life.n, 'ended', ended_at, null::int, null::uuid, null::uuid, ${signed(givenBack("giving_back"))}
    from life join giving_back on giving_back.n = life.n and giving_back.at = ended_at where fate = 'refunded'
    union all
    select charge.n, 'abandoned', done_at, null, null, null, ${signed(settled("charge"))}
    from charge join life using (n) where state = 'abandoned'
  ), told as (
    select step.*,
      -- What was paid last stands until the next payment, and so does the count of declines since.
      count(*) filter (where what = 'paid') over earlier as paid,
      row_number() over earlier as version,
      row_number() over (partition by step.n order by step.at desc, rank desc) as from_last
    from (select *, array_position(array['begun', 'paid', 'off', 'parked', 'announced', 'declined', 'grace', 'hold', 'ended', 'abandoned'], what) as rank from step) step
    window earlier as (partition by step.n order by step.at, rank)
  ), counted as (
    select told.*,
      max(told.payment_id::text) over block ::uuid as last_payment_id,
      max(told.price_id::text) over block ::uuid as last_price_id,
      count(*) filter (where what = 'declined') over block as declines
    from told window block as (partition by n, paid order by at, rank)
  )
  select counted.n, at, version, from_last, counted.actor, counted.reason, counted.request_id,
    life.id, life.user_id, life.product, life.type_id, life.language, life.created_at,
    coalesce(last_price_id, first.price_id) as price_id,
    case when paid = 0 then case when what = 'abandoned' then 'abandoned' else 'pending' end
      when ended_at <= at then 'ended' when hold_at <= at then 'hold' when grace_at <= at then 'grace'
      else 'active' end as state,
    case when paid = 0 then has_consent
      else has_method and (off_at is null or at < off_at) and not (fate = 'refunded' and at >= ended_at) end as is_repeatable,
    case when paid > 0 then anchor end as start_date,
    case when paid > 0 then (((anchor at time zone 'Europe/Moscow') + paid * length) at time zone 'Europe/Moscow') end as end_date,
    paid::int as paid_periods,
    last_payment_id as payment_id,
    case when paid > 0 and has_method and not (unlinks and at >= off_at) then method_id end as payment_method_id,
    case when has_consent and (off_at is null or at < off_at) then consent_id end as consent_id,
    case when at >= parked_at then 'card reported stolen' end as parked_reason,
    declines::int as tries,
    case when declines > 0 then case when paid = periods then decline_class else 'funds' end end as decline_class,
    declines::int as class_tries,
    case when declines = tries and declines > 0 and paid = periods then life.retry_at end as retry_at,
    case when ended_at <= at then ended_at end as ended_at,
    case when ended_at <= at then case fate when 'cancelled' then 'period_over_cancelled'
      when 'refunded' then 'refunded_in_full' else 'hold_over' end end as end_cause,
    case when paid = periods and at >= announced_at then paid + 1 when declines > 0 then paid + 1
      when paid > 1 then paid end::int as notice_period,
    case when paid = periods and at >= announced_at then coming.price_id when declines > 0 then coming.price_id
      when paid > 1 then last_price_id end as notice_price_id
  from counted join life using (n)
    join charge first on first.n = life.n and first.period = 1 and first.attempt = 0
    left join tariff coming on coming.plan = life.plan
      and anchor + paid * length >= coming.starts_at and anchor + paid * length < coming.ends_at;
  create index on event (n);
  analyze event;`;

/** A step that says by itself what it changes. */
function step(from: string, what: string, at: string, by: Signed): string {
  return `select ${from}.n, ${what} as what, ${at} as at, null::int as period, null::uuid as payment_id, null::uuid as price_id, ${signed(by)} from ${from}`;
}

/** The outcome of a payment: the same request stands in its history and in its subscription's. */
export function settled(charge: string): Signed {
  const request = `'settled' || ${charge}.id`;
  return either(
    `${charge}.period = 1`,
    byConsumer("payment.settle", request),
    byConsumer("payment.charge", request),
  );
}

/** Whoever wanted a refund. */
export function givenBack(refund: string): Signed {
  const request = `'refund' || ${refund}.id`;
  return either(
    `${refund}.is_by_staff`,
    byStaff("support", `${refund}.n`, "asked for in the chat", request),
    {
      ...byViewer("user_id", "asks for a refund", request),
      actor: `'viewer:' || (select user_id from life where life.n = ${refund}.n)`,
    },
  );
}

function expires(at: string): Signed {
  return byJob("expire", "moves on subscriptions whose period, grace or hold is over", at);
}
