import type { ExportRow } from "@cinema/billing/export";
import { stringify } from "csv-stringify/sync";

/**
 * One page of rows as CSV (RFC 4180), the first page with the names of the columns. Text that a spreadsheet would
 * take for a formula is made harmless.
 */
export function writeCsv(rows: readonly ExportRow[], { isFirst }: { readonly isFirst: boolean }): string {
  return stringify([...rows], {
    header: isFirst,
    record_delimiter: "\r\n",
    escape_formulas: true,
    cast: { boolean: (value) => (value ? "true" : "false") },
  });
}
