import type { CallAnswer, Calls, KeyedCall } from "@cinema/billing/keyed-call";
import type { Instant } from "@cinema/core/instant";
import { later, minute } from "@cinema/core/instant";
import { Refusal } from "@cinema/core/refusal";
import type { TransactionSql } from "postgres";
import type { Sql } from "./connect.ts";
import { forgetRows } from "./forget-rows.ts";

/** A call without an answer for this long was somebody's who is gone: longer than any call takes. */
const patience = 1 * minute;

/**
 * What the column `answer` holds: nothing yet; what the first transaction of the call gave, kept by that
 * transaction; or the answer. `created_at` is when the call was last taken and tells its takers apart.
 */
type Kept = null | { readonly done: { readonly value?: unknown } } | CallAnswer;

/** The calls by their callers' keys. */
export function createCalls(sql: Sql): Calls {
  return {
    async take(call, now) {
      const { actor, procedure, key, inputHash } = call;
      const inserted = await sql`
        insert into idempotency (actor, procedure, key, input_hash, created_at)
        values (${actor}, ${procedure}, ${key}, ${inputHash}, ${now}) on conflict do nothing returning 1`;
      if (inserted.length > 0) return { kind: "taken", since: now };
      const [row] = await sql<{ inputHash: string; answer: Kept; since: Instant }[]>`
        select input_hash as "inputHash", answer, created_at as since from idempotency where ${same(sql, call)}`;
      // Whoever was at it has just given it back.
      if (row === undefined) return { kind: "in_progress" };
      if (row.inputHash !== inputHash) return { kind: "other_input" };
      if (row.answer !== null && !("done" in row.answer)) return { kind: "answered", answer: row.answer };
      if (row.since > later(now, -patience)) return { kind: "in_progress" };
      const taken = await sql`
        update idempotency set created_at = ${now}
        where ${same(sql, call)} and created_at = ${row.since} and (answer is null or answer ? 'done')
        returning 1`;
      return taken.length > 0 ? { kind: "taken", since: now } : { kind: "in_progress" };
    },
    async answer(call, answer) {
      const [row] = await sql<{ answer: CallAnswer }[]>`
        update idempotency set answer = case
          when answer is null or answer ? 'done' then ${JSON.stringify(answer)}::text::jsonb else answer end
        where ${same(sql, call)} returning answer`;
      return row?.answer ?? answer;
    },
    async giveBack(call, since) {
      const isOurs = sql`${same(sql, call)} and created_at = ${since}`;
      await sql`delete from idempotency where ${isOurs} and answer is null`;
      await sql`
        update idempotency set created_at = ${later(since, -patience)} where ${isOurs} and answer ? 'done'`;
    },
    forget: (before, isDry) => forgetRows(sql, sql`from idempotency where created_at < ${before}`, isDry),
  };
}

/**
 * Does the work in the transaction that keeps what it gives, or gives what was kept. The row's lock makes two
 * takers of one call wait for each other.
 */
export async function once<T>(sql: TransactionSql, call: KeyedCall, work: () => Promise<T>): Promise<T> {
  const { actor, procedure, key } = call;
  const [row] = await sql<{ answer: Kept }[]>`
    select answer from idempotency
    where actor = ${actor} and procedure = ${procedure} and key = ${key} for update`;
  // The other taker was faster, and is done or has given up.
  if (row === undefined || (row.answer !== null && !("done" in row.answer)))
    throw new Refusal("call_in_progress", "idempotencyKey");
  if (row.answer !== null) return row.answer.done.value as T;
  const value = await work();
  await sql`
    update idempotency set answer = ${JSON.stringify({ done: { value } })}::text::jsonb
    where actor = ${actor} and procedure = ${procedure} and key = ${key}`;
  return value;
}

function same(sql: Sql, { actor, procedure, key }: KeyedCall) {
  return sql`actor = ${actor} and procedure = ${procedure} and key = ${key}`;
}
