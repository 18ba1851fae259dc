/** Whole kopecks of what somebody typed: "399", "1 499,50", "0.5"; undefined while it is no sum of roubles. */
export function kopecksOf(typed: string): number | undefined {
  const plain = typed.replaceAll(/[\s ]/g, "").replace(",", ".");
  const [, roubles, part = ""] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain) ?? [];
  return roubles === undefined ? undefined : Number(roubles) * 100 + Number(part.padEnd(2, "0"));
}
