import { act } from "@cinema/core/act";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Authorship, World } from "./ports.ts";
import type { Moments } from "./reports.ts";

/** What can be taken out as a table: money rows by when they were begun, subscriptions by when they were bought. */
export const exportKinds = ["payments", "refunds", "subscriptions"] as const;

export type ExportKind = (typeof exportKinds)[number];

/** One row of a table, by column; sums are kopecks, moments ISO instants, absent values null. */
export interface ExportRow {
  readonly [column: string]: string | number | boolean | Instant | null;
}

/** The tables as they are read for an export: by pages, so that a million rows take no more memory than a page. */
export interface Exports {
  count(kind: ExportKind, range: Moments): Promise<number>;
  /** The page after an id, in the order of ids, which is the order of making. */
  page(
    kind: ExportKind,
    range: Moments,
    page: { readonly after: string | undefined; readonly limit: number; readonly language: Language },
  ): Promise<readonly ExportRow[]>;
}

export interface Export {
  readonly kind: ExportKind;
  readonly range: Moments;
  /** In which plans are named. */
  readonly language: Language;
  /** Rows read at once. */
  readonly pageSize?: number;
}

/**
 * Begins to take rows out, and writes down who did and what; they come by pages, as fast as they are asked for.
 * @returns how many rows there are now, and the pages
 */
export async function takeOut(
  world: World,
  by: Authorship,
  { kind, range, language, pageSize = 5_000 }: Export,
): Promise<{ readonly count: number; readonly pages: AsyncGenerator<readonly ExportRow[]> }> {
  const { exports } = world.store;
  const count = await exports.count(kind, range);
  const details = { kind, from: range.start, to: range.end, rows: count };
  const circumstances = { now: world.now(), newId: world.newId };
  await world.store.change(by, (unit) =>
    unit.save({ acts: [act("export.taken", `export:${kind}`, details, circumstances)] }),
  );
  return { count, pages: pagesOf(exports, { kind, range, language, pageSize }) };
}

async function* pagesOf(
  exports: Exports,
  { kind, range, language, pageSize }: Required<Export>,
): AsyncGenerator<readonly ExportRow[]> {
  let after: string | undefined;
  do {
    const rows = await exports.page(kind, range, { after, limit: pageSize, language });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1)?.id;
    after = rows.length < pageSize || typeof last !== "string" ? undefined : last;
  } while (after !== undefined);
}
