import type { Sql } from "@cinema/db/connect";

/** Totals that triggers keep for the reports, where they are not what the payments, refunds and subscriptions add up to. */
export async function wrongTotals(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ what: string }[]>`
    with moved as (
      select (payment_date at time zone 'Europe/Moscow')::date as day, price_id, payment_amount as amount
      from payment where payment_status = 'succeeded'
      union all
      select (refund_date at time zone 'Europe/Moscow')::date, price_id, -refund_amount
      from refund join payment on payment.id = payment_id where refund_status = 'succeeded'
      union all
      select day, price_id, refunded - paid from revenue_total
    ), declined as (
      select subscription_id, period_number, min(created_at) as declined_at from payment
      where payment_status = 'canceled' and purpose = 'renewal' and cancellation_reason <> 'withdrawn' group by 1, 2
    ), judged as (
      select d.*, p.payment_amount as recovered_amount,
        p.id is null and s.state in ('active', 'grace', 'hold') and s.paid_periods < d.period_number as is_open
      from declined d join subscription s on s.id = d.subscription_id
        left join payment p on p.subscription_id = d.subscription_id and p.period_number = d.period_number
          and p.payment_status = 'succeeded'
    ), kept as (
      select subscription_id, period_number, declined_at, recovered_amount, is_open from declined_period
    )
    select 'on ' || day || ' of price ' || price_id || ': ' || sum(amount) as what
    from moved group by day, price_id having sum(amount) <> 0
    union all
    select 'period ' || period_number || ' of ' || subscription_id
    from ((table judged except table kept) union all (table kept except table judged)) differing`;
  return rows.map(({ what }) => what);
}
