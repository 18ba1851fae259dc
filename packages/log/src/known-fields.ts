/**
 * Every field of a log line that may carry text: ids, codes and sentences of our own. A field about a person
 * (e-mail, name, postal address, card) has no place here.
 */
const knownFields = [
  "actor",
  "address",
  "cause",
  "check",
  "code",
  "error",
  "external_id",
  "external_payment_id",
  "job",
  "letter_id",
  "message_id",
  "method",
  "notification",
  "path",
  "payment_id",
  "reason",
  "refund_id",
  "request_id",
  "said",
  "signal",
  "stack",
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
