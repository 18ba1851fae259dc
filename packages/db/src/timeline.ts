import type { Page } from "@cinema/billing/ports";
import type { Happening, HappeningKind } from "@cinema/billing/timeline";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { Sql } from "./connect.ts";
import { type HappeningRow, happeningsOf } from "./happenings.ts";
import type { Row } from "./rows.ts";
import * as kinds from "./rows.ts";

type Told = HappeningRow & { readonly kind: HappeningKind };

/**
 * What happened to a viewer's subscriptions, payments, refunds, methods and letters, the latest first: what the
 * history tables say by each row's difference from the one before. All of one viewer's is read for a page.
 */
export async function timelineOf(sql: Sql, userId: string, page: Page): Promise<readonly Happening[]> {
  const [rows, methods] = await Promise.all([told(sql, userId, page), methodsOf(sql, userId)]);
  return rows.map((row) => ({
    ...readHappening(row, methods),
    kind: row.kind,
    reason: row.source === "payment" ? (row.cancellation_reason ?? undefined) : undefined,
  }));
}

function told(sql: Sql, userId: string, { after, limit }: Page) {
  return sql<Told[]>`
    ${happeningsOf(sql, userId)}
    select id, at, kind, source, plan, subscription_id, payment_id, refund_id, method_id, amount, until,
      cancellation_reason, letter
    from happening
    where kind is not null
      and (${after ?? null}::text is null or (at, id) < (select at, id from happening where id = ${after ?? null}))
    order by at desc, id desc limit ${limit}`;
}

/** All methods of a viewer by id, unlinked ones too. */
export async function methodsOf(sql: Sql, userId: string): Promise<ReadonlyMap<string, PaymentMethod>> {
  const rows = await sql<Row[]>`select * from payment_method where user_id = ${userId} order by id desc`;
  return new Map(rows.map(kinds.paymentMethodRows.read).map((method) => [method.id, method]));
}

/** What viewer and staff are told alike of a row of `happening`. */
export function readHappening(
  row: HappeningRow,
  methods: ReadonlyMap<string, PaymentMethod>,
): Omit<Happening, "kind" | "reason"> {
  return {
    id: row.id,
    at: row.at,
    plan: row.plan === null ? undefined : { name: row.plan.name, nameEn: row.plan.nameEn ?? undefined },
    subscriptionId: row.subscription_id ?? undefined,
    paymentId: row.payment_id ?? undefined,
    refundId: row.refund_id ?? undefined,
    amount: row.amount ?? undefined,
    until: row.until ?? undefined,
    method: methods.get(row.method_id ?? ""),
    letter: row.letter ?? undefined,
  };
}
