import { byConsumer, byJob, byStaff, byViewer, either, signed } from "./actors.ts";
import { idAt } from "./dice.ts";
import { givenBack, settled } from "./events.ts";

const columns = "(operation, changed_at, actor, reason, request_id, row_id, row)";

/** Every version of a subscription as the trigger would have written it; the last is the row itself. */
const ofSubscriptions = `
  insert into subscription_history ${columns}
  select case event.version when 1 then 'I' else 'U' end, at, actor, reason, request_id, event.id,
    to_jsonb(version_of)
  from event cross join lateral (
    select event.id, event.user_id, event.product, event.type_id as subscription_type_id, event.price_id, event.state,
      event.is_repeatable, event.start_date, event.end_date, event.paid_periods, event.payment_id,
      event.payment_method_id, event.consent_id, event.parked_reason, event.tries, event.decline_class,
      event.class_tries, event.retry_at, event.notice_period, event.notice_price_id, event.ended_at, event.end_cause, event.language, event.version,
      event.created_at, event.state in ('active', 'grace') as is_active, '[]'::jsonb as extensions
  ) version_of
  order by event.n, event.version;`;

/** A payment is drafted, then has its outcome (or waits for it), and may have something given back of it. */
const ofPayments = `
  insert into payment_history ${columns}
  select operation, at, actor, reason, told.request_id, p.id, whole || change
  from (
    select charge.id, charge.created_at as at, 1 as step, 'I' as operation, ${signed(begun())},
      '{"payment_status": "draft", "refunded_kopecks": 0, "external_payment_id": null, "sent_at": null, "last_sent_at": null, "sent_times": 0, "payment_date": null, "cancellation_party": null, "cancellation_reason": null}'::jsonb as change
    from charge
    union all
    select charge.id, coalesce(done_at, created_at + interval '1 second'), 2, 'U', ${signed(settled("charge"))}, '{"refunded_kopecks": 0}'
    from charge
    union all
    select giving_back.payment_id, at, 3, 'U', ${signed(givenBack("giving_back"))}, '{}'
    from giving_back where status <> 'canceled'
  ) told join (
    select payment.id, to_jsonb(payment) as whole from charge join payment on payment.id = charge.id offset 0
  ) p on p.id = told.id
  order by p.id, step;`;

function begun() {
  const run = "charge.created_at";
  return either(
    "charge.is_renewal",
    either(
      "charge.attempt > 0",
      byJob("retries", "queues declined charges whose next try has come", run),
      byJob("renewals", "queues the charge of subscriptions that end within three days", run),
    ),
    byViewer("charge.user_id", "subscribes", "'begun' || charge.n"),
  );
}

const ofRefunds = `
  insert into refund_history ${columns}
  select operation, at, actor, told.reason, told.request_id, r.id, to_jsonb(r) || change
  from (
    select id, at, 1 as step, 'I' as operation, ${signed(givenBack("giving_back"))},
      '{"refund_status": "requested", "external_refund_id": null, "sent_at": null, "last_sent_at": null, "sent_times": 0, "refund_date": null, "cancellation_party": null, "cancellation_reason": null}'::jsonb as change
    from giving_back
    union all
    select id, case when status = 'pending' then at + interval '2 seconds' else done_at end, 2, 'U',
      ${signed(byConsumer("refund.issue", "'issued' || id"))}, '{}'
    from giving_back
  ) told join refund r on r.id = told.id
  order by r.id, step;`;

/** What Managers did that the histories do not show. */
const acts = `
  insert into act (id, name, subject, details, at, actor, reason, request_id)
  select ${idAt("erased_at", "'erased' || n")}, 'viewer.erased', 'viewer:' || user_id, '{}', erased_at,
    ${signed(byStaff("manager", "n", "asked in writing", "'erased' || n"))}
  from life where erased_at is not null;`;

/** What the triggers would have written, had it all happened at its time; each kind in one statement. */
export const histories: readonly string[] = [ofSubscriptions, ofPayments, ofRefunds, acts];
