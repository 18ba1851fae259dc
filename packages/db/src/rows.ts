import type { JobRun } from "@cinema/billing/job-runs";
import type { Act } from "@cinema/core/act";
import type { Approval } from "@cinema/core/approval";
import type { AskedRun } from "@cinema/core/asked-run";
import type { Binding } from "@cinema/core/binding";
import type { Consent } from "@cinema/core/consent";
import type { Difference } from "@cinema/core/difference";
import type { Letter } from "@cinema/core/letter";
import type { Mailing } from "@cinema/core/mailing";
import type { MailingChoice } from "@cinema/core/mailing-choice";
import type { Message } from "@cinema/core/message";
import type { Payment } from "@cinema/core/payment";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { Reconciliation } from "@cinema/core/reconciliation";
import type { Refund } from "@cinema/core/refund";
import type { Subscription } from "@cinema/core/subscription";
import type { Price, SubscriptionType } from "@cinema/core/subscription-type";
import type { SavedTemplate } from "@cinema/core/template";
import type { Viewer } from "@cinema/core/viewer";
import { getTableColumns, getTableName } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import * as schema from "./schema.ts";

/** A row as PostgreSQL has it: columns by name, null for what is absent. */
export type Row = Readonly<Record<string, unknown>>;

/** How one kind of row is read and written; derived from the schema, where keys are the rules' field names. */
export interface RowKind<Entity> {
  read(row: Row): Entity;
  /** The same from drizzle's rows, which name fields as the schema's keys do. */
  fromFields(fields: Row): Entity;
  /** The columns of a table that a join calls `alias`, for a select that brings several kinds in one row. */
  selected(alias: string): string;
  /** What {@link selected} brought; undefined when an outer join found none. */
  readSelected(row: Row, alias: string): Entity | undefined;
  /** Inserts or overwrites any number of rows in one statement; its only parameter is a JSON array of them. */
  readonly upsert: string;
  write(entities: readonly Entity[]): string;
}

/** Fields that are one value in the rules and several columns in the table. */
type Folding = readonly { readonly field: string; readonly parts: Readonly<Record<string, string>> }[];

const lengthFolding: Folding = [{ field: "length", parts: { unit: "periodUnit", count: "periodCount" } }];
const cancellationFolding: Folding = [
  { field: "cancellation", parts: { party: "cancellationParty", reason: "cancellationReason" } },
];

// Who gives his data is no longer forgotten, and a new address has not yet sent anything back.
export const viewerRows = rowKind<Viewer>(schema.viewer, {
  key: "user_id",
  only: ["userId", "email", "name", "language", "updatedAt"],
  conflict: `(user_id) do update set {assignments}, erased_at = null, email_since = case when viewer.email is distinct from excluded.email then excluded.updated_at else viewer.email_since end`,
});
export const subscriptionTypeRows = rowKind<SubscriptionType>(schema.subscriptionType, {
  folding: lengthFolding,
});
export const priceRows = rowKind<Price>(schema.price);
export const consentRows = rowKind<Consent>(schema.consent, { folding: lengthFolding });
export const paymentMethodRows = rowKind<PaymentMethod>(schema.paymentMethod);
export const subscriptionRows = rowKind<Subscription>(schema.subscription);
export const paymentRows = rowKind<Payment>(schema.payment, { folding: cancellationFolding });
export const refundRows = rowKind<Refund>(schema.refund, { folding: cancellationFolding });
export const bindingRows = rowKind<Binding>(schema.binding);
export const approvalRows = rowKind<Approval>(schema.approval);
export const reconciliationRows = rowKind<Reconciliation>(schema.reconciliation);
export const differenceRows = rowKind<Difference>(schema.difference);
export const actRows = rowKind<Act>(schema.act, { only: ["id", "name", "subject", "details", "at"] });
export const askedRunRows = rowKind<AskedRun>(schema.jobRun, {
  only: ["id", "name", "isDry", "requestedBy", "reason", "requestedAt"],
});
const { aliveAt: _onlyForTheGuard, ...jobRunFields } = getTableColumns(schema.jobRun);
export const jobRunRows = rowKind<Omit<JobRun, "status">>(schema.jobRun, { only: Object.keys(jobRunFields) });
// The same letter decided twice stays the first one; only its fate is written later, so that what an erasure has
// taken out of it does not come back, and that it came back is not lost on whoever was still handing it over.
export const letterRows = rowKind<Letter>(schema.letter, {
  conflict: `(cause, user_id, template) do update set status = excluded.status, sent_at = excluded.sent_at, error = case when excluded.bounced_at is null and letter.bounced_at is not null then letter.error else excluded.error end, bounced_at = coalesce(excluded.bounced_at, letter.bounced_at) where letter.id = excluded.id`,
});
// A version that is there already is never overwritten: the database refuses the update, and all is undone.
export const templateRows = rowKind<SavedTemplate>(schema.template, {
  conflict: `(event, language, version) do update set created_at = excluded.created_at`,
});
export const mailingRows = rowKind<Mailing>(schema.mailing);
export const mailingChoiceRows = rowKind<MailingChoice>(schema.mailingChoice, { key: "user_id" });
// A message that still waits undelivered under the same key stands in for the new one, at the later of both times:
// a question that somebody has put off is not put forward by a routine one.
export const messageRows = rowKind<Message>(schema.outbox, {
  only: ["id", "topic", "body", "dedupeKey", "availableAt"],
  conflict: `(dedupe_key) where not claimed_once and dedupe_key is not null do update set available_at = greatest(outbox.available_at, excluded.available_at)`,
});

