import type {
  LeavingRow,
  Moments,
  RefundRow,
  Reports,
  RevenueRow,
  StandingRow,
} from "@cinema/billing/reports";
import type { Instant } from "@cinema/core/instant";
import type { PeriodUnit } from "@cinema/core/period";
import type { DeclinedPeriods } from "@cinema/core/reporting";
import type { SubscriptionEvent } from "@cinema/core/subscription";
import { askInMemory } from "./ask-in-memory.ts";
import type { Sql } from "./connect.ts";

/** Sums come as bigint: `sum` of a bigint is numeric, which postgres.js would hand over as text. */
export function createReports(sql: Sql): Reports {
  return {
    revenue: (range) => revenue(sql, range),
    standing: () => standing(sql),
    leaving: (range, now) => leaving(sql, range, now),
    declined: (range) => declined(sql, range),
    refunds: (range) => refunds(sql, range),
  };
}

async function revenue(sql: Sql, { start, end }: Moments): Promise<readonly RevenueRow[]> {
  return sql<RevenueRow[]>`
    with taken as (
      select (payment_date at time zone 'Europe/Moscow')::date as day, price_id,
        count(*) as payments, sum(payment_amount) as paid
      from payment
      where payment_status = 'succeeded' and payment_date >= ${start} and payment_date < ${end}
      group by 1, 2
    ), returned as (
      select (r.refund_date at time zone 'Europe/Moscow')::date as day, p.price_id,
        count(*) as refunds, sum(r.refund_amount) as refunded
      from refund r join payment p on p.id = r.payment_id
      where r.refund_status = 'succeeded' and r.refund_date >= ${start} and r.refund_date < ${end}
      group by 1, 2
    )
    select day::text as day, t.id as "subscriptionTypeId", t.name as "typeName",
      coalesce(sum(payments), 0)::bigint as payments, coalesce(sum(paid), 0)::bigint as paid,
      coalesce(sum(refunds), 0)::bigint as refunds, coalesce(sum(refunded), 0)::bigint as refunded
    from taken full join returned using (day, price_id)
      join price on price.id = price_id join subscription_type t on t.id = price.subscription_type_id
    group by 1, 2, 3 order by 1, 3, 2`;
}

async function standing(sql: Sql): Promise<readonly StandingRow[]> {
  const rows = await sql<(Omit<StandingRow, "length"> & { unit: PeriodUnit; periods: number })[]>`
    with live as (
      select subscription_type_id, price_id, state, is_repeatable, count(*) as count
      from subscription where state in ('active', 'grace', 'hold')
      group by 1, 2, 3, 4
    )
    select t.id as "subscriptionTypeId", t.name as "typeName", t.period_unit as unit, t.period_count as periods,
      state, is_repeatable as "isRepeatable", sum(count)::bigint as count,
      sum(count * price.amount)::bigint as "perPeriod"
    from live join price on price.id = price_id join subscription_type t on t.id = live.subscription_type_id
    group by 1, 2, 3, 4, 5, 6 order by 2, 1, 5, 6`;
  return rows.map(({ unit, periods, ...row }) => ({ ...row, length: { unit, count: periods } }));
}

interface LeavingCounts {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly liveAtStart: number;
  readonly started: number;
  readonly cause: SubscriptionEvent | null;
  readonly ended: number | null;
}

/** Who was live at a moment is reckoned back from who is live now: by those who came and those who went since. */
async function leaving(sql: Sql, { start, end }: Moments, now: Instant): Promise<readonly LeavingRow[]> {
  const rows = await sql<LeavingCounts[]>`
    with live as (
      select subscription_type_id as id, count(*) as count from subscription
      where state in ('active', 'grace', 'hold') group by 1
    ), came as (
      select subscription_type_id as id, count(*) as since, count(*) filter (where start_date < ${end}) as within
      from subscription where start_date >= ${start} and start_date <= ${now} group by 1
    ), went as (
      select subscription_type_id as id, end_cause as cause, count(*) as since,
        count(*) filter (where ended_at < ${end}) as within
      from subscription where ended_at >= ${start} group by 1, 2
    )
    select t.id as "subscriptionTypeId", t.name as "typeName",
      (coalesce(live.count, 0) - coalesce(came.since, 0)
        + coalesce((select sum(since) from went where went.id = t.id), 0))::bigint as "liveAtStart",
      coalesce(came.within, 0)::bigint as started, went.cause, went.within as ended
    from subscription_type t left join live using (id) left join came using (id) left join went using (id)
    order by t.name, t.id, went.cause`;
  const byType = Map.groupBy(rows, ({ subscriptionTypeId }) => subscriptionTypeId);
  return [...byType.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { subscriptionTypeId, typeName, liveAtStart, started } = first;
    const ended = group.flatMap(({ cause, ended }) =>
      cause !== null && ended ? { cause, count: ended } : [],
    );
    return { subscriptionTypeId, typeName, liveAtStart, started, ended };
  });
}

async function declined(sql: Sql, { start, end }: Moments): Promise<readonly DeclinedPeriods[]> {
  const question = sql`
    with first as (
      select distinct on (subscription_id, period_number) subscription_id, period_number, cancellation_reason as reason
      from payment
      where payment_status = 'canceled' and purpose = 'renewal' and cancellation_reason <> 'withdrawn'
        and created_at >= ${start} and created_at < ${end}
      order by subscription_id, period_number, created_at
    ), fresh as (
      select * from first where not exists (
        select from payment p
        where p.subscription_id = first.subscription_id and p.period_number = first.period_number
          and p.payment_status = 'canceled' and p.purpose = 'renewal' and p.cancellation_reason <> 'withdrawn'
          and p.created_at < ${start})
    )
    select reason, count(*) as declined, count(paid.amount) as recovered,
      count(*) filter (where paid.amount is null and s.state in ('active', 'grace', 'hold')
        and s.paid_periods < fresh.period_number) as open,
      coalesce(sum(paid.amount), 0)::bigint as "recoveredAmount"
    from fresh join subscription s on s.id = fresh.subscription_id
      left join lateral (
        select p.payment_amount as amount from payment p
        where p.subscription_id = fresh.subscription_id and p.period_number = fresh.period_number
          and p.payment_status = 'succeeded' order by p.payment_date limit 1) paid on true
    group by 1 order by 1`;
  return askInMemory<DeclinedPeriods>(sql, question);
}

async function refunds(sql: Sql, { start, end }: Moments): Promise<readonly RefundRow[]> {
  return sql<RefundRow[]>`
    select kind, refund_status as status, count(*) as count, sum(refund_amount)::bigint as amount
    from refund where created_at >= ${start} and created_at < ${end}
    group by 1, 2 order by 1, 2`;
}
