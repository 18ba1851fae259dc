import type { BindingFile, Bindings } from "@cinema/billing/bind-method";
import type { Instant } from "@cinema/core/instant";
import type { TransactionSql } from "postgres";
import type { Sql } from "./connect.ts";
import { around, lockedSubscriptions } from "./live-cases.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/** Changes of card as they stand. */
export function createBindings(sql: Sql): Bindings {
  return {
    get: async (id) => one(kinds.bindingRows, await sql<Row[]>`select * from binding where id = ${id}`),
    idByExternal: async (externalId) =>
      (await sql<{ id: string }[]>`select id from binding where external_id = ${externalId}`)[0]?.id,
    async unfinished({ after, limit, before }) {
      const rows = await sql<{ id: string }[]>`
        select id from binding
        where status in ('draft', 'pending') and created_at < ${before}
          and (${after ?? null}::uuid is null or id > ${after ?? null})
        order by id limit ${limit}`;
      return rows.map(({ id }) => id);
    },
  };
}

/** How many a viewer has begun since a moment. */
export async function bindingsSince(sql: TransactionSql, userId: string, since: Instant): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from binding where user_id = ${userId} and created_at > ${since}`;
  return row?.count ?? 0;
}

/** Locks the viewer's subscriptions, then the change of card. */
export async function bindingCase(sql: TransactionSql, bindingId: string): Promise<BindingFile | undefined> {
  const [found] = await sql<{ user_id: string }[]>`select user_id from binding where id = ${bindingId}`;
  if (found === undefined) return undefined;
  const subscriptions = await lockedSubscriptions(sql, found.user_id);
  const binding = one(
    kinds.bindingRows,
    await sql<Row[]>`select * from binding where id = ${bindingId} for update`,
  );
  const subscription = subscriptions.find(({ id }) => id === binding?.subscriptionId);
  const consent = one(
    kinds.consentRows,
    await sql<Row[]>`select * from consent where id = ${binding?.consentId ?? null}`,
  );
  if (binding === undefined || subscription === undefined || consent === undefined) return undefined;
  return { binding, consent, live: await around(sql, subscription) };
}
