import type { AudienceCount, AudienceQuestion } from "@cinema/billing/mailings";
import type { PendingQuery } from "postgres";
import { askInMemory } from "./ask-in-memory.ts";
import { audience, chosen } from "./audience.ts";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";

type CountRow = Omit<AudienceCount, "obstacle"> & { readonly obstacle: AudienceCount["obstacle"] | null };

/** How many a mailing is for, by language and by what keeps them from getting it. */
export async function tally(sql: Sql, question: AudienceQuestion): Promise<readonly AudienceCount[]> {
  const counted = question.audience.kind === "viewers" ? eachOne(sql, question) : many(sql, question);
  const rows = await askInMemory<CountRow>(sql, counted);
  return rows.map(({ obstacle, ...row }) => ({ ...row, obstacle: obstacle ?? undefined }));
}

function eachOne(sql: Sql, question: AudienceQuestion): PendingQuery<Row[]> {
  return sql<Row[]>`
    select language, obstacle, count(*) as count from (${audience(sql, question)}) a group by 1, 2 order by 1, 2`;
}

/**
 * Of a million viewers few have refused or have a dead address: whether these two keep somebody from his letter is
 * asked of them alone, and the rest is counted as it is read, by columns whose few values the planner knows of.
 */
function many(sql: Sql, question: AudienceQuestion): PendingQuery<Row[]> {
  const columns = sql<Row[]>`v.language, v.email is null as has_none, v.erased_at is not null as is_erased`;
  return sql<Row[]>`
    with refusing as materialized (
      select language, obstacle, count(*) as count from (${audience(sql, question)}) a
      where user_id in (
          select user_id from mailing_choice where is_refused
          union all
          select user_id from letter where bounced_at is not null)
        and obstacle in ('unsubscribed', 'bounced')
      group by 1, 2
    ), counted as (
      select language, has_none, is_erased, count(*) as count from (${chosen(sql, question.audience, columns)}) a group by 1, 2, 3
    )
    select language, obstacle, sum(count)::bigint as count
    from (
      select language, count,
        case when has_none and is_erased then 'erased' when has_none then 'no_address' end as obstacle
      from counted
      union all
      select language, count, obstacle from refusing
      union all
      select language, -count, null from refusing
    ) parts
    group by 1, 2 having sum(count) > 0 order by 1, 2`;
}
