import type { LetterCase } from "@cinema/billing/ports";
import type { Obstacle } from "@cinema/core/audience";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Mailing, MailingState } from "@cinema/core/mailing";
import type { MailingChoice } from "@cinema/core/mailing-choice";
import type { MailingLetterCase } from "@cinema/core/mailing-letter";
import type { SavedTemplate } from "@cinema/core/template";
import { testCause } from "@cinema/core/test-letter";
import type { TransactionSql } from "postgres";
import { obstacleTo } from "./audience.ts";
import { writtenBeside } from "./mailings.ts";
import * as kinds from "./rows.ts";
import { one, type Row } from "./rows.ts";

/** Rows that may not be there yet are locked by a name. */
async function lockName(sql: TransactionSql, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** The version of a template in use; whoever else wants to save one waits. */
export async function templateInUse(
  sql: TransactionSql,
  event: string,
  language: Language,
): Promise<SavedTemplate | undefined> {
  await lockName(sql, `template:${event}.${language}`);
  const rows = await sql<Row[]>`
    select * from template where event = ${event} and language = ${language} order by version desc limit 1`;
  return one(kinds.templateRows, rows);
}

/** How many letters somebody has tried out since a moment. */
export async function testsSince(sql: TransactionSql, userId: string, since: Instant): Promise<number> {
  await lockName(sql, `test:${userId}`);
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from letter
    where user_id = ${userId} and starts_with(cause, ${testCause}) and created_at > ${since}`;
  return row?.count ?? 0;
}

/** To how many viewers others write beside it; whoever else asks about the same event waits. */
export async function lockedBeside(sql: TransactionSql, mailing: Mailing, since: Instant): Promise<number> {
  await lockName(sql, `mailing:${mailing.event}`);
  return writtenBeside(sql, mailing, since);
}

/** Skips all letters of a mailing that are still queued. */
export async function skipQueued(sql: TransactionSql, mailingId: string, reason: string): Promise<void> {
  await sql`
    update letter set status = 'skipped', error = ${reason}
    where mailing_id = ${mailingId} and status = 'queued'`;
}

/** A mailing's letter, locked, with its mailing, its reader, and what stands against sending it. */
export async function mailingLetterCase(
  sql: TransactionSql,
  letterId: string,
): Promise<(MailingLetterCase & LetterCase) | undefined> {
  const [row] = await sql.unsafe<CaseRow[]>(letterWithNeighbours, [letterId], { prepare: true });
  const letter = row && kinds.letterRows.readSelected(row, "l");
  if (row === undefined || letter === undefined) return undefined;
  return {
    letter,
    original: undefined,
    mailing: { state: row.state },
    obstacle: row.obstacle ?? undefined,
    viewer: kinds.viewerRows.readSelected(row, "v"),
  };
}

type CaseRow = Row & { readonly state: MailingState; readonly obstacle: Obstacle | null };

const letterWithNeighbours = `
  select ${kinds.letterRows.selected("l")}, ${kinds.viewerRows.selected("v")}, m.state,
    ${obstacleTo("m.is_service")} as obstacle
  from letter l join mailing m on m.id = l.mailing_id left join viewer v on v.user_id = l.user_id
  where l.id = $1 for update of l`;

/** What a viewer has said about mailings; whoever else wants to say something in his name waits. */
export async function mailingChoice(sql: TransactionSql, userId: string): Promise<MailingChoice | undefined> {
  await lockName(sql, `mailing_choice:${userId}`);
  return one(
    kinds.mailingChoiceRows,
    await sql<Row[]>`select * from mailing_choice where user_id = ${userId}`,
  );
}
