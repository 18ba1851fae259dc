/**
 * Money is a whole number of kopecks (1/100 of a Russian rouble) and nothing else: no floats, no decimals.
 * The brand keeps a plain number from being taken for money by accident.
 */
export type Kopecks = number & { readonly __brand: "Kopecks" };

export const zeroKopecks = 0 as Kopecks;

/**
 * Takes a number for an amount of money.
 * @throws {RangeError} when it is not a whole, safe, non-negative number: an assertion, never bad user input
 */
export function kopecks(value: number): Kopecks {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an amount in kopecks: ${value}`);
  return value as Kopecks;
}

/** Sum of amounts, in kopecks. */
export function sum(...amounts: readonly Kopecks[]): Kopecks {
  return kopecks(amounts.reduce((total, amount) => total + amount, 0));
}

/**
 * `from` less `amount`, in kopecks.
 * @throws {RangeError} when the result would be negative
 */
export function subtract(from: Kopecks, amount: Kopecks): Kopecks {
  return kopecks(from - amount);
}

/**
 * The share `part / whole` of an amount, in kopecks, rounded to the nearest kopeck, a half upwards (in the payer's
 * favour when the share is what he gets back). Its complement is `subtract(amount, share)`: two shares rounded
 * each by itself may be a kopeck more than the whole.
 * @throws {RangeError} unless 0 <= part <= whole and whole > 0, both whole numbers
 */
export function shareOf(amount: Kopecks, part: number, whole: number): Kopecks {
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole) || part < 0 || whole <= 0 || part > whole)
    throw new RangeError(`not a share: ${part}/${whole}`);
  const numerator = BigInt(amount) * BigInt(part) * 2n + BigInt(whole);
  return kopecks(Number(numerator / (BigInt(whole) * 2n)));
}

/**
 * Splits an amount into `count` parts that differ by at most one kopeck and sum up to the whole;
 * the larger parts come first.
 * @throws {RangeError} unless count is a whole number above zero
 */
export function split(amount: Kopecks, count: number): readonly Kopecks[] {
  if (!Number.isSafeInteger(count) || count <= 0) throw new RangeError(`not a count of parts: ${count}`);
  const small = Math.floor(amount / count);
  const larger = amount - small * count;
  return Array.from({ length: count }, (_, index) => kopecks(index < larger ? small + 1 : small));
}

/** The decimal form that YooKassa and receipts use: roubles, a dot, two digits ("100.00"). */
export function toDecimal(amount: Kopecks): string {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
}

/**
 * Reads the decimal form ("100", "100.5", "100.00") into kopecks; undefined when it is not an amount of money
 * with at most two decimals.
 */
export function fromDecimal(text: string): Kopecks | undefined {
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  return kopecks(Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")));
}
