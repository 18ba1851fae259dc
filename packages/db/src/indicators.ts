import { dueSlack, type Indicators, mostCounted, type Unresolved } from "@cinema/billing/indicators";
import { chargeWindow, noticeDay, noticeTime } from "@cinema/core/announce-renewal";
import { between, day, hour, type Instant, later, minute } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";
import { firstTaken } from "./first-taken.ts";
import { leadersOf, schedulerLead } from "./leader.ts";

/** The figures that say whether money or trust is at stake; each by an index of its own rows. */
export function createIndicators(sql: Sql): Indicators {
  return {
    async read(now) {
      // Each is awaited below; together they cost one wait.
      const waits = waitsOf(sql, now);
      const figures = {
        dueUncharged: countDueUncharged(sql, now),
        chargedUngranted: countChargedUngranted(sql, now),
        payments: unresolvedPayments(sql, now),
        refunds: unresolvedRefunds(sql, now),
        noticeLag: readNoticeLag(sql, now),
        leaders: leadersOf(sql, schedulerLead),
        halts: sql`select from charging_halt`,
      };
      await Promise.all([...Object.values(waits), ...Object.values(figures)]);
      const [outbox, letters, approvals, differences] = [
        await waits.outbox,
        await waits.letters,
        await waits.approvals,
        await waits.differences,
      ];
      return {
        dueUncharged: await figures.dueUncharged,
        chargedUngranted: await figures.chargedUngranted,
        payments: await figures.payments,
        refunds: await figures.refunds,
        noticeLag: await figures.noticeLag,
        leaders: (await figures.leaders).length,
        isHalted: (await figures.halts).length > 0,
        ...{ outboxLag: outbox.seconds, outboxDue: outbox.count },
        ...{ lettersQueued: letters.count, oldestLetter: letters.seconds },
        ...{ approvalsWaiting: approvals.count, oldestApproval: approvals.seconds },
        differencesOpen: differences.count,
      };
    },
  };
}

/** What waits for somebody: how many, and since when. */
function waitsOf(sql: Sql, now: Instant) {
  return {
    outbox: oldest(
      sql,
      now,
      sql`select available_at as since from outbox where dead_at is null and available_at <= ${now}`,
    ),
    // Those of mailings wait for their turn in the pace that was asked for, or stand still while it is paused.
    letters: oldest(
      sql,
      now,
      sql`select created_at as since from letter where status = 'queued' and mailing_id is null`,
    ),
    approvals: oldest(sql, now, sql`select requested_at as since from approval where status = 'waiting'`),
    differences: oldest(sql, now, sql`select occurred_at as since from difference where status = 'open'`),
  };
}

async function countDueUncharged(sql: Sql, now: Instant): Promise<number> {
  const dueBy = later(now, -dueSlack);
  const [row] = await sql<{ count: number }[]>`
    select count(*) from (
      select from subscription s
      where state in ('active', 'grace', 'hold') and end_date <= ${later(dueBy, chargeWindow)}
        and is_repeatable and parked_reason is null and payment_method_id is not null
        and notice_period = paid_periods + 1
        and exists (select from payment_method m where m.id = s.payment_method_id and m.unlinked_at is null)
        and case when tries > 0 then retry_at <= ${dueBy} else exists (
          select from letter l
          where l.cause = ${comingNotice(sql)} and l.user_id = s.user_id and l.template = 'charge_coming'
            and ${firstTaken(sql, "l")} <= ${later(dueBy, -noticeTime)}
        ) end
        and not exists (
          select from payment p
          where p.subscription_id = s.id and p.period_number = s.paid_periods + 1
            and p.payment_status <> 'canceled' and p.undone_at is null)
      limit ${mostCounted}) due`;
  return row?.count ?? 0;
}

/** The rule `noticeCause` for the coming period of a subscription `s`. */
function comingNotice(sql: Sql) {
  return sql`'subscription:' || s.id || ':period:' || (s.paid_periods + 1)
    || coalesce('+' || nullif((s.extensions->-1->>'totalDays')::int, 0), '')`;
}

/** Settling saves both together, so anything found here is a fault of ours. */
async function countChargedUngranted(sql: Sql, now: Instant): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from payment p join subscription s on s.id = p.subscription_id
    where p.payment_status = 'succeeded' and p.payment_date > ${later(now, -2 * day)}
      and p.undone_at is null and p.refunded_kopecks < p.payment_amount
      and (s.paid_periods < p.period_number or s.state in ('pending', 'abandoned'))`;
  return row?.count ?? 0;
}

function unresolvedPayments(sql: Sql, now: Instant): Promise<readonly Unresolved[]> {
  return sql<Unresolved[]>`
    select case when payment_status in ('succeeded', 'canceled') then 'receipt' else payment_status end as status,
      ${ageOf(sql, now)} as age, count(*)
    from payment
    where payment_status in ('draft', 'pending', 'waiting_for_capture', 'unknown') or receipt_registration = 'pending'
    group by 1, 2 order by 1, 2`;
}

function unresolvedRefunds(sql: Sql, now: Instant): Promise<readonly Unresolved[]> {
  return sql<Unresolved[]>`
    select case when refund_status in ('succeeded', 'canceled') then 'receipt' else refund_status end as status,
      ${ageOf(sql, now)} as age, count(*)
    from refund
    where refund_status in ('requested', 'pending') or receipt_registration = 'pending'
    group by 1, 2 order by 1, 2`;
}

function ageOf(sql: Sql, now: Instant) {
  return sql`case when created_at > ${later(now, -10 * minute)} then 'under_10m'
    when created_at > ${later(now, -1 * hour)} then 'under_1h'
    when created_at > ${later(now, -1 * day)} then 'under_1d' else 'over_1d' end`;
}

/** How many of these rows there are, and how old the oldest is. */
async function oldest(
  sql: Sql,
  now: Instant,
  rows: ReturnType<Sql>,
): Promise<{ readonly count: number; readonly seconds: number }> {
  const [row] = await sql<{ count: number; since: Instant | null }[]>`
    select count(*), min(since) as since from (${rows} order by since limit ${mostCounted}) waiting`;
  return { count: row?.count ?? 0, seconds: secondsSince(row?.since, now) };
}

/** Whoever bought a short period, or renewed late, could not be announced before that. */
async function readNoticeLag(sql: Sql, now: Instant): Promise<number> {
  const ahead = between(noticeDay(now), now);
  const [row] = await sql<{ since: Instant | null }[]>`
    select min(greatest(s.end_date - ${ahead}::bigint * interval '1 millisecond', p.payment_date)) as since
    from subscription s
    join subscription_type t on t.id = s.subscription_type_id
    join payment p on p.id = s.payment_id
    where s.state in ('active', 'grace', 'hold') and s.is_repeatable and s.parked_reason is null
      and s.payment_method_id is not null and s.notice_period is distinct from s.paid_periods + 1
      and s.end_date <= ${later(now, ahead)}
      and s.end_date + (t.period_count || ' ' || t.period_unit)::interval > ${later(now, noticeTime)}`;
  return secondsSince(row?.since, now);
}

function secondsSince(since: Instant | null | undefined, now: Instant): number {
  return since ? Math.max(0, between(since, now) / 1_000) : 0;
}
