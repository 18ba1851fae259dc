import type { Fragment } from "postgres";
import type { Sql } from "./connect.ts";

/**
 * The conditions that there are, joined by `and`. Only what narrows a search down stands in its text, so that each
 * combination has a plan of its own and takes the index that fits it.
 */
export function allOf(sql: Sql, conditions: readonly (Fragment | false | undefined)[]): Fragment {
  return conditions.reduce<Fragment>(
    (joined, condition) => (condition ? sql`${joined} and ${condition}` : joined),
    sql`true`,
  );
}
