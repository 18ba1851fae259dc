import type { PendingQuery } from "postgres";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";

/**
 * Asks what sorts or hashes rows by the hundred thousand: with the usual memory that would go by way of the disk, and
 * by a plan for any values, which takes a third of a table for what is above one, in the wrong order.
 */
export async function askInMemory<T extends object>(
  sql: Sql,
  question: PendingQuery<Row[]>,
): Promise<readonly T[]> {
  let rows: readonly T[] = [];
  await sql.begin("read only", async (transaction) => {
    await transaction`
      select set_config('work_mem', '64MB', true), set_config('plan_cache_mode', 'force_custom_plan', true)`;
    rows = await transaction<T[]>`${question}`;
  });
  return rows;
}
