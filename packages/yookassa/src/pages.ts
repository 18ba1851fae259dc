import type { GatewayAnswer, Listed, ListPage } from "@cinema/billing/gateway";
import type { TimeSpan } from "@cinema/core/time-span";
import type { z } from "zod";
import type { Path, Wire } from "./request.ts";
import { pageSchema, plainSchema } from "./wire.ts";

/** A list of the provider's: newest first, no older than three years. */
export interface List {
  readonly path: Path;
  readonly query: Readonly<Record<string, string>>;
}

/** All objects of a kind that were created within a span, whose end is not in it. */
export function createdIn({ from, to }: TimeSpan, kind: "payments" | "refunds"): List {
  return { path: [kind], query: { "created_at.gte": from, "created_at.lt": to } };
}

/** Reads one page of a list; what cannot be read of it is handed on with what is plain of it. */
export async function readPage<T>(
  wire: Wire,
  list: List,
  cursor: string | undefined,
  schema: z.ZodType<T>,
): Promise<GatewayAnswer<ListPage<T>>> {
  const page = await wire.send(
    { method: "GET", path: list.path, query: pageQuery(list, cursor) },
    pageSchema,
  );
  if (page.kind !== "answered") return page;
  const items = page.value.items.map((item): Listed<T> => {
    const read = wire.read(item, schema);
    if (read.kind === "answered") return { kind: "read", value: read.value };
    return {
      kind: "unreadable",
      ...plainSchema.parse(item),
      why: read.kind === "unknown" ? read.cause : read.kind,
    };
  });
  return { kind: "answered", value: { items, next: page.value.next_cursor ?? undefined } };
}

function pageQuery(list: List, cursor: string | undefined): Readonly<Record<string, string>> {
  return { ...list.query, limit: "100", ...(cursor === undefined ? {} : { cursor }) };
}

/** Reads a whole list, page by page to its end. */
export async function readList<T>(
  wire: Wire,
  list: List,
  schema: z.ZodType<T>,
): Promise<GatewayAnswer<readonly T[]>> {
  const all: T[] = [];
  for await (const page of pages(wire, list)) {
    if (page.kind !== "answered") return page;
    for (const item of page.value) {
      const read = wire.read(item, schema);
      if (read.kind !== "answered") return read;
      all.push(read.value);
    }
  }
  return { kind: "answered", value: all };
}

/**
 * Finds the newest object that `matches`. The others are not read, for somebody else's odd payment must not
 * hide ours; but a match that cannot be read is `unknown`, never "not found".
 */
export async function findInList<T>(
  wire: Wire,
  list: List,
  matches: (item: unknown) => boolean,
  schema: z.ZodType<T>,
): Promise<GatewayAnswer<{ found: T | undefined }>> {
  for await (const page of pages(wire, list)) {
    if (page.kind !== "answered") return page;
    const match = page.value.find(matches);
    if (match === undefined) continue;
    const read = wire.read(match, schema);
    return read.kind === "answered" ? { kind: "answered", value: { found: read.value } } : read;
  }
  return { kind: "answered", value: { found: undefined } };
}

/** The pages one after another; the last one may be a call that came to nothing. */
async function* pages(wire: Wire, list: List): AsyncGenerator<GatewayAnswer<readonly unknown[]>> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await wire.send(
      { method: "GET", path: list.path, query: pageQuery(list, cursor) },
      pageSchema,
    );
    if (page.kind !== "answered") return yield page;
    yield { kind: "answered", value: page.value.items };
    cursor = page.value.next_cursor ?? undefined;
    if (cursor === undefined) return;
    if (seen.has(cursor)) return yield { kind: "unknown", cause: "the list repeats its cursor" };
    seen.add(cursor);
  } while (cursor !== undefined);
}
