import type { LetterFilter, Letters } from "@cinema/billing/letters";
import type { LetterCase, Page } from "@cinema/billing/ports";
import { announcedSubscription } from "@cinema/core/announce-renewal";
import type { Letter } from "@cinema/core/letter";
import { isAnnouncement, type ResendCase } from "@cinema/core/resend-letter";
import type { TransactionSql } from "postgres";
import { allOf } from "./conditions.ts";
import type { Sql } from "./connect.ts";
import { renewalCase } from "./renewal-case.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/** All letters, for the staff to read. */
export function createLetters(sql: Sql): Letters {
  return {
    search: async (filter, page) => (await letterSearch(sql, filter, page)).map(kinds.letterRows.read),
    async copies(letterId) {
      const rows = await sql<Row[]>`
        with original as (select coalesce(copy_of, id) as id from letter where id = ${letterId})
        select l.* from letter l join original o on o.id = l.id
        union all select l.* from letter l join original o on o.id = l.copy_of
        order by id`;
      return rows.map(kinds.letterRows.read);
    },
  };
}

/** The statement of a search. */
export function letterSearch(sql: Sql, filter: LetterFilter, { after, limit }: Page) {
  const { template, status, from = "-infinity", to = "infinity" } = filter;
  const list = listOf(filter);
  const named = list && sql`${filter[list] ?? ""}, `;
  const here = list ? sql`${sql(list)}, created_at` : sql`created_at`;
  const at = (moment: string) => sql`${named ?? sql``}${moment}::timestamptz`;
  return sql<Row[]>`
    select * from ${lettersOf(sql, filter)} letter
    where ${allOf(sql, [
      template !== undefined && list !== "template" && sql`template = ${template}`,
      status !== undefined && list !== "status" && sql`status = ${status}`,
      // Says what the index of letters that are not sent is about, which a parameter does not.
      list === "status" && sql`status <> 'sent'`,
      sql`(${here}) >= (${at(from)}) and (${here}) < (${at(to)})`,
      after !== undefined &&
        sql`(${here}, id) < (${named ?? sql``}(select created_at from letter where id = ${after}), ${after})`,
    ])}
    order by ${list ? sql`${sql(list)} desc,` : sql``} created_at desc, id desc limit ${limit}`;
}

/**
 * Letters to one viewer or about one thing are taken by that alone (`offset 0` keeps the other conditions out):
 * PostgreSQL, which does not know how short a period will be, would else walk along all letters by time as well.
 */
function lettersOf(sql: Sql, { userId, cause }: LetterFilter) {
  if (userId === undefined && cause === undefined) return sql`letter`;
  const conditions = [
    userId !== undefined && sql`user_id = ${userId}`,
    cause !== undefined && sql`cause = ${cause}`,
  ];
  return sql`(select * from letter where ${allOf(sql, conditions)} offset 0)`;
}

/**
 * Which list of letters is read, one of a template or of a status, each by time; undefined: that of all. Its name is
 * compared together with the time and not for itself: PostgreSQL, which does not know how rare a template is, would
 * else rather walk along all letters.
 */
function listOf({ userId, cause, template, status }: LetterFilter): "template" | "status" | undefined {
  if (userId !== undefined || cause !== undefined) return undefined;
  if (status !== undefined && status !== "sent") return "status";
  return template === undefined ? undefined : "template";
}

/** One letter, whose it is, and the first one when it sends that again. */
export async function letterCase(sql: Sql, letterId: string): Promise<LetterCase | undefined> {
  const letter = one(kinds.letterRows, await sql<Row[]>`select * from letter where id = ${letterId}`);
  if (letter === undefined) return undefined;
  const [viewers, originals] = await Promise.all([
    sql<Row[]>`select * from viewer where user_id = ${letter.userId}`,
    letter.copyOf === undefined ? [] : sql<Row[]>`select * from letter where id = ${letter.copyOf}`,
  ]);
  return { letter, viewer: one(kinds.viewerRows, viewers), original: one(kinds.letterRows, originals) };
}

/** A viewer's letters about any of these causes and their copies, the newest first. */
export async function lettersAbout(
  sql: Sql,
  userId: string,
  causes: readonly string[],
): Promise<readonly Letter[]> {
  const rows = await sql<Row[]>`
    with about as (select id from letter where cause = any(${[...causes]}::text[]) and user_id = ${userId})
    select l.* from letter l join about a on a.id = l.id
    union all select l.* from letter l join about a on a.id = l.copy_of
    order by id desc`;
  return rows.map(kinds.letterRows.read);
}

/**
 * Locks the subscriptions of whoever's charge is announced like everywhere, then the viewer against an erasure, then
 * the first letter: the order in which an erasure takes them.
 */
export async function resendCase(sql: TransactionSql, letterId: string): Promise<ResendCase | undefined> {
  const found = one(
    kinds.letterRows,
    await sql<Row[]>`
      select * from letter where id = (select coalesce(copy_of, id) from letter where id = ${letterId})`,
  );
  if (found === undefined) return undefined;
  const charged = isAnnouncement(found) ? announcedSubscription(found.cause) : undefined;
  const renewal = charged === undefined ? undefined : await renewalCase(sql, charged);
  const viewers = await sql<Row[]>`
    select from viewer where user_id = ${found.userId} and email is not null for share`;
  const original = one(
    kinds.letterRows,
    await sql<Row[]>`select * from letter where id = ${found.id} for update`,
  );
  const copies = await sql<Row[]>`select * from letter where copy_of = ${found.id} order by id`;
  if (original === undefined) return undefined;
  return { original, copies: copies.map(kinds.letterRows.read), hasAddress: viewers.length > 0, renewal };
}
