import type { Circumstances } from "./changes.ts";
import type { Instant } from "./instant.ts";

/**
 * Something that a person or a job decided and that the history of the four base tables does not show by itself:
 * a halt, an approval, a discarded dead letter. Who, why and by which request are taken from the transaction.
 */
export interface Act {
  readonly id: string;
  readonly name: ActName;
  /** What it was done to: "approval:<id>", "dead_letter:<id>", "job:<name>", "viewer:<user id>", "charging". */
  readonly subject: string;
  /** What else somebody who reads it years later has to know; no personal data. */
  readonly details: ActDetails;
  readonly at: Instant;
}

export interface ActDetails {
  readonly [field: string]: string | number | boolean | null | readonly string[];
}

/** A closed list: what can be found in the audit trail beside the rows' histories. */
export const actNames = [
  "approval.asked",
  "approval.approved",
  "approval.rejected",
  "approval.withdrawn",
  "approval.superseded",
  "charging.halted",
  "charging.resumed",
  "export.taken",
  "price.added",
  "viewer.erased",
  "dead_letter.discarded",
  "dead_letter.replayed",
  "dead_letters.replayed",
  "job.asked",
  "difference.dismissed",
  "difference.repaired",
  "reconciliation.asked",
  "letter.resent",
  "payment.asked_about",
  "refund.asked_about",
  "refund.period_overridden",
  "template.saved",
  "mailing.created",
  "mailing.started",
  "mailing.paused",
  "mailing.resumed",
  "mailing.stopped",
  "mailing.finished",
  "mailings.refused",
  "mailings.accepted",
] as const;

export type ActName = (typeof actNames)[number];

/** The row of an act, to be saved with what was done. */
export function act(
  name: ActName,
  subject: string,
  details: ActDetails,
  { now, newId }: Pick<Circumstances, "now" | "newId">,
): Act {
  return { id: newId(), name, subject, details, at: now };
}
