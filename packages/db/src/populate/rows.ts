import { chance, idAt } from "./dice.ts";

/** Who the people are: some write their addresses in capitals, and a few were forgotten at their wish. */
const viewers = `
  insert into viewer (user_id, email, name, language, updated_at, erased_at)
  select user_id,
    case when erased_at is null then case when ${chance("person", 60)} < 0.03 then initcap(address) else address end end,
    case when erased_at is null then full_name end, language, coalesce(erased_at, created_at), erased_at
  from (
    select life.*, lower(latin) || '.' || lower(latin_family) || '.' || person || '@sample.test' as address,
      case when language = 'ru' then given || ' ' || family else latin || ' ' || latin_family end as full_name
    from life
      join (values ${names()}) first (number, given, latin) on first.number = floor(${chance("person", 61)} * 16)
      join (values ${families()}) last (number, family, latin_family) on last.number = floor(${chance("person", 62)} * 16)
    where n = person
  ) somebody;`;

function names(): string {
  return [
    ...["Анна Anna", "Мария Maria", "Ольга Olga", "Ирина Irina", "Елена Elena", "Дарья Darya", "Юлия Yulia"],
    ...["Вера Vera", "Иван Ivan", "Пётр Pyotr", "Олег Oleg", "Павел Pavel", "Игорь Igor", "Денис Denis"],
    ...["Роман Roman", "Артём Artyom"],
  ]
    .map((pair, number) => `(${number}, '${pair.replace(" ", "', '")}')`)
    .join(", ");
}

/** Surnames that do not change with the person. */
function families(): string {
  return [
    ...["Шевченко Shevchenko", "Коваленко Kovalenko", "Бондаренко Bondarenko", "Литвиненко Litvinenko"],
    ...["Черных Chernykh", "Седых Sedykh", "Долгих Dolgikh", "Красных Krasnykh", "Мицкевич Mitskevich"],
    ...["Янкович Yankovich", "Зозуля Zozulya", "Сорока Soroka", "Гоголь Gogol", "Горький Gorky"],
    ...["Шульц Schulz", "Вебер Weber"],
  ]
    .map((pair, number) => `(${number}, '${pair.replace(" ", "', '")}')`)
    .join(", ");
}

const consents = `
  insert into consent (id, user_id, subscription_type_id, version, text, amount, period_unit, period_count, given_at, ip)
  select consent_id, user_id, type_id, '2026-11-22', case language when 'ru' then text_ru else text_en end, amount,
    unit, count, created_at, null
  from life join tariff on tariff.plan = life.plan and created_at >= starts_at and created_at < ends_at
  where has_consent;`;

const methods = `
  insert into payment_method (id, user_id, external_id, type, title, card_last4, card_expiry_month, card_expiry_year,
    consent_id, linked_at, unlinked_at)
  select method_id, user_id, 'sample-' || method_id, type,
    case when type = 'yoo_money' or erased_at is not null then type else 'Bank card *' || last4 end,
    case when type = 'bank_card' and erased_at is null then last4 end,
    case when type = 'bank_card' and erased_at is null then 1 + floor(${chance("n", 63)} * 12) end,
    case when type = 'bank_card' and erased_at is null then 2035 + floor(${chance("n", 64)} * 5) end,
    consent_id, anchor, coalesce(case when unlinks then off_at end, erased_at)
  from (select *, lpad(floor(${chance("n", 65)} * 10000)::text, 4, '0') as last4,
    case when ${chance("n", 66)} < 0.9 then 'bank_card' else 'yoo_money' end as type from life where has_method) used;`;

