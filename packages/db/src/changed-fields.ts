import type { AuditedTable, ChangedField } from "@cinema/billing/audit-trail";
import { instant } from "@cinema/core/instant";
import { getTableColumns } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Row } from "./rows.ts";
import * as schema from "./schema.ts";

interface Field {
  readonly column: string;
  /** The rules' name; a sum says its unit. */
  readonly name: string;
  readonly isInstant: boolean;
}

/** Addresses hold what a viewer was doing and how he pays; a refund's reason may be in a viewer's own words. */
const fields: { readonly [T in AuditedTable]: readonly Field[] } = {
  subscription: fieldsOf(schema.subscription),
  subscription_type: fieldsOf(schema.subscriptionType),
  payment: fieldsOf(schema.payment, ["returnUrl", "confirmationUrl"]),
  refund: fieldsOf(schema.refund, ["reason"]),
};

function fieldsOf(table: PgTable, withheld: readonly string[] = []): readonly Field[] {
  return Object.entries(getTableColumns(table))
    .filter(([key, column]) => column.generated === undefined && !withheld.includes(key))
    .map(([key, column]) => {
      const type = column.getSQLType();
      return {
        column: column.name,
        // The only big integers of these tables are sums.
        name: type === "bigint" ? `${key}Kopecks` : key,
        isInstant: type.startsWith("timestamptz"),
      };
    });
}

/** All names under which fields of the histories are told. */
export const changedFieldNames: readonly string[] = [
  ...new Set(Object.values(fields).flatMap((ofTable) => ofTable.map(({ name }) => name))),
];

/**
 * The fields in which two rows of a history differ, without what is personal or secret.
 * @param before null: the row was made
 * @param after null: the row was removed
 */
export function changedFields(
  table: AuditedTable,
  before: Row | null,
  after: Row | null,
): readonly ChangedField[] {
  return fields[table]
    .map((field) => ({
      field: field.name,
      before: valueIn(before, field),
      after: valueIn(after, field),
    }))
    .filter((change) => change.before !== change.after);
}

/** A row from before a column existed has nothing there. */
function valueIn(row: Row | null, { column, isInstant }: Field): ChangedField["before"] {
  const value = row?.[column] ?? null;
  // JSON of the database names the offset of whatever zone its session was in.
  if (isInstant && typeof value === "string") return instant(value);
  // Lists are told as they stand in the row.
  if (typeof value === "object") return value === null ? null : JSON.stringify(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
