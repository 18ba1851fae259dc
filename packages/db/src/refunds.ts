import type { OrderedPage } from "@cinema/billing/payments";
import type { RefundDossier, RefundFilter, RefundRecord, Refunds } from "@cinema/billing/refunds";
import { firstWait, mostTries } from "@cinema/core/settle-refund";
import { allOf } from "./conditions.ts";
import type { Sql } from "./connect.ts";
import { lettersAbout } from "./letters.ts";
import { after, inOrder, made, type PlanColumns, planIn } from "./payments.ts";
import type { Row } from "./rows.ts";
import * as kinds from "./rows.ts";

/** All refunds, for the staff to read. */
export function createRefunds(sql: Sql): Refunds {
  return {
    search: async (filter, page) => (await refundSearch(sql, filter, page)).map(readRecord),
    get: (refundId) => dossier(sql, refundId),
  };
}

type RecordRow = Row &
  PlanColumns & {
    readonly user_id: string;
    readonly subscription_id: string;
  };

/** The statement of a search. */
export function refundSearch(sql: Sql, filter: RefundFilter, page: OrderedPage) {
  const { userId, paymentId, externalId, status, kind, isGivenUp } = filter;
  return sql<RecordRow[]>`
    select r.*, p.user_id, p.subscription_id, t.name as plan_name, t.name_en as plan_name_en
    from (
      select r.* from refund r
      where ${allOf(sql, [
        userId !== undefined && sql`r.payment_id in (select id from payment where user_id = ${userId})`,
        paymentId !== undefined && sql`r.payment_id = ${paymentId}`,
        externalId !== undefined && sql`r.external_refund_id = ${externalId}`,
        status !== undefined && sql`r.refund_status = ${status}`,
        kind !== undefined && sql`r.kind = ${kind}`,
        // As the rule `isGivenUp` has it.
        isGivenUp &&
          sql`r.refund_status = 'canceled'
            and (coalesce(r.cancellation_reason, '') <> all(${[...firstWait.keys()]}::text[]) or r.tries >= ${mostTries})`,
        ...made(sql, filter, { table: "r", amount: "refund_amount" }),
        after(sql, page, { table: "r", of: "refund" }),
      ])}
      order by ${inOrder(sql, page, "r")} limit ${page.limit}
    ) r join payment p on p.id = r.payment_id
      join subscription s on s.id = p.subscription_id join subscription_type t on t.id = s.subscription_type_id
    order by ${inOrder(sql, page, "r")}`;
}

function readRecord(row: RecordRow): RefundRecord {
  return {
    refund: kinds.refundRows.read(row),
    userId: row.user_id,
    subscriptionId: row.subscription_id,
    plan: planIn(row),
  };
}

async function dossier(sql: Sql, refundId: string): Promise<RefundDossier | undefined> {
  const [row] = await sql<(RecordRow & { external_payment_id: string | null; is_override: boolean })[]>`
    select r.*, p.user_id, p.subscription_id, p.external_payment_id, t.name as plan_name, t.name_en as plan_name_en,
      exists (select from act where subject = 'refund:' || r.id and name = 'refund.period_overridden') as is_override
    from refund r join payment p on p.id = r.payment_id
      join subscription s on s.id = p.subscription_id join subscription_type t on t.id = s.subscription_type_id
    where r.id = ${refundId}`;
  if (row === undefined) return undefined;
  return {
    ...readRecord(row),
    externalPaymentId: row.external_payment_id ?? undefined,
    overridesPeriod: row.is_override,
    letters: await lettersAbout(sql, row.user_id, [`refund:${refundId}`]),
  };
}
