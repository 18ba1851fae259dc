import type { Page, RefundView } from "@cinema/billing/ports";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";
import * as kinds from "./rows.ts";

/** The viewer's linked methods, the newest first. */
export async function paymentMethodsOf(sql: Sql, userId: string): Promise<readonly PaymentMethod[]> {
  const rows = await sql<Row[]>`
    select * from payment_method where user_id = ${userId} and unlinked_at is null order by id desc`;
  return rows.map(kinds.paymentMethodRows.read);
}

/** The refunds of the viewer's payments, the newest first. */
export async function refundsOf(
  sql: Sql,
  userId: string,
  { after, limit }: Page,
): Promise<readonly RefundView[]> {
  const rows = await sql<(Row & { readonly plan_name: string; readonly plan_name_en: string | null })[]>`
    select r.*, t.name as plan_name, t.name_en as plan_name_en
    from payment p join refund r on r.payment_id = p.id
      join subscription s on s.id = p.subscription_id join subscription_type t on t.id = s.subscription_type_id
    where p.user_id = ${userId} and (${after ?? null}::uuid is null or r.id < ${after ?? null}::uuid)
    order by r.id desc limit ${limit}`;
  return rows.map((row) => ({
    refund: kinds.refundRows.read(row),
    plan: { name: row.plan_name, nameEn: row.plan_name_en ?? undefined },
  }));
}
