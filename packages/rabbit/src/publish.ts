import { epochMilliseconds, type Instant } from "@cinema/core/instant";
import { type ConfirmChannel, IllegalOperationError, type Message, type Options } from "amqplib";
import type { Connection, Readiness } from "./connection.ts";
import type { KeptChannel } from "./kept-channel.ts";
import { header } from "./message.ts";
import type { Exchange } from "./topology.ts";
import { errorOf } from "./waiting.ts";

/** A row of the outbox on its way out. */
export interface OutgoingMessage {
  /** The outbox row's id: it becomes the message's id, by which the other side knows a repetition. */
  readonly id: string;
  readonly to: "commands" | "events";
  /** The routing key. */
  readonly topic: string;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body: unknown;
  readonly publishedAt: Instant;
  /** The caller's own id of the conversation, for answers to other services. */
  readonly correlationId?: string;
}

/** What became of one message of a batch. Only a confirmed one may be forgotten by its outbox. */
export type PublishOutcome =
  | { readonly id: string; readonly confirmed: true }
  | { readonly id: string; readonly confirmed: false; readonly error: PublishError };

export type PublishFailure =
  /** No queue takes this routing key: a mistake in the topology or the topic. */
  | "unroutable"
  /** The broker said no: the queue is full, or has no leader. */
  | "refused"
  /** The channel died, or the confirm did not come in time: it may have arrived or not; repeat it. */
  | "unconfirmed"
  /** Not sent: no connection, or the broker blocks publishers. */
  | "unavailable"
  /** Not sent, and will never be: it cannot be written as JSON or AMQP, or is too large. */
  | "unsendable";

export class PublishError extends Error {
  override readonly name = "PublishError";
  constructor(
    readonly failure: PublishFailure,
    message: string,
  ) {
    super(message);
  }
}

/** A message in the broker's own terms. */
export interface Envelope {
  readonly id: string;
  readonly exchange: Exchange;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly properties: Options.Publish;
}

export interface PublisherOptions {
  /** How many messages may wait for their confirms at once, per batch. */
  readonly window?: number;
  /** How long to wait for a connection, for the end of a block, and then for the confirms, in milliseconds. */
  readonly patience?: number;
  /** Larger bodies are not sent: the broker would answer by closing the channel under everybody's messages. */
  readonly maxBytes?: number;
}

/** Publishes with confirms. Neither call rejects for what happens to a message: that is in its outcome. */
export interface Publisher {
  /** Publishes in order, one outcome per message in the same order. */
  publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]>;
  /** The same for messages already in the broker's terms; `patience` is in milliseconds. */
  send(envelopes: readonly Envelope[], patience?: number): Promise<readonly PublishOutcome[]>;
  /** Whether there is a connection to publish on, and it is not blocked. */
  ready(): Readiness;
  /** Resolves when nothing is on its way, and gives the channel back. Publish nothing after it. */
  drain(): Promise<void>;
}

export function createPublisher(connection: Connection, options: PublisherOptions = {}): Publisher {
  return new ConfirmedPublisher(connection, options);
}

/** A message that was refused before it was sent. */
interface Unsendable {
  readonly id: string;
  readonly error: PublishError;
}

/** A message whose confirm is awaited. */
interface Flight {
  readonly id: string;
  readonly key: string;
  readonly outcome: PromiseWithResolvers<PublishOutcome>;
  /** Set when the broker handed the message back. */
  returned: PublishError | undefined;
}

class ConfirmedPublisher implements Publisher {
  readonly #connection: Connection;
  readonly #channel: KeptChannel;
  readonly #window: number;
  readonly #patience: number;
  readonly #maxBytes: number;
  readonly #flights = new Map<string, Set<Flight>>();
  readonly #batches = new Set<Promise<unknown>>();
  readonly #channelErrors = new WeakMap<ConfirmChannel, Error>();

  constructor(connection: Connection, options: PublisherOptions) {
    this.#connection = connection;
    this.#window = options.window ?? 500;
    this.#patience = options.patience ?? 30_000;
    this.#maxBytes = options.maxBytes ?? 1024 * 1024;
    this.#channel = connection.keepChannel("publisher", async (channel) => {
      channel.on("return", (message) => this.#handedBack(message));
      channel.on("error", (error) => this.#channelErrors.set(channel, error));
    });
  }

  ready(): Readiness {
    return this.#connection.ready();
  }

  publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    return this.#sendAll(
      messages.map((message) => this.#seal(message)),
      this.#patience,
    );
  }

  send(envelopes: readonly Envelope[], patience = this.#patience): Promise<readonly PublishOutcome[]> {
    return this.#sendAll(envelopes, patience);
  }

  async drain(): Promise<void> {
    while (this.#batches.size > 0) await Promise.all(this.#batches);
    await this.#connection.releaseChannel(this.#channel);
  }

  async #sendAll(items: readonly (Envelope | Unsendable)[], patience: number): Promise<PublishOutcome[]> {
    const batch = this.#sendInWindows(items, patience);
    this.#batches.add(batch);
    try {
      return await batch;
    } finally {
      this.#batches.delete(batch);
    }
  }

  async #sendInWindows(
    items: readonly (Envelope | Unsendable)[],
    patience: number,
  ): Promise<PublishOutcome[]> {
    const deadline = performance.now() + patience;
    const outcomes: PublishOutcome[] = [];
    for (let start = 0; start < items.length; start += this.#window) {
      const window = items.slice(start, start + this.#window);
      outcomes.push(...(await this.#sendWindow(window, deadline, patience)));
    }
    return outcomes;
  }

  async #sendWindow(
    window: readonly (Envelope | Unsendable)[],
    deadline: number,
    patience: number,
  ): Promise<PublishOutcome[]> {
    let channel: ConfirmChannel;
    try {
      channel = await this.#sendable(deadline);
    } catch (thrown) {
      const error = new PublishError("unavailable", errorOf(thrown).message);
      return window.map(({ id }) => ({ id, confirmed: false, error }));
    }
    const flights = window.map((item) => ("error" in item ? landed(item) : this.#launch(channel, item)));
    const late = setTimeout(() => {
      const error = new PublishError("unconfirmed", `No confirm within ${patience} ms`);
      for (const flight of flights) this.#land(flight, error);
    }, patience);
    try {
      return await Promise.all(flights.map((flight) => flight.outcome.promise));
    } finally {
      clearTimeout(late);
    }
  }

  /** The open channel of a connection that the broker does not block. */
  async #sendable(deadline: number): Promise<ConfirmChannel> {
    const left = () => Math.max(0, deadline - performance.now());
    const reason = await this.#connection.stillBlocked(left());
    if (reason !== undefined) throw new Error(`The broker still blocks publishers: ${reason}`);
    return await this.#channel.opened(left());
  }

  #launch(channel: ConfirmChannel, envelope: Envelope): Flight {
    const { id, exchange, routingKey, content, properties } = envelope;
    const key = flightKey(id, exchange.name, routingKey);
    const flight: Flight = { id, key, outcome: Promise.withResolvers(), returned: undefined };
    this.#flights.set(key, (this.#flights.get(key) ?? new Set()).add(flight));
    const options = { ...properties, mandatory: exchange.mandatory };
    try {
      channel.publish(exchange.name, routingKey, content, options, (failed) => {
        this.#land(flight, failed ? this.#failureOf(channel, errorOf(failed)) : flight.returned);
      });
    } catch (thrown) {
      const failure = thrown instanceof IllegalOperationError ? "unavailable" : "unsendable";
      this.#land(flight, new PublishError(failure, errorOf(thrown).message));
    }
    return flight;
  }

  /** Settles a flight; a confirm that comes after the deadline finds it settled. */
  #land(flight: Flight, error: PublishError | undefined): void {
    const { id, key, outcome } = flight;
    const group = this.#flights.get(key);
    if (!group?.delete(flight)) return;
    if (group.size === 0) this.#flights.delete(key);
    outcome.resolve(error === undefined ? { id, confirmed: true } : { id, confirmed: false, error });
  }

  #failureOf(channel: ConfirmChannel, error: Error): PublishError {
    if (error.message === "message nacked") {
      return new PublishError("refused", "The broker refused it: the queue is full or cannot store it now");
    }
    const cause = this.#channelErrors.get(channel) ?? error;
    return new PublishError("unconfirmed", `The channel died before the confirm: ${cause.message}`);
  }

  /** What no queue takes comes back before its confirm: the broker confirms it too, having dealt with it. */
  #handedBack(message: Message): void {
    const { exchange, routingKey } = message.fields;
    const said = `No queue takes ${JSON.stringify(routingKey)} from the exchange ${exchange}`;
    const key = flightKey(String(message.properties.messageId), exchange, routingKey);
    for (const flight of this.#flights.get(key) ?? []) {
      flight.returned = new PublishError("unroutable", said);
    }
  }

  #seal(message: OutgoingMessage): Envelope | Unsendable {
    const { commands, events } = this.#connection.topology;
    const { id, correlationId } = message;
    const unsendable = (reason: string) => ({ id, error: new PublishError("unsendable", reason) });
    let content: Buffer;
    try {
      content = encode(message.body);
    } catch (thrown) {
      return unsendable(errorOf(thrown).message);
    }
    if (content.length > this.#maxBytes) {
      return unsendable(`${content.length} bytes are more than the ${this.#maxBytes} allowed`);
    }
    const properties: Options.Publish = {
      messageId: id,
      userId: this.#connection.user,
      persistent: true,
      contentType: "application/json",
      timestamp: Math.floor(epochMilliseconds(message.publishedAt) / 1_000),
      headers: { [header.publishedAt]: message.publishedAt },
      ...(correlationId === undefined ? {} : { correlationId }),
    };
    const exchange = message.to === "commands" ? commands : events;
    return { id, exchange, routingKey: message.topic, content, properties };
  }
}

function landed({ id, error }: Unsendable): Flight {
  const outcome = Promise.withResolvers<PublishOutcome>();
  outcome.resolve({ id, confirmed: false, error });
  return { id, key: "", outcome, returned: undefined };
}

function flightKey(id: string, exchange: string, routingKey: string): string {
  return `${exchange}\n${routingKey}\n${id}`;
}

function encode(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text: string | undefined = JSON.stringify(body);
  if (text === undefined) throw new TypeError("The body has no form in JSON");
  return Buffer.from(text);
}
