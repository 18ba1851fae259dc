import { epochMilliseconds, type Instant, instant, instantOf } from "@cinema/core/instant";
import type { Message, Options } from "amqplib";

/**
 * Our headers. They are believed only on messages whose user-id is our own, which the broker has checked;
 * on a stranger's message they mean nothing.
 */
export const header = {
  /** Number of the attempt now due; absent means 1. */
  attempt: "billing-attempt",
  publishedAt: "billing-published-at",
  /** On a message that we passed on: the user who published it first; empty when it named none. */
  publisher: "billing-publisher",
  firstFailedAt: "billing-first-failed-at",
  /** On a dead letter: why, and when. */
  reason: "billing-reason",
  deadAt: "billing-dead-at",
} as const;

/** Headers of strangers that we pass on; no others, since some steer the broker (`CC`) and all eat its 64 KiB. */
const tracing = ["traceparent", "tracestate"] as const;

/** The {@link Received.publisher} of a message that came without a user-id. */
export const unknownPublisher = "";

/** A message as it came from the broker, read by our conventions; the body is not looked at. */
export interface Received {
  readonly id: string;
  readonly topic: string;
  readonly content: Buffer;
  readonly attempt: number;
  readonly publishedAt: Instant;
  readonly firstFailedAt: Instant | undefined;
  /** undefined: our own; {@link unknownPublisher}: nobody the broker vouches for; else a RabbitMQ user. */
  readonly publisher: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Whether {@link header our headers} on it may be believed. */
  readonly trusted: boolean;
  readonly message: Message;
}

/** Reads a message that came to the broker user `ownUser` at `now`. */
export function receive(message: Message, ownUser: string, now: Instant): Received {
  const { properties, fields, content } = message;
  const trusted = properties.userId === ownUser;
  const headers: Record<string, unknown> = properties.headers ?? {};
  const own = (name: string): unknown => (trusted ? headers[name] : undefined);
  return {
    id: properties.messageId || contentId(fields.routingKey, content),
    topic: fields.routingKey,
    content,
    attempt: countIn(own(header.attempt)),
    publishedAt: instantIn(own(header.publishedAt)) ?? stampedAt(properties.timestamp, now),
    firstFailedAt: instantIn(own(header.firstFailedAt)),
    publisher: trusted ? textIn(own(header.publisher)) : (textIn(properties.userId) ?? unknownPublisher),
    headers,
    trusted,
    message,
  };
}

/** The properties under which we pass a received message on: its own, signed with our user, and our headers. */
export function passOn(
  received: Received,
  ownUser: string,
  ourHeaders: Readonly<Record<string, string | number>>,
): Options.Publish {
  const { contentType, contentEncoding, correlationId, replyTo, type, appId, timestamp } =
    received.message.properties;
  const carried: Record<string, unknown> = { [header.publishedAt]: received.publishedAt };
  if (received.publisher !== undefined) carried[header.publisher] = received.publisher;
  if (received.firstFailedAt !== undefined) carried[header.firstFailedAt] = received.firstFailedAt;
  for (const name of tracing) {
    const value = received.headers[name];
    if (typeof value === "string" && value.length <= 1_024) carried[name] = value;
  }
  return {
    messageId: received.id,
    userId: ownUser,
    persistent: true,
    headers: { ...carried, ...ourHeaders },
    contentType,
    contentEncoding,
    correlationId,
    replyTo,
    type,
    appId,
    timestamp,
  };
}

/** An id for a message that has none: the same on every redelivery, and for the same message sent twice. */
function contentId(topic: string, content: Buffer): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(`${topic}\n`).update(content).digest("hex")}`;
}

/** AMQP's timestamp counts seconds; one from the future, or none, is read as now. */
function stampedAt(timestamp: unknown, now: Instant): Instant {
  const milliseconds = typeof timestamp === "number" ? Math.trunc(timestamp) * 1_000 : Number.NaN;
  return milliseconds >= 0 && milliseconds <= epochMilliseconds(now) ? instantOf(milliseconds) : now;
}

function countIn(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1 ? value : 1;
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function instantIn(value: unknown): Instant | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return instant(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
