import type { Explainer } from "./explain.ts";

/** Tables that grow with the number of viewers. */
const grown = [
  ...["viewer", "consent", "payment_method", "subscription", "payment", "refund", "letter", "act"],
  ...["subscription_history", "payment_history", "refund_history", "approval"],
];

/** Pages on the way to one row: down an index and to the row, some times over where rows bring others. */
const pagesToRow = 8;

/** Pages that a call may look at besides. */
const fewPages = 40;

/**
 * Looks that a call reads no table that grows from end to end, nor more rows of one than so many, nor more pages than
 * these take, by either plan.
 * @param what named when it does
 */
export async function expectFewRows(
  explainer: Explainer,
  most: number,
  what: unknown,
  call: () => Promise<unknown>,
): Promise<void> {
  const looks = await explainer.explain(call);
  for (const kind of ["custom", "generic"] as const) {
    const { scanned, read, pages } = looks[kind];
    const rows = Object.values(read).reduce((sum, more) => sum + more, 0);
    const tooMany = grown.filter((table) => (read[table] ?? 0) > most);
    const isSlow =
      tooMany.length > 0 ||
      scanned.some((table) => grown.includes(table)) ||
      pages > fewPages + pagesToRow * rows;
    if (isSlow)
      throw new Error(
        `of ${JSON.stringify(what)} the ${kind} plan ${JSON.stringify({ most, scanned, read, pages })}`,
      );
  }
}
