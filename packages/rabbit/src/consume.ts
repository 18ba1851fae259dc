import type { Consumption, Handler, Queue } from "@cinema/billing/queue";
import type { Instant } from "@cinema/core/instant";
import { type ConfirmChannel, type ConsumeMessage, IllegalOperationError } from "amqplib";
import type { Observer } from "./broker-event.ts";
import type { Connection } from "./connection.ts";
import { closeQuietly, type KeptChannel } from "./kept-channel.ts";
import { type Received, receive } from "./message.ts";
import type { Publisher } from "./publish.ts";
import { type WorkQueue, workQueueOf } from "./topology.ts";
import { afterFailure, envelopeFor, readBody, strangerIn, type Verdict } from "./verdict.ts";
import { backOffWait, errorOf, wait } from "./waiting.ts";

export interface QueueOptions {
  readonly now: () => Instant;
  readonly observe?: Observer;
}

/**
 * The queue port on RabbitMQ. The connection only consumes; the publisher, which carries retries and dead
 * letters, belongs to another one (see {@link Connection}).
 */
export function createQueue(connection: Connection, publisher: Publisher, options: QueueOptions): Queue {
  return {
    /**
     * Returns at once and consumes as soon as there is a connection.
     * @throws {RangeError} for a topic without a work queue, or a concurrency AMQP cannot count
     */
    async consume(topic, handler, { concurrency }) {
      const queue = workQueueOf(connection.topology, topic);
      requireCountable(concurrency);
      return new RabbitConsumption(connection, publisher, options, queue, handler, concurrency);
    },
    /** The broker itself knows which names have a queue. */
    async consumeUnknown(_, handler, { concurrency }) {
      requireCountable(concurrency);
      const { unknownQueue } = connection.topology;
      return new RabbitConsumption(connection, publisher, options, unknownQueue, handler, concurrency);
    },
  };
}

function requireCountable(concurrency: number): void {
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 65_535)
    throw new RangeError(`A concurrency of ${concurrency} is not within 1 to 65535`);
}

/** How long one try to pass a failed message on may wait for the broker; then it is tried again. */
const patience = 5_000;

