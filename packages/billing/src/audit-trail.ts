import type { Act } from "@cinema/core/act";
import type { Instant } from "@cinema/core/instant";
import type { Keyset } from "./keyset.ts";

/** The tables that keep a history of every change. */
export const auditedTables = ["subscription", "subscription_type", "payment", "refund"] as const;

export type AuditedTable = (typeof auditedTables)[number];

/** Where an entry of the trail comes from: acts, or the history of a table. */
export const trailSources = ["act", ...auditedTables] as const;

export type TrailSource = (typeof trailSources)[number];

/** One field of a row; sums are whole kopecks and say so in the field's name. */
export interface ChangedField {
  readonly field: string;
  /** Null: nothing stood there. */
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
}

/** Who did something, when and why. */
export interface Signature {
  readonly at: Instant;
  readonly actor: string;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
}

/** A change of one row; what was personal or secret in it is left out. */
export interface RowChange extends Signature {
  readonly source: AuditedTable;
  /** The number of its row in the table's history. */
  readonly key: string;
  readonly rowId: string;
  readonly operation: "created" | "changed" | "deleted";
  readonly changes: readonly ChangedField[];
}

/** Something that the histories do not show by themselves. */
export interface ActDone extends Signature {
  readonly source: "act";
  /** The act's id. */
  readonly key: string;
  readonly act: Pick<Act, "name" | "subject" | "details">;
}

export type TrailEntry = RowChange | ActDone;

/** Where a reading of the trail stands: entries of one moment are ordered by source and key. */
export type TrailPosition = Pick<TrailEntry, "at" | "source" | "key">;

/** What was changed, from what to what, by whom, when, why and for which request; everywhere the latest first. */
export interface AuditTrail {
  /** Continues after the `key` of the last entry. */
  ofRow(table: AuditedTable, rowId: string, page: Keyset<string>): Promise<readonly RowChange[]>;
  /**
   * Everything that was done under any of these names.
   * @param until nothing that was done later; undefined: up to now
   */
  ofActors(
    actors: readonly string[],
    until: Instant | undefined,
    page: Keyset<TrailPosition>,
  ): Promise<readonly TrailEntry[]>;
  ofRequest(requestId: string, page: Keyset<TrailPosition>): Promise<readonly TrailEntry[]>;
  /** Everything that people of the cinema did, in a role, at the shell or by hand in the database. */
  ofStaff(until: Instant | undefined, page: Keyset<TrailPosition>): Promise<readonly TrailEntry[]>;
}
