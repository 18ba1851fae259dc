import type { Catalogue, Holders, Reach, ReachQuestion } from "@cinema/billing/catalogue";
import { chargeWindow, noticeTime } from "@cinema/core/announce-renewal";
import type { Plan } from "@cinema/core/catalogue";
import { day, type Instant, later } from "@cinema/core/instant";
import type { PeriodLength } from "@cinema/core/period";
import type { PendingQuery, TransactionSql } from "postgres";
import { askInMemory } from "./ask-in-memory.ts";
import type { Sql } from "./connect.ts";
import { one, priceRows, type Row, subscriptionTypeRows } from "./rows.ts";

/** All subscription types, with whom a change of them concerns. */
export function createCatalogue(sql: Sql): Catalogue {
  return {
    get: async (id) =>
      (await withPrices(sql, await sql<Row[]>`select * from subscription_type where id = ${id}`))[0],
    async list({ after, limit, isActive }) {
      const types = await sql<Row[]>`
        select * from subscription_type
        where (${isActive ?? null}::boolean is null or is_active = ${isActive ?? null})
          and (${after ?? null}::uuid is null or id < ${after ?? null})
        order by id desc limit ${limit}`;
      return withPrices(sql, types);
    },
    async names() {
      const rows = await sql<{ id: string; name: string; name_en: string | null }[]>`
        select id, name, name_en from subscription_type`;
      return new Map(rows.map(({ id, name, name_en }) => [id, { name, nameEn: name_en ?? undefined }]));
    },
    reach: (question) => reach(sql, question),
    holders: (typeId) => holders(sql, typeId),
  };
}

/** A type with its prices, locked against another change of it; a purchase refers to it all the same. */
export async function lockedPlan(sql: TransactionSql, typeId: string): Promise<Plan | undefined> {
  const [types, prices] = await Promise.all([
    sql<Row[]>`select * from subscription_type where id = ${typeId} for no key update`,
    sql<Row[]>`select * from price where subscription_type_id = ${typeId} order by starts_at`,
  ]);
  const type = one(subscriptionTypeRows, types);
  return type && { type, prices: prices.map(priceRows.read) };
}

async function withPrices(sql: Sql, types: readonly Row[]): Promise<readonly Plan[]> {
  const ids = types.map(({ id }) => String(id));
  const rows = await sql<Row[]>`
    select * from price where subscription_type_id = any(${ids}::uuid[]) order by starts_at`;
  const prices = Map.groupBy(rows.map(priceRows.read), ({ subscriptionTypeId }) => subscriptionTypeId);
  return types.map((row) => {
    const type = subscriptionTypeRows.read(row);
    return { type, prices: prices.get(type.id) ?? [] };
  });
}

async function holders(sql: Sql, typeId: string): Promise<Holders> {
  const [counted] = await sql<[Holders]>`
    select
      count(*) filter (where state <> 'pending')::int as live,
      count(*) filter (where state <> 'pending' and ${renews(sql)})::int as renewing,
      count(*) filter (where state = 'pending')::int as pending
    from subscription
    where subscription_type_id = ${typeId} and state in ('active', 'grace', 'hold', 'pending')`;
  return counted;
}

/** It will be charged by itself, once nobody parks it: also a declined charge that is tried again. */
function renews(sql: Sql) {
  return sql`is_repeatable and payment_method_id is not null and (tries = 0 or retry_at is not null)`;
}

interface DayRow {
  /** The day of the charge; null: a later price comes before it. */
  readonly day: string | null;
  readonly subscriptions: number;
  readonly announced: number;
  readonly parked: number;
}

/**
 * For every renewing subscription of the type the first of its coming periods that begins under the new price; that
 * of a period whose charge is announced stays as announced. Counted by the day of the charge. Everything is reckoned
 * by Moscow's wall clock, which has been three hours ahead since 2014: by its name that would take ten times as long
 * for each of a million.
 */
async function reach(sql: Sql, { plan, startsAt, now }: ReachQuestion): Promise<Reach> {
  const { length } = plan.type;
  const next = plan.prices.find((price) => price.startsAt > startsAt)?.startsAt;
  const wall = (moment: PendingQuery<Row[]> | Instant) =>
    sql`((${moment}::timestamptz at time zone 'UTC') + interval '3 hours')`;
  const periods = (number: PendingQuery<Row[]>) =>
    sql`began + ${number} * ${`${length.count} ${length.unit}`}::interval`;
  const question = sql`
    with renewing as (
      select ${wall(sql`end_date`)} as ends, ${wall(sql`start_date`)} as began, ${wall(startsAt)} as starts,
        paid_periods + coalesce((notice_period = paid_periods + 1)::int, 0) as paid_or_announced,
        notice_period is not distinct from paid_periods + 1 as is_announced, parked_reason is not null as is_parked,
        coalesce((extensions->-1->>'totalDays')::int, 0) * interval '1 day' as free
      from subscription
      where subscription_type_id = ${plan.type.id} and state in ('active', 'grace', 'hold') and ${renews(sql)}
    ), guessed as (
      select *, greatest(paid_or_announced,
        floor(date_part('epoch', starts - free - began) / ${secondsOf(length)})::int) as number
      from renewing
    ), reached as (
      select is_parked, is_announced and ends >= starts as is_put_off,
        case
          when ends >= starts and not is_announced then ends
          when ${periods(sql`number`)} >= starts - free then ${periods(sql`number`)} + free
          when ${periods(sql`(number + 1)`)} >= starts - free then ${periods(sql`(number + 1)`)} + free
          else ${periods(sql`(number + 2)`)} + free end as period_start
      from guessed
    )
    select case when ${next === undefined ? sql`false` : sql`period_start >= ${wall(next)}`} then null
        else greatest(period_start - ${chargeWindow / day} * interval '1 day', ${wall(later(now, noticeTime))})::date
      end::text as day,
      count(*)::int as subscriptions, count(*) filter (where is_put_off)::int as announced,
      count(*) filter (where is_parked)::int as parked
    from reached group by 1 order by 1`;
  // The planner cannot know that a million ends fall on few days.
  return summedUp(await askInMemory<DayRow>(sql, question));
}

/** The mean length of a period in seconds: the calendar is never more than some days away from it. */
function secondsOf({ unit, count }: PeriodLength): number {
  const days = { day: 1, week: 7, month: 146_097 / 4_800, year: 146_097 / 400 };
  return days[unit] * count * 86_400;
}

function summedUp(rows: readonly DayRow[]): Reach {
  const days = rows.flatMap(({ day, ...counts }) => (day === null ? [] : { day, ...counts }));
  const total = (of: readonly DayRow[], field: "subscriptions" | "announced" | "parked") =>
    of.reduce((sum, row) => sum + row[field], 0);
  const months = Map.groupBy(days, (row) => row.day.slice(0, 7));
  return {
    subscriptions: total(days, "subscriptions"),
    announcedAtOldPrice: total(days, "announced"),
    parked: total(days, "parked"),
    overtaken: rows.find((row) => row.day === null)?.subscriptions ?? 0,
    firstChargeOn: days[0]?.day,
    lastChargeOn: days.at(-1)?.day,
    months: [...months].map(([month, of]) => ({ month, subscriptions: total(of, "subscriptions") })),
  };
}
