import type { PendingQuery } from "postgres";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";

/**
 * Removes rows, or only counts them; gives their number.
 * @param old which ones: "from <table> where ..."
 */
export async function forgetRows(sql: Sql, old: PendingQuery<Row[]>, isDry: boolean): Promise<number> {
  if (!isDry) return (await sql`delete ${old}`).count;
  const [row] = await sql<{ count: number }[]>`select count(*) ${old}`;
  return row?.count ?? 0;
}
