import type { LetterOutcomes, MailingCounts, Mailings } from "@cinema/billing/mailings";
import type { Instant } from "@cinema/core/instant";
import type { Mailing } from "@cinema/core/mailing";
import type { ISql } from "postgres";
import { chosen, isReached } from "./audience.ts";
import { tally } from "./audience-tally.ts";
import type { Sql } from "./connect.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

type Nullable<T> = {
  readonly [K in keyof T]: Exclude<T[K], undefined> | (undefined extends T[K] ? null : never);
};

/** Mailings, how they go, and who wants none. */
export function createMailings(sql: Sql): Mailings {
  return {
    get: async (id) => one(kinds.mailingRows, await sql<Row[]>`select * from mailing where id = ${id}`),
    async list({ after, limit, state }) {
      const rows = await sql<Row[]>`
        select * from mailing
        where (${state ?? null}::text is null or state = ${state ?? null})
          and (${after ?? null}::uuid is null or id < ${after ?? null})
        order by id desc limit ${limit}`;
      return rows.map(kinds.mailingRows.read);
    },
    counts: async (mailingIds) =>
      sql<(MailingCounts & { readonly mailingId: string })[]>`
        select mailing_id as "mailingId",
          count(*) filter (where status in ('queued', 'sending')) as queued,
          count(*) filter (where status = 'sent') as sent,
          count(*) filter (where status = 'failed') as failed,
          count(*) filter (where status = 'skipped') as skipped,
          count(bounced_at) as bounced
        from letter where mailing_id = any(${[...mailingIds]}::uuid[]) group by 1`,
    async outcomes(mailingId, lately) {
      const rows = await sql<Nullable<LetterOutcomes>[]>`
        select status, case when status = 'skipped' then error end as reason, count(*) as count,
          count(bounced_at) as bounced, count(*) filter (where sent_at > ${lately}) as lately
        from letter where mailing_id = ${mailingId} group by 1, 2 order by 1, 2`;
      return rows.map((row) => ({ ...row, reason: row.reason ?? undefined }));
    },
    async failures(mailingId, { after, limit }) {
      const rows = await sql<Row[]>`
        select * from letter
        where mailing_id = ${mailingId} and (status in ('failed', 'skipped') or bounced_at is not null)
          and (${after ?? null}::uuid is null or id < ${after ?? null})
        order by id desc limit ${limit}`;
      return rows.map(kinds.letterRows.read);
    },
    tally: (question) => tally(sql, question),
    async sample({ languages, limit, audience: whom, isService }) {
      const reached = sql.unsafe(isReached(isService));
      const rows = await sql<Row[]>`
        ${chosen(sql, whom, sql`v.*`)} and ${reached} and v.language = any(${[...languages]}::text[])
        order by v.user_id limit ${limit}`;
      return rows.map(kinds.viewerRows.read);
    },
    writtenBeside: (mailing, since) => writtenBeside(sql, mailing, since),
    choice: async (userId) =>
      one(kinds.mailingChoiceRows, await sql<Row[]>`select * from mailing_choice where user_id = ${userId}`),
    letterByToken: async (token) =>
      one(kinds.letterRows, await sql<Row[]>`select * from letter where unsubscribe_token = ${token}`),
  };
}

/**
 * What is still being written counts as it was expected, what is over as it was written; one that was begun before that
 * moment, too, when it went on after it.
 */
export async function writtenBeside(
  sql: ISql,
  { id, event }: Pick<Mailing, "id" | "event">,
  since: Instant,
): Promise<number> {
  const [row] = await sql<{ viewers: number }[]>`
    select coalesce(sum(
      case when state in ('running', 'paused') then greatest(written, coalesce(expected, 0)) else written end), 0) as viewers
    from mailing
    where event = ${event} and id <> ${id} and approved_by is null and started_at is not null
      and (state = 'running' or greatest(started_at, send_at, finished_at) > ${since})`;
  return row?.viewers ?? 0;
}