/** One statement, because a live subscription names its payment and a payment its subscription. */
const subscriptionsAndPayments = `
  with written as (
    insert into subscription (id, user_id, product, subscription_type_id, price_id, state, is_repeatable, start_date,
      end_date, paid_periods, payment_id, payment_method_id, consent_id, parked_reason, tries, decline_class,
      class_tries, retry_at, notice_period, notice_price_id, ended_at, end_cause, language, version, created_at)
    select id, user_id, product, type_id, price_id, state, is_repeatable, start_date,
      end_date, paid_periods, payment_id::uuid, payment_method_id, consent_id, parked_reason, tries, decline_class,
      class_tries, retry_at, notice_period, notice_price_id, ended_at, end_cause, language, version, created_at
    from event where from_last = 1
  )
  insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
    refunded_kopecks, payment_method_id, consent_id, save_method, return_url, external_payment_id, sent_at, last_sent_at,
    sent_times, payment_date, cancellation_party, cancellation_reason, created_at)
  select charge.id, charge.user_id, subscription_id, price_id, case when is_renewal then 'renewal' else 'first' end,
    period, charge.amount, charge.status, coalesce(given.amount, 0), case when is_renewal then method_id end,
    case when not is_renewal and has_consent then consent_id end, not is_renewal and has_consent,
    case when not is_renewal then 'https://cinema.test/back' end, 'sample-' || charge.id,
    charge.created_at + interval '1 second', charge.created_at + interval '1 second', 1,
    case when charge.status = 'succeeded' then charge.done_at - interval '5 seconds' end,
    case when failure is not null then 'payment_network' end, failure, charge.created_at
  from charge join life using (n) left join giving_back given on given.payment_id = charge.id and given.status <> 'canceled';`;

const refunds = `
  insert into refund (id, payment_id, refund_amount, refund_status, kind, reason, tries, external_refund_id, sent_at,
    last_sent_at, sent_times, refund_date, cancellation_party, cancellation_reason, created_at)
  select id, payment_id, amount, status, kind, case when is_by_staff then 'asked for in the chat' else 'asked by the viewer' end,
    1, 'sample-' || id, at + interval '1 second', at + interval '1 second', 1,
    case when status = 'succeeded' then done_at end,
    case when status = 'canceled' then 'refund_network' end, case when status = 'canceled' then 'general_decline' end, at
  from giving_back;`;

/** Every outcome was written about; a mail server refused one in two hundred. */
const letters = `
  insert into letter (id, cause, user_id, template, language, data, status, created_at, sent_at, error)
  select ${idAt("at", "'letter' || cause || template")}, cause, user_id, template, language,
    case when erased_at is null then data else '{}' end, case when is_refused then 'failed' else 'sent' end,
    at, case when not is_refused then at + interval '3 seconds' end, case when is_refused then '550 no such mailbox' end
  from (
    select written.*, life.user_id, life.language, life.erased_at, ${chance("hashtext(cause)", 67)} < 0.005 as is_refused
    from (
      select n, 'payment:' || charge.id as cause,
        case when status = 'succeeded' then case when is_renewal then 'renewed' else 'paid' end
          else case when is_renewal then 'renewal_declined' else 'payment_failed' end end as template,
        done_at as at, jsonb_build_object('planName', plan_name, 'amount', amount) as data
      from charge join life using (n) where status in ('succeeded', 'canceled')
      union all
      select n, 'subscription:' || id || ':period:' || periods + 1, 'charge_coming', announced_at,
        jsonb_build_object('planName', plan_name, 'until', end_date) from life where announced_at is not null
      union all
      select n, 'subscription:' || id || ':hold:' || periods, 'access_paused', hold_at, jsonb_build_object('planName', plan_name)
      from life where hold_at is not null
      union all
      select n, 'subscription:' || id || ':ended:' || periods, 'ended', ended_at, jsonb_build_object('planName', plan_name)
      from life where ended_at is not null
      union all
      select n, 'refund:' || giving_back.id, 'refunded', done_at, jsonb_build_object('planName', plan_name, 'amount', amount)
      from giving_back join life using (n) where giving_back.status = 'succeeded'
    ) written join life using (n)
  ) letter;`;

/** The batch's rows, each kind in one statement. */
export const rows: readonly string[] = [
  viewers,
  consents,
  methods,
  subscriptionsAndPayments,
  refunds,
  letters,
];
