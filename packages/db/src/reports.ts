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
  const dayOf = (moment: Instant) => sql`(${moment}::timestamptz at time zone 'Europe/Moscow')::date`;
  return sql<RevenueRow[]>`
    select day::text as day, t.id as "subscriptionTypeId", t.name as "typeName",
      sum(payments)::bigint as payments, sum(paid)::bigint as paid,
      sum(refunds)::bigint as refunds, sum(refunded)::bigint as refunded
    from revenue_total join price on price.id = price_id join subscription_type t on t.id = price.subscription_type_id
    where day >= ${dayOf(start)} and day < ${dayOf(end)}
    group by 1, 2, 3 having sum(payments) > 0 or sum(refunds) > 0 order by 1, 3, 2`;
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
  return sql<DeclinedPeriods[]>`
    select reason, count(*) as declined, count(recovered_amount) as recovered, count(*) filter (where is_open) as open,
      coalesce(sum(recovered_amount), 0)::bigint as "recoveredAmount"
    from declined_period where declined_at >= ${start} and declined_at < ${end}
    group by 1 order by 1`;
}

async function refunds(sql: Sql, { start, end }: Moments): Promise<readonly RefundRow[]> {
  return sql<RefundRow[]>`
    select kind, refund_status as status, count(*) as count, sum(refund_amount)::bigint as amount
    from refund where created_at >= ${start} and created_at < ${end}
    group by 1, 2 order by 1, 2`;
}
