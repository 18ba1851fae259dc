/** The twin's own money: whole kopecks inside, `"100.00"` on the wire. */

const DECIMAL = /^\d{1,12}(?:\.\d{1,2})?$/;

/**
 * Reads an amount as the provider does: a decimal string with a dot, or a number, with at most two decimals.
 * Returns whole kopecks, or null when it is not an amount.
 */
export function parseKopecks(value: unknown): number | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !DECIMAL.test(text)) return null;
  const [rubles = "", decimals = ""] = text.split(".");
  return Number(rubles) * 100 + Number(decimals.padEnd(2, "0"));
}

/** Writes whole kopecks as the provider does: always two decimals. */
export function formatKopecks(kopecks: number): string {
  const text = String(kopecks).padStart(3, "0");
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** The shop's part of a payment: the amount less the provider's fee, given in hundredths of a percent. */
export function incomeKopecks(kopecks: number, feeBasisPoints: number): number {
  return kopecks - Math.round((kopecks * feeBasisPoints) / 10_000);
}