class RabbitConsumption implements Consumption {
  readonly #kept: KeptChannel;
  readonly #stopping = new AbortController();
  readonly #inHand = new Set<Promise<void>>();
  readonly #places: Places;
  /** Handled while it stops, on the channel in service, and not yet acknowledged. */
  readonly #finished: Received[] = [];
  #paused = false;
  /** The channel in service, and our consumer on it unless paused. */
  #channel: ConfirmChannel | undefined;
  #consumerTag: string | undefined;
  /** Subscribing and cancelling, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    readonly publisher: Publisher,
    readonly options: QueueOptions,
    readonly queue: WorkQueue,
    readonly handler: Handler,
    readonly concurrency: number,
  ) {
    this.#places = new Places(concurrency);
    this.#kept = connection.keepChannel(`consumer of ${queue.topic}`, (channel) => this.#setUp(channel));
  }

  async pause(): Promise<void> {
    this.#paused = true;
    await this.#inTurn(() => this.#unsubscribe());
  }

  async resume(): Promise<void> {
    this.#paused = false;
    await this.#inTurn(() => this.#subscribe());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#inTurn(() => this.#unsubscribe());
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
    this.#acknowledgeFinished();
    await this.connection.releaseChannel(this.#kept);
  }

  async #setUp(channel: ConfirmChannel): Promise<void> {
    channel.on("close", () => {
      if (this.#channel === channel) this.#lostChannel();
    });
    // Per consumer: a quorum queue answers a global prefetch by closing the whole connection.
    await channel.prefetch(this.concurrency, false);
    await this.#inTurn(async () => {
      this.#channel = channel;
      this.#consumerTag = undefined;
      await this.#subscribe();
    });
  }

  async #inTurn(step: () => Promise<void>): Promise<void> {
    const before = this.#turn;
    const done = Promise.withResolvers<void>();
    this.#turn = done.promise;
    await before;
    try {
      await step();
    } finally {
      done.resolve();
    }
  }

  async #subscribe(): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined || this.#consumerTag !== undefined) return;
    if (this.#paused || this.#stopping.signal.aborted) return;
    await this.#unlessDead(channel, async () => {
      const { consumerTag } = await channel.consume(this.queue.name, (message) =>
        this.#took(channel, message),
      );
      this.#consumerTag = consumerTag;
    });
  }

  async #unsubscribe(): Promise<void> {
    const channel = this.#channel;
    const consumerTag = this.#consumerTag;
    if (channel === undefined || consumerTag === undefined) return;
    this.#consumerTag = undefined;
    await this.#unlessDead(channel, async () => {
      await channel.cancel(consumerTag);
    });
  }

  /** A channel that dies under a call needs no answer: its consumer is gone, and the next one is set up anew. */
  async #unlessDead(channel: ConfirmChannel, call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (this.#channel === channel && !(error instanceof IllegalOperationError)) throw error;
    }
  }

  #took(channel: ConfirmChannel, message: ConsumeMessage | null): void {
    // null: the broker cancelled us (the queue was deleted, or moved); a new channel subscribes anew.
    const work = message === null ? closeQuietly(channel) : this.#work(channel, message);
    const tracked = work.finally(() => this.#inHand.delete(tracked));
    this.#inHand.add(tracked);
  }

  async #work(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const received = receive(message, this.connection.user, this.options.now());
    // The prefetch keeps the bound, save when a new channel delivers while handlers of a dead one still run.
    await this.#places.take();
    try {
      if (this.#stopping.signal.aborted) return this.#giveBack(channel, received, "stopping");
      if (this.#channel !== channel) return this.#observeGivenBack(received, "its channel died");
      const verdict = await this.#judge(received);
      if (verdict.kind === "done") this.#acknowledge(channel, received);
      else await this.#passOn(channel, received, verdict);
    } finally {
      this.#places.leave();
    }
  }

  async #judge(received: Received): Promise<Verdict> {
    const stranger = strangerIn(received, this.queue);
    if (stranger !== undefined) return { kind: "dead", reason: stranger };
    const { id, topic, attempt, publishedAt, publisher, content } = received;
    try {
      const body = this.queue.from === "anybody" ? undefined : readBody(content);
      await this.handler({ id, topic, body, attempt, publishedAt, publisher });
      return { kind: "done" };
    } catch (thrown) {
      return afterFailure(received, errorOf(thrown), this.connection.topology);
    }
  }

  /**
   * Publishes the message to where the verdict sends it, and acknowledges it only then: dying in between makes
   * it come twice, never be lost. While the broker takes nothing, the message stays in hand and holds its place.
   */
  async #passOn(
    channel: ConfirmChannel,
    received: Received,
    verdict: Exclude<Verdict, { kind: "done" }>,
  ): Promise<void> {
    const { topology, user, backOff } = this.connection;
    const envelope = envelopeFor(verdict, received, topology, user, this.options.now());
    for (let tries = 0; ; tries++) {
      const [outcome] = await this.publisher.send([envelope], patience);
      if (outcome === undefined || outcome.confirmed) break;
      const { failure, message } = outcome.error;
      this.#observe({ kind: "republish-failed", topic: received.topic, id: received.id, reason: message });
      // What we cannot write the broker can: it dead-letters the message itself, under its own reason.
      if (failure === "unsendable") {
        return this.#answer(received, () => channel.nack(received.message, false, false));
      }
      if (this.#channel !== channel) return this.#observeGivenBack(received, "its channel died");
      await wait(backOffWait(tries, backOff, Math.random()), this.#stopping.signal);
      if (this.#stopping.signal.aborted) return this.#giveBack(channel, received, "stopping");
    }
    this.#observeVerdict(received, verdict);
    this.#acknowledge(channel, received);
  }

  /**
   * Once it stops, it acknowledges all in one go at the end: a channel holds back what exceeds some 30
   * acknowledgements to a quorum queue, and forgets it when it closes, so that finished work would come again.
   */
  #acknowledge(channel: ConfirmChannel, received: Received): void {
    if (this.#stopping.signal.aborted && this.#channel === channel) this.#finished.push(received);
    else this.#answer(received, () => channel.ack(received.message));
  }

  #acknowledgeFinished(): void {
    const [first] = this.#finished;
    const channel = this.#channel;
    if (first !== undefined && channel !== undefined) this.#answer(first, () => channel.ackAll());
  }

  #lostChannel(): void {
    this.#channel = undefined;
    for (const received of this.#finished.splice(0)) {
      this.#observeGivenBack(received, "its channel died before the answer");
    }
  }

  #giveBack(channel: ConfirmChannel, received: Received, reason: string): void {
    this.#observeGivenBack(received, reason);
    this.#answer(received, () => channel.nack(received.message, false, true));
  }

  /** On a dead channel there is nobody to answer: the broker has taken the message back and delivers it again. */
  #answer(received: Received, answer: () => void): void {
    try {
      answer();
    } catch (error) {
      if (!(error instanceof IllegalOperationError)) throw error;
      this.#observeGivenBack(received, "its channel died before the answer");
    }
  }

  #observeVerdict(received: Received, verdict: Exclude<Verdict, { kind: "done" }>): void {
    const { topic, id } = received;
    const { reason } = verdict;
    if (verdict.kind === "dead") {
      this.#observe({ kind: "dead-lettered", topic, id, reason });
    } else {
      const { attempt, step } = verdict;
      this.#observe({ kind: "retry-scheduled", topic, id, attempt, milliseconds: step.milliseconds, reason });
    }
  }

  #observeGivenBack({ topic, id }: Received, reason: string): void {
    this.#observe({ kind: "given-back", topic, id, reason });
  }

  #observe(event: Parameters<Observer>[0]): void {
    this.options.observe?.(event);
  }
}

/** So many handlers at once, and no more. */
class Places {
  readonly #waiting: (() => void)[] = [];
  constructor(private free: number) {}

  async take(): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    await promise;
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.free++;
    else next();
  }
}
