/** What somebody types as a sum in roubles, in whole kopecks; undefined when it is no sum above zero. */
export function kopecksIn(typed: string): number | undefined {
  const found = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed.replaceAll(/[\s₽]/g, ""));
  if (found === null) return undefined;
  const [, roubles = "", rest = ""] = found;
  const kopecks = Number(roubles) * 100 + Number(rest.padEnd(2, "0"));
  return kopecks > 0 ? kopecks : undefined;
}
