import type { Fragment, ISql } from "postgres";

/** When the mail server first took a letter, itself or a copy of it; null when it has taken none. */
export function firstTaken(sql: ISql, letter: string): Fragment {
  return sql`least(${sql(`${letter}.sent_at`)},
    (select min(copy.sent_at) from letter copy where copy.copy_of = ${sql(`${letter}.id`)}))`;
}
