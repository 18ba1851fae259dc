import type { Instant } from "@cinema/core/instant";
import type { Reconciliation } from "@cinema/core/reconciliation";
import type { Page } from "./ports.ts";

/** Comparisons of our books with the provider's, done and to be done; for people to read. */
export interface Reconciliations {
  get(reconciliationId: string): Promise<Reconciliation | undefined>;
  /** The newest first. */
  list(page: Page): Promise<readonly Reconciliation[]>;
  /** When somebody last asked for one; undefined when he never did. */
  lastAskedBy(requestedBy: string): Promise<Instant | undefined>;
}
