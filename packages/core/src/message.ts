import type { AskedRun } from "./asked-run.ts";
import type { EventTopic } from "./event.ts";
import type { Instant } from "./instant.ts";
import type { Letter } from "./letter.ts";
import type { Mailing } from "./mailing.ts";

/** What one part of the service asks of another, always through the outbox of the save that decided it. */
export interface Message {
  readonly id: string;
  /** A command of our own to ourselves, or an event for others. */
  readonly topic: Topic | EventTopic;
  /** A command carries ids only: the handler loads the rest, so an old message never carries old facts. */
  readonly body: { readonly [field: string]: string | number | boolean | readonly string[] | undefined };
  /** Not before this moment. */
  readonly availableAt: Instant;
  /** A message with the same key that nobody has taken yet only gets the time of this one. */
  readonly dedupeKey: string | undefined;
}

export const topics = [
  "payment.charge",
  "payment.settle",
  "refund.issue",
  "refund.settle",
  "binding.settle",
  "letter.deliver",
  "job.run",
  "mailing.page",
  "mailing.deliver",
] as const;

export type Topic = (typeof topics)[number];

/** Sends a payment to the provider, or asks what became of it. */
export function chargePayment(paymentId: string, availableAt: Instant, newId: () => string): Message {
  return message("payment.charge", { payment_id: paymentId }, paymentId, availableAt, newId);
}

/** Asks the provider about a payment that it has. */
export function askAboutPayment(paymentId: string, availableAt: Instant, newId: () => string): Message {
  return message("payment.settle", { payment_id: paymentId }, paymentId, availableAt, newId);
}

/** Sends a refund to the provider, or asks what became of it. */
export function issueRefund(refundId: string, availableAt: Instant, newId: () => string): Message {
  return message("refund.issue", { refund_id: refundId }, refundId, availableAt, newId);
}

/** Asks the provider about a refund that it has. */
export function askAboutRefund(refundId: string, availableAt: Instant, newId: () => string): Message {
  return message("refund.settle", { refund_id: refundId }, refundId, availableAt, newId);
}

/** Asks the provider what became of a change of card. */
export function askAboutBinding(bindingId: string, availableAt: Instant, newId: () => string): Message {
  return message("binding.settle", { binding_id: bindingId }, bindingId, availableAt, newId);
}

/** Sends a queued letter. */
export function deliverLetter(letter: Letter, newId: () => string): Message {
  return message("letter.deliver", { letter_id: letter.id }, letter.id, letter.createdAt, newId);
}

/** Carries out a run of a job that somebody has asked for. */
export function carryOutRun({ id, requestedAt }: AskedRun, newId: () => string): Message {
  return message("job.run", { run_id: id }, id, requestedAt, newId);
}

/** Writes the next page of a mailing, or looks whether all its letters are through. */
export function turnPage(
  { id, page }: Pick<Mailing, "id" | "page">,
  availableAt: Instant,
  newId: () => string,
): Message {
  return message("mailing.page", { mailing_id: id, page }, `${id}:${page}`, availableAt, newId);
}

/** Sends a queued letter of a mailing; apart from other letters, which are not to wait behind ten thousand. */
export function deliverMailing(letter: Letter, availableAt: Instant, newId: () => string): Message {
  return message("mailing.deliver", { letter_id: letter.id }, letter.id, availableAt, newId);
}

/** The key under which the asking about a payment waits. */
export function chargeKey(paymentId: string): string {
  return keyOf("payment.charge", paymentId);
}

function message(
  topic: Topic,
  body: Message["body"],
  subject: string,
  availableAt: Instant,
  newId: () => string,
): Message {
  return { id: newId(), topic, body, availableAt, dedupeKey: keyOf(topic, subject) };
}

function keyOf(topic: Topic, subject: string): string {
  return `${topic}:${subject}`;
}
