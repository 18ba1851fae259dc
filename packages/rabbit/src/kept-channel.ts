import { type Channel, type ChannelModel, type ConfirmChannel, IllegalOperationError } from "amqplib";
import { type BackOff, backOffWait, errorOf, wait, within } from "./waiting.ts";

/** Where a kept channel comes from: the connection, as far as a channel needs it. */
export interface ChannelSource {
  readonly backOff: BackOff;
  /** The live connection, its topology declared; waits for it. Rejects once the connection is closed for good. */
  live(): Promise<ChannelModel>;
  /** A channel died: something we rely on may be gone from the broker. */
  channelLost(name: string, error: Error): void;
}

/** There is no open channel within the time given. */
export class NotConnected extends Error {
  override readonly name = "NotConnected";
}

/**
 * A channel that is opened again, and set up again, whenever it or its connection dies: amqplib leaves a dead
 * channel dead. Each death gives a new object, and delivery tags belong to one object: hold on to the channel
 * that a message came by.
 */
export class KeptChannel {
  readonly #source: ChannelSource;
  readonly #setUp: (channel: ConfirmChannel) => Promise<void>;
  readonly #released = new AbortController();
  readonly #running: Promise<void>;
  #current: ConfirmChannel | undefined;
  #opened = Promise.withResolvers<ConfirmChannel>();
  #lastError: Error | undefined;

  constructor(
    source: ChannelSource,
    readonly name: string,
    setUp: (channel: ConfirmChannel) => Promise<void>,
  ) {
    this.#source = source;
    this.#setUp = setUp;
    this.#running = this.#keepOpen();
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /**
   * The open channel, waited for at most `milliseconds`.
   * @throws {NotConnected}
   */
  async opened(milliseconds: number): Promise<ConfirmChannel> {
    const channel = this.#current ?? (await within(this.#opened.promise, milliseconds, undefined));
    if (channel !== undefined) return channel;
    const cause = this.#lastError === undefined ? "" : `: ${this.#lastError.message}`;
    throw new NotConnected(`No channel to the broker within ${milliseconds} ms${cause}`);
  }

  /** Closes the channel and keeps it closed; what it had not acknowledged goes back to its queue. */
  async release(): Promise<void> {
    this.#released.abort();
    const channel = this.#current;
    if (channel !== undefined) await closeQuietly(channel);
    // A set-up in progress ends with its connection at the latest.
    if (channel !== undefined) await this.#running;
  }

  async #keepOpen(): Promise<void> {
    for (let failures = 0; !this.#released.signal.aborted; failures++) {
      try {
        const closed = await this.#open(await this.#source.live());
        failures = 0;
        this.#lost(await closed);
      } catch (error) {
        this.#lost(errorOf(error));
      }
      const pause = backOffWait(failures, this.#source.backOff, Math.random());
      await wait(pause, this.#released.signal);
    }
  }

  #lost(error: Error): void {
    if (this.#current !== undefined) this.#opened = Promise.withResolvers();
    this.#current = undefined;
    if (this.#released.signal.aborted) return;
    this.#lastError = error;
    this.#source.channelLost(this.name, error);
  }

  /** Resolves when the channel serves, with a promise of its end. */
  async #open(model: ChannelModel): Promise<Promise<Error>> {
    const channel = await model.createConfirmChannel();
    const closed = endOf(channel);
    try {
      await this.#setUp(channel);
      this.#released.signal.throwIfAborted();
    } catch (error) {
      await closeQuietly(channel);
      throw error;
    }
    this.#current = channel;
    this.#lastError = undefined;
    this.#opened.resolve(channel);
    return closed;
  }
}

/** Resolves with the reason when the channel has ended, whoever ended it. */
export function endOf(channel: Channel): Promise<Error> {
  const end = Promise.withResolvers<Error>();
  let reason = new Error("The channel was closed");
  channel.on("error", (error) => {
    reason = error;
  });
  channel.on("close", () => end.resolve(reason));
  return end.promise;
}

/**
 * Closes a channel, or a connection, that may be dead already: then there is nothing to close, which is what we
 * want. amqplib leaves a `close()` unanswered when the connection dies under it, hence the event; a peer that has
 * fallen silent is not waited for.
 */
export async function closeQuietly(closeable: Channel | ChannelModel): Promise<void> {
  const closed = Promise.withResolvers<void>();
  closeable.once("close", () => closed.resolve());
  try {
    await within(Promise.race([closeable.close(), closed.promise]), 2_000, undefined);
  } catch (error) {
    if (!(error instanceof IllegalOperationError)) throw error;
  }
}
