import type { Keyset } from "@cinema/billing/keyset";
import { z } from "zod";
import type { PresentedPage } from "../page.ts";

/** Longer than any position of ours. */
const longestCursor = 2_000;

/** `nextCursor` of a list in the order of several columns: a position as one word that callers only hand back. */
export function keysetCursor<Position>(position: z.ZodType<Position>) {
  return z
    .string()
    .max(longestCursor)
    .transform((cursor, context): Position => {
      const read = position.safeParse(decoded(cursor));
      if (read.success) return read.data;
      context.addIssue("This is no cursor of this list: send nextCursor of the page before, or none");
      return z.NEVER;
    })
    .nullish();
}

/** The input of such a list: its own fields, the cursor and how many. */
export function keysetInput<Shape extends z.ZodRawShape, Position>(
  shape: Shape,
  position: z.ZodType<Position>,
) {
  return z.strictObject({
    ...shape,
    cursor: keysetCursor(position),
    limit: z.int().min(1).max(100).default(20),
  });
}

/** Reads a page and presents its rows: one row more than asked for tells whether there is another page. */
export async function presentKeysetPage<View, Item, Position>(
  { cursor, limit }: { readonly cursor?: Position | null | undefined; readonly limit: number },
  read: (page: Keyset<Position>) => Promise<readonly View[]>,
  present: (view: View) => Item,
  positionOf: (view: View) => Position,
): Promise<PresentedPage<Item>> {
  const found = await read({ after: cursor ?? undefined, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    nextCursor: found.length > limit && last !== undefined ? encoded(positionOf(last)) : null,
  };
}

function encoded(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Undefined, which no position is, when it cannot be read. */
function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}
