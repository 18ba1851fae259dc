/**
 * Who of those that stand in histories and acts is a person of the cinema: in a role, at the shell, or by hand in
 * psql. The indexes of the audit trail are made for this very text, so a query has to say it in the same words.
 */
export const byStaff =
  "split_part(actor, ':', 1) in ('manager', 'support', 'finance', 'auditor', 'person', 'database')";
