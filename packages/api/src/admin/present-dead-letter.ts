import type { DeadMessage } from "@cinema/billing/queue";

/** A message that nobody could process, as the list shows it. */
export interface PresentedDeadLetter {
  readonly id: string;
  readonly topic: string;
  readonly reason: string;
  readonly attempts: number;
  readonly publishedAt: string;
  readonly firstFailedAt: string;
  readonly deadAt: string;
  /** The RabbitMQ user who sent it; null for our own, empty when it named nobody. */
  readonly publisher: string | null;
  readonly bodyBytes: number;
}

/** And as a look at it alone shows it, with what it says. */
export interface PresentedDeadLetterBody extends PresentedDeadLetter {
  /** More than one when the message had come twice. */
  readonly copies: number;
  /** Bytes that are no UTF-8 are shown as U+FFFD; cut when it is longer than {@link mostShown} bytes. */
  readonly text: string;
  readonly isCut: boolean;
  /** The whole body when it is JSON, else null. Our own messages carry ids only; others' may say anything. */
  readonly json: unknown;
}

/** Bytes: an answer that a browser still shows. */
const mostShown = 256 * 1024;

export function presentDeadLetter(dead: DeadMessage): PresentedDeadLetter {
  const { body, publisher, ...rest } = dead;
  return { ...rest, publisher: publisher ?? null, bodyBytes: body.byteLength };
}

export function presentDeadLetterBody(dead: DeadMessage, copies: number): PresentedDeadLetterBody {
  return {
    ...presentDeadLetter(dead),
    copies,
    text: new TextDecoder().decode(dead.body.subarray(0, mostShown)),
    isCut: dead.body.byteLength > mostShown,
    json: jsonIn(dead.body),
  };
}

function jsonIn(body: Uint8Array): unknown {
  if (body.byteLength > mostShown) return null;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // Then it is none, which may be what it died of.
    return null;
  }
}
