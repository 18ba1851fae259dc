import type { Erasure } from "@cinema/core/changes";
import type { TransactionSql } from "postgres";
import { inOwnWords } from "./own-words.ts";

/** Takes out of all rows what is personal; an id that says nothing by itself is all that stays. */
export async function erase(sql: TransactionSql, { userId, at }: Erasure): Promise<void> {
  await Promise.all([
    sql`update viewer set email = null, name = null, updated_at = ${at}, erased_at = ${at} where user_id = ${userId}`,
    // Who is a viewer may be of the staff as well.
    sql`delete from colleague where user_id = ${userId}`,
    sql`update consent set ip = null where user_id = ${userId} and ip is not null`,
    sql`
      update letter set data = '{}',
        status = case status when 'queued' then 'failed' else status end,
        error = case status when 'queued' then 'the viewer was erased' else error end
      where user_id = ${userId}`,
    sql`
      update binding set return_url = ${siteOf(sql, "return_url")},
        status = case when status in ('draft', 'pending') then 'failed' else status end
      where user_id = ${userId}`,
    sql`
      update payment_method
      set unlinked_at = coalesce(unlinked_at, ${at}), title = type, card_last4 = null,
        card_expiry_month = null, card_expiry_year = null
      where user_id = ${userId}`,
    ...eraseWords(sql, userId),
    forgetAnswers(sql, userId),
  ]);
}

/**
 * Where he came from to pay (the film, the page) and why he wanted his money back, in his own words or a service's;
 * in the histories too, which otherwise nobody rewrites. That he came back to our site to pay is kept.
 */
function eraseWords(sql: TransactionSql, userId: string): readonly Promise<unknown>[] {
  const his = sql`(select id from payment where user_id = ${userId})`;
  const isOwn = sql.unsafe(inOwnWords);
  return [
    sql`
      update payment set return_url = ${siteOf(sql, "return_url")}
      where user_id = ${userId} and return_url is not null`,
    sql`update refund set reason = ${erased} where payment_id in ${his} and ${isOwn}`,
    // After their rows, whose updates they have just written down.
    sql`
      update payment_history set "row" = "row" || jsonb_build_object('return_url', ${siteOf(sql, `"row"->>'return_url'`)})
      where row_id in ${his} and "row"->>'return_url' is not null`,
    sql`
      update refund_history set "row" = "row" || jsonb_build_object('reason', ${erased}::text)
      where row_id in (select id from refund where payment_id in ${his} and ${isOwn})`,
  ];
}

/**
 * What his calls were answered: where to pay, with what. A call whose purchase is just being begun is left alone: it
 * holds its row and waits for the erasure's locks, and two that wait for each other get nowhere.
 */
function forgetAnswers(sql: TransactionSql, userId: string): Promise<unknown> {
  return sql`
    delete from idempotency where (actor, procedure, key) in (
      select actor, procedure, key from idempotency where actor = ${`viewer:${userId}`} for update skip locked)`;
}

const erased = "erased with the viewer";

/** An address without what comes after the site. */
function siteOf(sql: TransactionSql, address: string) {
  return sql`substring(${sql.unsafe(address)} from '^[A-Za-z]+://[^/?#]+')`;
}
