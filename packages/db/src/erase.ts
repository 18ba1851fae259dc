import type { Erasure } from "@cinema/core/changes";
import type { TransactionSql } from "postgres";

/** Takes out of all rows what is personal; an id that says nothing by itself is all that stays. */
export async function erase(sql: TransactionSql, { userId, at }: Erasure): Promise<void> {
  await Promise.all([
    sql`update viewer set email = null, name = null, updated_at = ${at}, erased_at = ${at} where user_id = ${userId}`,
    sql`update consent set ip = null where user_id = ${userId} and ip is not null`,
    sql`
      update letter set data = '{}',
        status = case status when 'queued' then 'failed' else status end,
        error = case status when 'queued' then 'the viewer was erased' else error end
      where user_id = ${userId}`,
    sql`update binding set status = 'failed' where user_id = ${userId} and status in ('draft', 'pending')`,
    sql`
      update payment_method
      set unlinked_at = coalesce(unlinked_at, ${at}), title = type, card_last4 = null,
        card_expiry_month = null, card_expiry_year = null
      where user_id = ${userId}`,
  ]);
}
