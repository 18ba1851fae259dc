import type { Instant } from "@cinema/core/instant";

/**
 * The broker as the doors see it: two sockets behind one port, RabbitMQ (`packages/rabbit`) and PostgreSQL
 * (`packages/db`, where the outbox table itself is the queue). Publishing is not here: messages leave only
 * with a save, through the outbox.
 */
export interface Queue {
  /**
   * Hands every message of a topic to the handler, `concurrency` at a time, at least once.
   * - the handler returns: the message is done;
   * - it throws {@link DeadLetter}: the message goes to the dead letters at once, with the reason;
   * - it throws {@link RetryLater}: again after that wait;
   * - it throws anything else: again after 10 s, 1 min, 10 min, 1 h; after the last try to the dead letters.
   */
  consume(topic: string, handler: Handler, options: { readonly concurrency: number }): Promise<Consumption>;
  /**
   * The same for messages whose topic has no queue, so that they do not vanish and are not left lying unseen. `known`
   * are the topics that somebody takes; RabbitMQ knows its queues by itself, and does not read these bodies.
   */
  consumeUnknown(
    known: readonly string[],
    handler: Handler,
    options: { readonly concurrency: number },
  ): Promise<Consumption>;
}

export interface Consumption {
  /** Takes no more messages and resolves when those in hand are done or given back. */
  stop(): Promise<void>;
  /** Takes no more until {@link Consumption.resume}: what the circuit breaker does in an outage of the provider. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export type Handler = (message: Delivery) => Promise<void>;

export interface Delivery {
  /** The message's own id: the same on every redelivery. */
  readonly id: string;
  readonly topic: string;
  readonly body: unknown;
  /** 1 on the first delivery. */
  readonly attempt: number;
  readonly publishedAt: Instant;
  /** The authenticated publisher (RabbitMQ's user-id) of a message from outside; undefined for our own. */
  readonly publisher: string | undefined;
}

/** Nothing will make this message good: it goes to the dead letters with this reason, without further tries. */
export class DeadLetter extends Error {
  override readonly name = "DeadLetter";
}

/** Not now: give the message back and deliver it again after `milliseconds`, without counting a failure. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  constructor(
    message: string,
    readonly milliseconds: number,
  ) {
    super(message);
  }
}

/** What nobody could process: it rests until a Manager decides. */
export interface DeadLetters {
  /** The oldest first, at most `limit`; all of one topic, or of any. Looking at them loses nothing. */
  list(options: DeadLettersPage): Promise<readonly DeadMessage[]>;
  /** Those of this id: one, or the copies of one message that came twice. */
  find(id: string): Promise<readonly DeadMessage[]>;
  /** How many there are now; those that somebody is just looking at may be left out. */
  count(): Promise<number>;
  /** Sends the messages of this id to their topic again, as at the first attempt; answers which. */
  replay(id: string): Promise<readonly DeadMessage[]>;
  /** The same for all that are dead now, or all of one topic; answers how many. */
  replayAll(topic?: string): Promise<number>;
  /** Throws the messages of this id away; answers which, for the history that keeps the reason. */
  discard(id: string, reason: string): Promise<readonly DeadMessage[]>;
}

export interface DeadLettersPage {
  readonly limit: number;
  readonly topic?: string | undefined;
  /** Continue after this one; see {@link isAfter}. */
  readonly after?: DeadLetterPlace | undefined;
}

/** Where a dead letter stands in the list: by the time of its death, then by its id. */
export type DeadLetterPlace = Pick<DeadMessage, "deadAt" | "id">;

/** Whether a dead letter stands behind a place of the list. */
export function isAfter(dead: DeadLetterPlace, place: DeadLetterPlace | undefined): boolean {
  return place === undefined || compareDead(dead, place) > 0;
}

/** The order of the list. */
export function compareDead(one: DeadLetterPlace, other: DeadLetterPlace): number {
  if (one.deadAt !== other.deadAt) return one.deadAt < other.deadAt ? -1 : 1;
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

export interface DeadMessage {
  readonly id: string;
  readonly topic: string;
  /** Byte for byte as it was published. */
  readonly body: Uint8Array;
  readonly reason: string;
  /** How many attempts were made, the last one included. */
  readonly attempts: number;
  readonly publishedAt: Instant;
  readonly firstFailedAt: Instant;
  readonly deadAt: Instant;
  /** As in {@link Delivery}; empty when the message named nobody. */
  readonly publisher: string | undefined;
}
