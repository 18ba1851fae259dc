import type { Instant } from "@cinema/core/instant";
import { planRows, tariffRows } from "./catalogue.ts";
import { atSecond, chance, days, idAt } from "./dice.ts";

/** Every ten subscriptions belong to seven people, see {@link lives}; a batch holds whole tens. */
export const subscriptionsPerGroup = 10;

/** What stands before the number of a person in his user id. */
export const samplePersonPrefix = "5a3b1e00-0000-4000-8000-";

/** An SQL expression of the user id of a person. */
function userIdOf(person: string): string {
  return `'${samplePersonPrefix}' || lpad(to_hex(${person}), 12, '0')`;
}

/** Tables of a few rows that a batch reads. */
export const pricing = `
  create temp table plan (plan, type_id, plan_name, product, unit, count, length, days) on commit drop as
    values ${planRows()};
  create temp table tariff (plan, price_id, amount, starts_at, ends_at, text_ru, text_en) on commit drop as
    values ${tariffRows()};`;

/**
 * `life`: how it went with each subscription of a batch, before any row is written.
 *
 * What became of it (`fate`) is drawn first and the dates follow from it, so that the shares hold at any size:
 * of ten subscriptions the fifth is one that its viewer cancelled long ago and the sixth his return, the seventh a
 * purchase that came to nothing and the eighth his next try, the ninth his second product; the rest are alone.
 * Days of the month above 28 are avoided, so that a period ends where the anchor and whole periods say, without
 * shorter months in between.
 * @param mean how many periods of a month or a week are paid on average
 */
export function lives(from: number, to: number, now: Instant, mean: number): string {
  const moment = `timestamptz '${now}'`;
  return `
  create temp table life on commit drop as
  with drawn as (
    select n, place, n - case place when 6 then 1 when 8 then 1 when 9 then 2 else 0 end as person,
      case when place = 9 then 6 when place in (5, 6) then 1 else ${drawnPlan} end as plan,
      case place when 5 then 'cancelled' when 7 then 'abandoned' else ${drawnFate} end as fate,
      place = 5 or ${chance("n", 3)} < 0.87 as wants_renewal
    from (select n, n % 10 as place from generate_series(${from}, ${to}) n) numbered
  ), decided as (
    select drawn.*, plan.type_id, plan.plan_name, plan.product, plan.unit, plan.count, plan.length, plan.days,
      wants_renewal or fate in ('declined', 'grace', 'hold', 'lapsed') as renews,
      fate = 'cancelled' or (fate = 'active' and ${chance("n", 4)} < 0.2) as is_over,
      -- Sevens of days: what a hold lasts when the owed period itself is shorter.
      least(17, plan.days) as patience,
      ${paidPeriods(mean)} as periods
    from drawn join plan using (plan)
  ), ending as (
    select *, ${aimedEnd(moment)} as aimed from decided
  ), ended as (
    select *, ${shiftedEnd(moment)} as wall from ending
  ), dated as (
    select *, fate in ('declined', 'grace', 'hold', 'lapsed') as is_tried,
      case when periods > 0 then wall at time zone 'Europe/Moscow' end as end_date,
      case when periods > 0 then (wall - periods * length) at time zone 'Europe/Moscow' end as anchor,
      case when periods > 0 then (wall - length) at time zone 'Europe/Moscow' end as last_start
    from ended
  ), born as (
    select *,
      case fate
        when 'pending' then ${atSecond(`${moment} - ${days(`${chance("n", 5)} * 55 / 1440`)}`)}
        when 'abandoned' then ${atSecond(`${moment} - ${days(`0.05 + ${chance("n", 5)} ^ 2 * 900`)}`)}
        else anchor - (20 + floor(${chance("n", 5)} * 180)) * interval '1 second'
      end as own_created_at,
      case when is_tried then
        case when ${moment} < end_date then 'active'
          when ${moment} < end_date + interval '3 days' then 'grace'
          when ${moment} < end_date + patience * interval '1 day' then 'hold' else 'ended' end
        when fate = 'active' then 'active'
        when fate in ('pending', 'abandoned') then fate
        else 'ended' end as state
    from dated
  ), placed as (
    select *,
      case when place = 7
        then lead(own_created_at) over (order by n) - (6 + floor(${chance("n", 6)} * 40)) * interval '1 minute'
        else own_created_at end as created_at
    from born
  )
  ${livesFrom(moment)};
  create unique index on life (n);
  analyze life;`;
}

const drawnPlan = `case when ${chance("n", 1)} < 0.52 then 1 when ${chance("n", 1)} < 0.62 then 2
  when ${chance("n", 1)} < 0.8 then 3 when ${chance("n", 1)} < 0.92 then 4 else 5 end`;

const drawnFate = `case when ${chance("n", 2)} < 0.628 then 'active' when ${chance("n", 2)} < 0.636 then 'declined'
  when ${chance("n", 2)} < 0.64 then 'grace' when ${chance("n", 2)} < 0.647 then 'hold'
  when ${chance("n", 2)} < 0.651 then 'pending' when ${chance("n", 2)} < 0.695 then 'abandoned'
  when ${chance("n", 2)} < 0.9 then 'cancelled' when ${chance("n", 2)} < 0.98 then 'lapsed' else 'refunded' end`;

