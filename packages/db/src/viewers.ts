import type { Keyset } from "@cinema/billing/keyset";
import type {
  FoundViewer,
  Holdings,
  ViewerFile,
  ViewerPosition,
  Viewers,
  WantedViewer,
} from "@cinema/billing/viewers";
import type { Instant } from "@cinema/core/instant";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Sql } from "./connect.ts";
import { prepared } from "./prepared.ts";
import { one, type Row, viewerRows } from "./rows.ts";
import * as schema from "./schema.ts";
import { staffTimelineOf } from "./staff-timeline.ts";
import { subscriptionViews } from "./subscription-views.ts";
import { methodsOf } from "./timeline.ts";

/** What the staff looks up about viewers. */
export function createViewers(sql: Sql): Viewers {
  const db = drizzle(prepared(sql));
  return {
    find: (wanted, page) => find(sql, wanted, page),
    get: (userId, now) => get(sql, db, userId, now),
    holdings: (userId, now) => holdings(sql, userId, now),
    timeline: (userId, only, page) => staffTimelineOf(sql, userId, only, page),
  };
}

async function find(
  sql: Sql,
  wanted: WantedViewer,
  page: Keyset<ViewerPosition>,
): Promise<readonly FoundViewer[]> {
  switch (wanted.by) {
    case "userId": {
      const viewer = one(viewerRows, await sql<Row[]>`select * from viewer where user_id = ${wanted.userId}`);
      return viewer === undefined || page.after !== undefined ? [] : [{ viewer, key: viewer.userId }];
    }
    case "email":
      return byText(sql, "email", wanted.email, wanted.isPrefix, page);
    case "name":
      return byText(sql, "name", wanted.prefix, true, page);
  }
}

/** The bounds of what begins with a text: by the bytes no text with that beginning comes after the last character. */
async function byText(
  sql: Sql,
  column: "email" | "name",
  text: string,
  isPrefix: boolean,
  { after, limit }: Keyset<ViewerPosition>,
): Promise<readonly FoundViewer[]> {
  const key = keyOf(sql, column);
  // Not "after the empty text" on the first page: PostgreSQL would begin there, and walk up to the text.
  const goesOn = after === undefined ? sql`` : sql`and (${key}, user_id) > (${after.key}, ${after.userId})`;
  const rows = await sql<(Row & { readonly key: string })[]>`
    select *, ${key} as key from viewer
    where ${key} >= lower(${text}) and ${key} <= lower(${text}) || ${isPrefix ? lastCharacter : ""} ${goesOn}
    order by ${key}, user_id limit ${limit}`;
  return rows.map((row) => ({ viewer: viewerRows.read(row), key: row.key }));
}

const lastCharacter = "\u{10ffff}";

/** In the words of the indexes `viewer_by_email` and `viewer_by_name`. */
export function keyOf(sql: Sql, column: "email" | "name") {
  return column === "email"
    ? sql`(lower(left(email, 320)) collate "C")`
    : sql`(lower(left(name, 320)) collate "C")`;
}

async function get(
  sql: Sql,
  db: ReturnType<typeof drizzle>,
  userId: string,
  now: Instant,
): Promise<ViewerFile | undefined> {
  const [viewers, subscriptions, methods, held] = await Promise.all([
    sql<Row[]>`select * from viewer where user_id = ${userId}`,
    subscriptionViews(db, eq(schema.subscription.userId, userId)),
    methodsOf(sql, userId),
    holdings(sql, userId, now),
  ]);
  const viewer = one(viewerRows, viewers);
  return viewer && { viewer, subscriptions, methods: [...methods.values()], holdings: held };
}

async function holdings(sql: Sql, userId: string, now: Instant): Promise<Holdings> {
  const [row] = await sql<(Omit<Holdings, "paidUntil"> & { readonly paidUntil: Instant | null })[]>`
    select
      (select count(*) from subscription where user_id = ${userId}) as subscriptions,
      (select max(end_date) from subscription
        where user_id = ${userId} and state in ('active', 'grace', 'hold') and end_date > ${now}) as "paidUntil",
      (select count(*) from consent where user_id = ${userId}) as consents,
      (select count(*) from letter where user_id = ${userId}) as letters,
      count(*) as payments,
      coalesce(sum(payment_amount) filter (where payment_status = 'succeeded'), 0)::bigint as paid,
      coalesce(sum(refunded_kopecks), 0)::bigint as refunded,
      coalesce(sum((select count(*) from refund where payment_id = payment.id)), 0)::bigint as refunds
    from payment where user_id = ${userId}`;
  if (row === undefined) throw new Error("an aggregate gave no row");
  return { ...row, paidUntil: row.paidUntil ?? undefined };
}
