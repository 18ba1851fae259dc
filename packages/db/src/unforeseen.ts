import type { Sql } from "./connect.ts";

/**
 * A limit whose number the planner does not see before it plans. Seeing it, it would rather collect and sort all
 * rows of a key that it believes to be rare than read the first few from an index in their order; but what is rare
 * by its statistics may be half of the table.
 */
export function unforeseen(sql: Sql, limit: number) {
  return sql`(select ${limit}::int)`;
}
