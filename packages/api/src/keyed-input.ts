import { createHash } from "node:crypto";
import { z } from "zod";

/** The name that a caller gives to one call, so that he may repeat it without doing it twice; good for a day. */
export const idempotencyKey = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, "Use 1 to 64 of 0-9 A-Z a-z _ -");

/**
 * The key in a mutation's input as it came, and the hash of all the rest of it. Undefined without a key, and also
 * for a malformed one or an input deeper than any of ours, which the procedure's own schema refuses.
 */
export function keyedInput(input: unknown): { readonly key: string; readonly inputHash: string } | undefined {
  if (typeof input !== "object" || input === null || !("idempotencyKey" in input)) return undefined;
  const { idempotencyKey: key, ...rest } = input;
  const { data } = idempotencyKey.safeParse(key);
  const text = canonical(rest);
  if (data === undefined || text === undefined) return undefined;
  return { key: data, inputHash: createHash("sha256").update(text).digest("hex") };
}

const deepest = 32;

/** JSON in which the same fields in another order are the same text; undefined when it is too deep. */
function canonical(value: unknown, depth = 0): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth === deepest) return undefined;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  const texts: string[] = [];
  for (const [name, entry] of entries) {
    const text = canonical(entry, depth + 1);
    if (text === undefined) return undefined;
    texts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `${Array.isArray(value) ? "list" : "object"}{${texts.join()}}`;
}
