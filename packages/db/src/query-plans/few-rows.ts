import type { Explainer } from "./explain.ts";

/** Tables that grow with the number of viewers. */
const grown = [
  ...["viewer", "consent", "payment_method", "subscription", "payment", "refund", "letter", "act"],
  ...["subscription_history", "payment_history", "refund_history", "approval"],
];

/**
 * Looks that a call reads no table that grows from end to end, nor more rows of one than so many, by either plan.
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
    const { scanned, read } = looks[kind];
    const tooMany = grown.filter((table) => (read[table] ?? 0) > most);
    const isSlow = tooMany.length > 0 || scanned.some((table) => grown.includes(table));
    if (isSlow)
      throw new Error(
        `of ${JSON.stringify(what)} the ${kind} plan ${JSON.stringify({ most, scanned, read })}`,
      );
  }
}
