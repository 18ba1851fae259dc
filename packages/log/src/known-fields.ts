/**
 * Every field that a log line may carry: ids, counts, codes and sentences of our own. A field about a person
 * (e-mail, name, address, card) has no place here.
 */
const knownFields = [
  "actor",
  "address",
  "attempt",
  "cause",
  "check",
  "code",
  "count",
  "error",
  "external_id",
  "external_payment_id",
  "job",
  "letter_id",
  "message_id",
  "method",
  "milliseconds",
  "notification",
  "path",
  "payment_id",
  "reason",
  "refund_id",
  "request_id",
  "said",
  "setting",
  "signal",
  "stack",
  "status",
  "subscription_id",
  "topic",
  "user_id",
  "why",
] as const;

const known: ReadonlySet<string> = new Set(knownFields);

/** Whether a log line may carry a field of this name. */
export function isKnownField(name: string): boolean {
  return known.has(name);
}