/** The only row of a select by a key. */
export function one<Entity>(kind: RowKind<Entity>, rows: readonly Row[]): Entity | undefined {
  const [row] = rows;
  return row === undefined ? undefined : kind.read(row);
}

function rowKind<Entity extends object>(
  table: PgTable,
  options: {
    readonly key?: string;
    readonly conflict?: string;
    readonly folding?: Folding;
    readonly only?: readonly string[];
  } = {},
): RowKind<Entity> {
  const columns = Object.entries(getTableColumns(table))
    .filter(([field, column]) => column.generated === undefined && (options.only?.includes(field) ?? true))
    .map(([field, column]) => ({ field, name: column.name }));
  const { key = "id", folding = [] } = options;
  const collect = (valueIn: (column: { field: string; name: string }) => unknown): Entity => {
    const fields: Record<string, unknown> = {};
    for (const column of columns) fields[column.field] = valueIn(column) ?? undefined;
    for (const fold of folding) gather(fields, fold);
    // The schema's keys are the entity's fields and its checks are the entity's types.
    return fields as Entity;
  };
  return {
    read: (row) => collect(({ name }) => row[name]),
    fromFields: (fields) => collect(({ field }) => fields[field]),
    selected: (alias) => columns.map(({ name }) => `${alias}."${name}" as "${alias}.${name}"`).join(", "),
    readSelected: (row, alias) =>
      row[`${alias}.${key}`] === null ? undefined : collect(({ name }) => row[`${alias}.${name}`]),
    write: (entities) =>
      JSON.stringify(
        entities.map((entity) => {
          const fields: Record<string, unknown> = Object.fromEntries(Object.entries(entity));
          for (const fold of folding) spread(fields, fold);
          return Object.fromEntries(columns.map(({ field, name }) => [name, fields[field] ?? null]));
        }),
      ),
    upsert: upsertStatement(getTableName(table), columns, key, options.conflict),
  };
}

function upsertStatement(
  table: string,
  columns: readonly { readonly name: string }[],
  key: string,
  conflict: string | undefined,
): string {
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const assignments = columns
    .filter(({ name }) => name !== key)
    .map(({ name }) => `"${name}" = excluded."${name}"`)
    .join(", ");
  const onConflict = (conflict ?? `("${key}") do update set {assignments}`).replace(
    "{assignments}",
    assignments,
  );
  return `insert into "${table}" (${names}) select ${names} from jsonb_populate_recordset(null::"${table}", $1::text::jsonb) on conflict ${onConflict}`;
}

function gather(fields: Record<string, unknown>, { field, parts }: Folding[number]): void {
  const entries = Object.entries(parts);
  const present = entries.every(([, key]) => fields[key] !== undefined);
  fields[field] = present ? Object.fromEntries(entries.map(([part, key]) => [part, fields[key]])) : undefined;
  for (const [, key] of entries) delete fields[key];
}

function spread(fields: Record<string, unknown>, { field, parts }: Folding[number]): void {
  const value = fields[field];
  for (const [part, key] of Object.entries(parts))
    fields[key] = typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined;
}
