import type { PendingQuery } from "postgres";
import type { Sql } from "./connect.ts";
import type { Row } from "./rows.ts";

/** Asks what sorts or hashes rows by the hundred thousand: with the usual memory that would go by way of the disk. */
export async function askInMemory<T extends object>(
  sql: Sql,
  question: PendingQuery<Row[]>,
): Promise<readonly T[]> {
  let rows: readonly T[] = [];
  await sql.begin("read only", async (transaction) => {
    await transaction`set local work_mem = '64MB'`;
    rows = await transaction<T[]>`${question}`;
  });
  return rows;
}
