import type { ExportKind, ExportRow, Exports } from "@cinema/billing/export";
import type { Moments } from "@cinema/billing/reports";
import type { Instant } from "@cinema/core/instant";
import { epochMilliseconds } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Sql } from "./connect.ts";
import { inOwnWords } from "./own-words.ts";

/** The rows for exports; ids are UUIDv7, so that a stretch of time is a stretch of ids and needs no other index. */
export function createExports(sql: Sql): Exports {
  return {
    async count(kind, range) {
      const { from, to } = idsOf(range);
      const [row] = await sql<{ count: number }[]>`
        select count(*) as count from ${sql(tables[kind])} where id >= ${from} and id < ${to}`;
      return row?.count ?? 0;
    },
    page: (kind, range, { after, limit, language }) => {
      const { from, to } = idsOf(range);
      // After an id, or from the first one that there may be.
      return statements[kind](sql, {
        from: after ?? from,
        isIncluded: after === undefined,
        to,
        limit,
        language,
      });
    },
  };
}

const tables = { payments: "payment", refunds: "refund", subscriptions: "subscription" } as const;

/** The least ids that a UUIDv7 of these moments can have. */
function idsOf({ start, end }: Moments): { readonly from: string; readonly to: string } {
  return { from: leastId(start), to: leastId(end) };
}

function leastId(at: Instant): string {
  const hex = epochMilliseconds(at).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

interface Stretch {
  readonly from: string;
  /** Whether the row of that id is in it. */
  readonly isIncluded: boolean;
  readonly to: string;
  readonly limit: number;
  readonly language: Language;
}

type Statement = (sql: Sql, stretch: Stretch) => Promise<readonly ExportRow[]>;

/** The name of the type `t`, as `planName` has it. */
function nameIn(sql: Sql, language: Language) {
  return language === "en" ? sql`coalesce(t.name_en, t.name)` : sql`t.name`;
}

const statements: { readonly [K in ExportKind]: Statement } = {
  payments: (sql, { from, isIncluded, to, limit, language }) => sql<ExportRow[]>`
    select p.id, p.created_at, p.user_id, p.subscription_id, ${nameIn(sql, language)} as subscription_type, p.purpose, p.period_number,
      p.payment_status as status, p.payment_amount as amount_kopecks, p.refunded_kopecks, p.payment_date,
      p.external_payment_id, p.cancellation_party, p.cancellation_reason, p.receipt_registration
    from payment p join price on price.id = p.price_id join subscription_type t on t.id = price.subscription_type_id
    where p.id >= ${from} and (${isIncluded} or p.id > ${from}) and p.id < ${to} order by p.id limit ${limit}`,
  refunds: (sql, { from, isIncluded, to, limit }) => sql<ExportRow[]>`
    select r.id, r.created_at, r.payment_id, p.user_id, r.kind, r.refund_status as status,
      r.refund_amount as amount_kopecks, r.refund_date, r.external_refund_id,
      case when ${sql.unsafe(inOwnWords)} then null else r.reason end as reason, r.cancellation_party, r.cancellation_reason, r.receipt_registration
    from refund r join payment p on p.id = r.payment_id
    where r.id >= ${from} and (${isIncluded} or r.id > ${from}) and r.id < ${to} order by r.id limit ${limit}`,
  subscriptions: (sql, { from, isIncluded, to, limit, language }) => sql<ExportRow[]>`
    select s.id, s.created_at, s.user_id, ${nameIn(sql, language)} as subscription_type, s.product, s.state, s.is_active,
      s.is_repeatable, s.start_date, s.end_date, s.paid_periods, price.amount as price_kopecks, s.parked_reason,
      s.ended_at, s.end_cause
    from subscription s join price on price.id = s.price_id join subscription_type t on t.id = s.subscription_type_id
    where s.id >= ${from} and (${isIncluded} or s.id > ${from}) and s.id < ${to} order by s.id limit ${limit}`,
};
