import type { AuditedTable } from "@cinema/billing/audit-trail";
import type { Keyset } from "@cinema/billing/keyset";
import type {
  StaffHappening,
  StaffHappeningKind,
  TimelinePosition,
  TimelineSource,
} from "@cinema/billing/viewers";
import type { ActDetails, ActName } from "@cinema/core/act";
import { changedFields } from "./changed-fields.ts";
import type { Sql } from "./connect.ts";
import { type HappeningRow, happeningsOf } from "./happenings.ts";
import type { Row } from "./rows.ts";
import { methodsOf, readHappening } from "./timeline.ts";

interface ToldToStaff extends HappeningRow {
  readonly kind: StaffHappeningKind | null;
  readonly letter_id: string | null;
  readonly actor: string | null;
  readonly why: string | null;
  readonly request_id: string | null;
  readonly before: Row | null;
  readonly after: Row | null;
  readonly act_name: ActName | null;
  readonly act_subject: string | null;
  readonly act_details: ActDetails | null;
}

/** The viewer's own timeline and whatever else was done to what is his, each with who did it and why. */
export async function staffTimelineOf(
  sql: Sql,
  userId: string,
  only: readonly TimelineSource[] | undefined,
  page: Keyset<TimelinePosition>,
): Promise<readonly StaffHappening[]> {
  const [rows, methods] = await Promise.all([told(sql, userId, only, page), methodsOf(sql, userId)]);
  return rows.map((row) => ({
    ...readHappening(row, methods),
    kind: row.kind ?? unnamed(row),
    source: row.source,
    reason: row.cancellation_reason ?? undefined,
    actor: row.actor ?? undefined,
    why: row.why ?? undefined,
    requestId: row.request_id ?? undefined,
    changes: row.before === null ? [] : changedFields(row.source as AuditedTable, row.before, row.after),
    letter: row.letter_id === null ? undefined : { id: row.letter_id, event: row.letter ?? "" },
    act:
      row.act_name === null
        ? undefined
        : { name: row.act_name, subject: row.act_subject ?? "", details: row.act_details ?? {} },
  }));
}

/** What no viewer would call an event, told by its table. */
function unnamed({ source, before }: ToldToStaff): StaffHappeningKind {
  if (source === "payment") return before === null ? "payment_begun" : "payment_changed";
  return source === "refund" ? "refund_changed" : "subscription_changed";
}

function told(
  sql: Sql,
  userId: string,
  only: readonly TimelineSource[] | undefined,
  { after, limit }: Keyset<TimelinePosition>,
) {
  return sql<ToldToStaff[]>`
    ${happeningsOf(sql, userId)}, subject (name) as (
      select 'viewer:' || ${userId}
      union all select 'subscription:' || id from own
      union all select 'payment:' || p.id from own join payment p on p.subscription_id = own.id
      union all select 'refund:' || r.id
        from own join payment p on p.subscription_id = own.id join refund r on r.payment_id = p.id
      union all select 'payment_method:' || id from payment_method where user_id = ${userId}
      union all select 'letter:' || id from letter where user_id = ${userId}
    ), wish (name) as (
      select 'approval:' || a.id from subject cross join lateral (
        select id from approval where approval.subject = subject.name offset 0) a
    ), told as (
      select *, null as act_name, null as act_subject, null::jsonb as act_details
      from happening where kind is not null or before is distinct from after
      union all
      select 'letter-' || id, created_at, 'letter_' || status, 'letter',
        null, null, null, null, null, null, null, error, template, id, null, null, null, null, null, null, null, null
      from letter where user_id = ${userId} and status <> 'sent'
      union all
      select 'consent-' || c.id, c.given_at, 'consent_given', 'consent',
        jsonb_build_object('name', t.name, 'nameEn', t.name_en), null, null, null, null, c.amount, null, null, null, null, null, null, null, null, null, null, null, null
      from consent c join subscription_type t on t.id = c.subscription_type_id where c.user_id = ${userId}
      union all
      select 'act-' || a.id, a.at, 'act', 'act',
        null, null, null, null, null, null, null, null, null, null, a.actor, a.reason, a.request_id, null, null,
        a.name, a.subject, a.details
      from (select name from subject union all select name from wish) about cross join lateral (
        select * from act where act.subject = about.name offset 0) a
    )
    select * from told
    where (${only ?? null}::text[] is null or source = any(${only ?? null}::text[]))
      and (at, id) < (${after?.at ?? "infinity"}::timestamptz, ${after?.id ?? ""}::text)
    order by at desc, id desc limit ${limit}`;
}