/** Many leave soon and a few stay for years; who returns has not had time for more than fits in between. */
function paidPeriods(mean: number): string {
  const alike =
    mean <= 1 ? "1" : `1 + floor(ln(1 - ${chance("n", 7)} * 0.9999) / ln(1 - 1 / ${mean}::float8))`;
  const few = mean <= 1 ? "1" : `1 + (${chance("n", 7)} < 0.35)::int + (${chance("n", 7)} < 0.08)::int`;
  return `case when fate in ('pending', 'abandoned') then 0
    when not wants_renewal and fate in ('active', 'cancelled', 'refunded') then 1
    when plan.days > 60 then ${few}
    when place = 6 then least(${alike}, greatest(1, floor((${endedLongAgo("n - 1")} - 30) / 31)))
    else least(${alike}, 60) end::int`;
}

/** How many days ago the fifth of ten ended. */
function endedLongAgo(row: string): string {
  return `(60 + ${chance(row, 8)} ^ 2 * 640)`;
}

/** Days from the moment at which the last paid period is to end, before the day of the month is looked at. */
function aimedEnd(moment: string): string {
  const within = (share: string) => `case when place = 6 then ${chance("n", 8)} * 5 else ${share} * 700 end`;
  const lately = within(`${chance("n", 8)} ^ 2`);
  return `${atSecond(
    `${moment} + ${days(`case fate
      when 'active' then case
        when is_over or not renews then (0.01 + 0.89 * ${chance("n", 8)}) * days
        when periods = 1 then 3.05 + ${chance("n", 8)} * (0.9 * days - 3.05)
        else 3.05 + 0.9 * ${chance("n", 8)} * days end
      when 'declined' then 0.05 + 2.85 * ${chance("n", 8)}
      when 'grace' then -0.01 - 2.98 * ${chance("n", 8)}
      when 'hold' then -3.01 - ${chance("n", 8)} * (patience - 3.02)
      -- As many cards fail in one month as in another.
      when 'lapsed' then -17.1 - ${within(chance("n", 8))}
      when 'refunded' then (0.3 + 0.55 * ${chance("n", 9)}) * days - 0.1 - ${lately}
      else case when place = 5 then -${endedLongAgo("n")} else -0.1 - ${lately} end end`)}`,
  )} at time zone 'Europe/Moscow'`;
}

function shiftedEnd(moment: string): string {
  return `case when extract(day from aimed) <= 28 or unit = 'week' then aimed
    when fate = 'active' and aimed at time zone 'Europe/Moscow' < ${moment} + interval '7.2 days' then aimed + interval '4 days'
    else aimed - interval '4 days' end`;
}

/** When the first declined charge of the owed period came back; the next ones follow 38 hours apart. */
const firstTry = "end_date - interval '3 days' + interval '10 minutes'";

/** What follows from the dates. */
function livesFrom(moment: string): string {
  const tries = `least(4, floor(extract(epoch from ${moment} - (${firstTry})) / (38 * 3600)) + 1)`;
  const untilNow = `least(${moment}, end_date)`;
  const between = (start: string, end: string, use: number) =>
    atSecond(`${start} + (${end} - ${start}) * ${chance("n", use)}`);
  const class_ = chance("n", 12);
  // Whoever is parked is neither announced nor charged any more, so it comes after both.
  const parkable = `greatest(least(last_start, ${moment} - interval '1 hour'), announced_at,
    case when tries > 0 then ${firstTry} + (tries - 1) * interval '38 hours' end)`;
  return `
  select *,
    case when state in ('active', 'grace', 'hold') and ${chance("n", 15)} < 0.004
      then ${between(parkable, moment, 16)} end as parked_at
  from (select *,
    ${idAt("created_at", "'subscription' || n")} as id,
    ${userIdOf("person")} as user_id,
    case when ${chance("person", 10)} < 0.85 then 'ru' else 'en' end as language,
    wants_renewal or renews as has_consent,
    periods > 0 and renews as has_method,
    ${idAt("created_at", "'consent' || n")} as consent_id,
    ${idAt("anchor", "'method' || n")} as method_id,
    case when is_over and renews then ${between("last_start", untilNow, 11)} end as off_at,
    is_over and renews and ${chance("n", 13)} < 0.35 as unlinks,
    ${chance("n", 14)} < 0.15 as off_by_staff,
    case when is_tried then ${tries} else 0 end::int as tries,
    case when ${class_} < 0.6 then 'funds' when ${class_} < 0.85 then 'opaque' when ${class_} < 0.95 then 'technical'
      else 'stop' end as decline_class,
    case when ${class_} < 0.6 then 'insufficient_funds' when ${class_} < 0.85 then 'general_decline'
      when ${class_} < 0.95 then 'issuer_unavailable' else 'card_expired' end as decline_reason,
    case when state in ('active', 'grace', 'hold') and ${class_} < 0.95 and ${chance("n", 17)} < 0.75
      then ${atSecond(`${moment} + ${days(`0.05 + ${chance("n", 18)} * 2`)}`)} end as retry_at,
    case when renews and not is_over and periods > 0 and fate <> 'refunded' and end_date - interval '7 days' <= ${moment}
      then greatest(end_date - interval '7 days', anchor + interval '1 second') end as announced_at,
    case when is_tried and state in ('grace', 'hold', 'ended') then end_date end as grace_at,
    case when is_tried and state in ('hold', 'ended') then end_date + interval '3 days' end as hold_at,
    case when state <> 'ended' then null
      when fate = 'cancelled' then end_date
      when fate = 'refunded' then ${atSecond(`end_date - ${days(`(0.3 + 0.55 * ${chance("n", 9)}) * days`)}`)}
      else end_date + patience * interval '1 day' end as ended_at,
    case when place < 5 and fate = 'cancelled' and ${chance("n", 19)} < 0.02
      then ${between("end_date", moment, 20)} end as erased_at
  from placed) followed`;
}
