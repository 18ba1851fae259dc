import type { AudienceQuestion } from "@cinema/billing/mailings";
import type { Audience, Recipient } from "@cinema/core/audience";
import type { Language } from "@cinema/core/language";
import type { Mailing } from "@cinema/core/mailing";
import { isLive } from "@cinema/core/subscription";
import type { ISql, PendingQuery, TransactionSql } from "postgres";
import type { Row } from "./rows.ts";

/** A pool or a transaction. */
type AnySql = ISql;

interface RecipientRow {
  readonly user_id: string;
  readonly language: Language;
  readonly obstacle: Recipient["obstacle"] | null;
}

/** The next of a mailing's audience, in the order of their ids. */
export async function recipients(
  sql: TransactionSql,
  mailing: Mailing,
  limit: number,
): Promise<readonly Recipient[]> {
  const rows = await sql<RecipientRow[]>`
    ${audience(sql, mailing, mailing.position)} order by user_id limit ${limit}`;
  return rows.map((row) => ({
    userId: row.user_id,
    language: row.language,
    obstacle: row.obstacle ?? undefined,
  }));
}

/** How many letters of a mailing have no outcome yet. */
export async function outstandingLetters(sql: TransactionSql, mailingId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from letter where mailing_id = ${mailingId} and status in ('queued', 'sending')`;
  return row?.count ?? 0;
}

/**
 * A select of user_id, language and obstacle: everybody whom a mailing is for, those who cannot get it too.
 * @param after only who comes after this user id
 */
export function audience(sql: AnySql, { audience, isService }: AudienceQuestion, after = "") {
  const obstacle = sql.unsafe(obstacleTo(`${isService}`));
  const columns =
    audience.kind === "viewers"
      ? sql<Row[]>`listed.user_id, coalesce(v.language, 'ru') as language, ${obstacle} as obstacle`
      : sql<Row[]>`v.user_id, v.language, ${obstacle} as obstacle`;
  return chosen(sql, audience, columns, after);
}

/**
 * A select of everybody whom a mailing is for, which further conditions may follow.
 * @param columns of the viewer, `v`: outer joined when viewers are named
 * @param after only who comes after this user id
 */
export function chosen(sql: AnySql, audience: Audience, columns: PendingQuery<Row[]>, after = "") {
  if (audience.kind === "viewers")
    return sql`
      select ${columns}
      from (select distinct unnest(${[...audience.userIds]}::text[]) as user_id) listed
      left join viewer v using (user_id)
      where listed.user_id > ${after}`;
  const { languages, states, subscriptionTypeIds, endsFrom, endsBefore } = audience;
  const isAboutSubscriptions = [states, subscriptionTypeIds, endsFrom, endsBefore].some(
    (condition) => condition !== undefined,
  );
  return sql`
    select ${columns}
    from viewer v
    where v.user_id > ${after}
      ${languages === undefined ? sql`` : sql`and v.language = any(${[...languages]}::text[])`}
      ${
        isAboutSubscriptions
          ? sql`and exists (
              select from subscription s
              where s.user_id = v.user_id
                ${states === undefined ? sql`` : sql`and s.state = any(${[...states]}::text[])`}
                ${subscriptionTypeIds === undefined ? sql`` : sql`and s.subscription_type_id = any(${[...subscriptionTypeIds]}::uuid[])`}
                ${endsFrom === undefined ? sql`` : sql`and s.end_date >= ${endsFrom}`}
                ${endsBefore === undefined ? sql`` : sql`and s.end_date < ${endsBefore}`}
                ${states?.every((state) => isLive({ state })) ? sql`` : sql`and ${isTheOneThatCounts(sql)}`})`
          : sql``
      }`;
}

/** No other one of the viewer's to the same product counts before `s`; before a live one none ever does. */
function isTheOneThatCounts(sql: AnySql) {
  return sql`
    not exists (
      select from subscription o
      where o.user_id = s.user_id and o.product = s.product and o.id <> s.id
        and (${weight(sql, "o")}, s.id) < (${weight(sql, "s")}, o.id))`;
}

/** The live one counts, else the last that has ended, else the last that was begun. */
function weight(sql: AnySql, alias: "o" | "s") {
  const state = sql(`${alias}.state`);
  return sql`case when ${state} in ('active', 'grace', 'hold') then 0 when ${state} = 'ended' then 1 else 2 end`;
}

/**
 * What keeps a viewer (`v`, outer joined) from getting a letter, as an expression.
 * @param isService whether it is a service letter, which is always tried; an expression too
 */
export function obstacleTo(isService: string): string {
  return `
    case
      when v.user_id is null then 'unknown'
      when v.email is null and v.erased_at is not null then 'erased'
      when v.email is null then 'no_address'
      when ${isService} then null
      when ${hasRefused} then 'unsubscribed'
      when ${isUnreachable} then 'bounced'
    end`;
}

const hasRefused = "exists (select from mailing_choice c where c.user_id = v.user_id and c.is_refused)";

/** What came back from an earlier address says nothing about this one. */
const isUnreachable = `
  exists (
    select from letter b
    where b.user_id = v.user_id and b.bounced_at is not null
      and coalesce(b.sent_at, b.bounced_at) >= coalesce(v.email_since, '-infinity'))`;

/**
 * Whether nothing keeps a viewer (`v`) from getting a letter: the same by conditions whose frequency the planner can
 * judge, so that it walks along the viewers where the wanted ones are soon found.
 */
export function isReached(isService: boolean): string {
  return `v.email is not null ${isService ? "" : `and not ${hasRefused} and not ${isUnreachable}`}`;
}
