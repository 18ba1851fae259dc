import { type Channel, type ChannelModel, type ConfirmChannel, connect, type SocketOptions } from "amqplib";
import type { Observer } from "./broker-event.ts";
import { type ChannelSource, closeQuietly, KeptChannel, NotConnected } from "./kept-channel.ts";
import { declareTopology, type Topology } from "./topology.ts";
import { type BackOff, backOffWait, errorOf, wait, within } from "./waiting.ts";

export interface ConnectionOptions {
  /** `amqp://user:password@host:port/vhost`, or `amqps:`. */
  readonly url: string;
  /** Shown in RabbitMQ's management pages and in our events. */
  readonly name: string;
  readonly topology: Topology;
  /** False where the deployment loads the definitions itself and this user may not configure. */
  readonly declare?: boolean;
  /** The broker user, when it is not the one in the URL (a certificate's, a token's). */
  readonly user?: string;
  /** A peer silent for two of these is given up. */
  readonly heartbeatSeconds?: number;
  /** How long TCP and the handshake may take, in milliseconds. */
  readonly connectTimeout?: number;
  readonly backOff?: BackOff;
  /** TLS and TCP settings, as amqplib takes them. */
  readonly socket?: SocketOptions;
  readonly observe?: Observer;
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/**
 * One connection to RabbitMQ that comes back by itself, for ever, with growing waits. It is our own loop, not
 * amqplib's `recovery`: that one stops for good when the broker closes a connection before it has listened,
 * and re-opens no channels.
 *
 * Publish and consume on two different ones: a broker short of memory stops reading from a connection that
 * publishes, and would not see its acknowledgements.
 */
export class Connection implements ChannelSource {
  readonly backOff: BackOff;
  readonly topology: Topology;
  /** Who we are to the broker: it checks that a message's user-id is its publisher's. */
  readonly user: string;
  readonly #options: ConnectionOptions;
  readonly #closing = new AbortController();
  readonly #channels = new Set<KeptChannel>();
  readonly #running: Promise<void>;
  #model: ChannelModel | undefined;
  #connected = Promise.withResolvers<ChannelModel>();
  #declared: Promise<void> | undefined;
  #blocked: { readonly reason: string; readonly over: PromiseWithResolvers<void> } | undefined;
  #lastError: Error | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.backOff = options.backOff ?? { first: 200, most: 10_000 };
    this.topology = options.topology;
    this.user = options.user ?? userOf(options.url);
    this.#running = this.#stayConnected();
  }

  /** A channel that is opened anew, and set up anew, as often as it or the connection dies. */
  keepChannel(name: string, setUp: (channel: ConfirmChannel) => Promise<void>): KeptChannel {
    const channel = new KeptChannel(this, name, setUp);
    this.#channels.add(channel);
    return channel;
  }

  async releaseChannel(channel: KeptChannel): Promise<void> {
    this.#channels.delete(channel);
    await channel.release();
  }

  /**
   * Lends a channel for one piece of work; what the work has not acknowledged then goes back to its queue.
   * @throws {NotConnected} when there is no connection within `patience` milliseconds
   */
  async withChannel<T>(work: (channel: ConfirmChannel) => Promise<T>, patience = 10_000): Promise<T> {
    const model = await within(this.live(), patience, undefined);
    if (model === undefined) throw new NotConnected(`Not connected to the broker${because(this.#lastError)}`);
    const channel = await model.createConfirmChannel();
    // Its death reaches the work as rejected calls; an error event without a listener would end the process.
    channel.on("error", (error) => this.channelLost("lent", errorOf(error)));
    try {
      return await work(channel);
    } finally {
      await closeQuietly(channel);
    }
  }

  /** Fit for use: connected, not blocked, every kept channel open. */
  ready(): Readiness {
    const refuse = (reason: string) =>
      ({ ready: false, reason: `${this.#options.name}: ${reason}` }) as const;
    if (this.#model === undefined) return refuse(`not connected${because(this.#lastError)}`);
    if (this.#blocked !== undefined) return refuse(`blocked by the broker: ${this.#blocked.reason}`);
    for (const channel of this.#channels) {
      if (!channel.isOpen) return refuse(`channel ${channel.name} is not open${because(channel.lastError)}`);
    }
    return { ready: true };
  }

  /** Waits while the broker blocks publishers, at most `milliseconds`; answers why it still does, if it does. */
  async stillBlocked(milliseconds: number): Promise<string | undefined> {
    if (this.#blocked !== undefined) await within(this.#blocked.over.promise, milliseconds, undefined);
    return this.#blocked?.reason;
  }

  async live(): Promise<ChannelModel> {
    this.#closing.signal.throwIfAborted();
    const model = await this.#connected.promise;
    this.#declared ??= this.#declare(model);
    try {
      await this.#declared;
    } catch (error) {
      this.#declared = undefined;
      throw error;
    }
    return model;
  }

  channelLost(name: string, error: Error): void {
    this.#declared = undefined;
    this.#options.observe?.({ kind: "channel-lost", connection: this.#options.name, channel: name, error });
  }

  /** Closes for good. Drain publishers and stop consumptions first: whatever is still open is cut. */
  async close(): Promise<void> {
    const closed = new Error(`The connection ${this.#options.name} was closed`);
    this.#closing.abort(closed);
    this.#connected.promise.catch(() => "nobody may be waiting for it");
    this.#connected.reject(closed);
    await Promise.all([...this.#channels].map((channel) => this.releaseChannel(channel)));
    if (this.#model !== undefined) await closeQuietly(this.#model);
    await within(this.#running, 2_000, undefined);
  }

  async #stayConnected(): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted; failures++) {
      const since = performance.now();
      try {
        const error = await this.#connectOnce();
        // One that held for a while starts the waits from the shortest; one that is thrown out at once does not.
        if (performance.now() - since > this.backOff.most) failures = 0;
        this.#disconnected(error);
      } catch (error) {
        this.#disconnected(errorOf(error));
      }
      await wait(backOffWait(failures, this.backOff, Math.random()), this.#closing.signal);
    }
  }

  /** Connects and serves; resolves with the reason when that connection has ended. */
  async #connectOnce(): Promise<Error> {
    const model = await connect(this.#url(), {
      noDelay: true,
      timeout: this.#options.connectTimeout ?? 10_000,
      clientProperties: { connection_name: this.#options.name },
      ...this.#options.socket,
    });
    const end = Promise.withResolvers<Error>();
    let reason = new Error("The connection was closed");
    model.on("error", (error) => {
      reason = error;
    });
    model.on("close", (error) => end.resolve(error ?? reason));
    model.on("blocked", (why) => this.#block(why));
    model.on("unblocked", () => this.#unblock());
    try {
      await this.#declare(model);
      this.#closing.signal.throwIfAborted();
    } catch (error) {
      await closeQuietly(model);
      throw error;
    }
    this.#declared = Promise.resolve();
    this.#model = model;
    this.#lastError = undefined;
    this.#connected.resolve(model);
    this.#options.observe?.({ kind: "connected", connection: this.#options.name });
    return end.promise;
  }

  async #declare(model: ChannelModel): Promise<void> {
    const channel: Channel = await model.createChannel();
    let refusal: Error | undefined;
    channel.on("error", (error) => {
      refusal = errorOf(error);
    });
    try {
      if (this.#options.declare !== false) await declareTopology(channel, this.topology);
    } catch (error) {
      throw refusal ?? error;
    } finally {
      await closeQuietly(channel);
    }
  }

  #disconnected(error: Error): void {
    const wasConnected = this.#model !== undefined;
    this.#model = undefined;
    this.#declared = undefined;
    this.#unblock();
    if (this.#closing.signal.aborted) return;
    if (wasConnected) this.#connected = Promise.withResolvers();
    this.#lastError = error;
    this.#options.observe?.({ kind: "disconnected", connection: this.#options.name, error });
  }

  #block(reason: string): void {
    this.#blocked ??= { reason, over: Promise.withResolvers() };
    this.#options.observe?.({ kind: "blocked", connection: this.#options.name, reason });
  }

  #unblock(): void {
    if (this.#blocked === undefined) return;
    this.#blocked.over.resolve();
    this.#blocked = undefined;
    this.#options.observe?.({ kind: "unblocked", connection: this.#options.name });
  }

  #url(): string {
    const url = new URL(this.#options.url);
    url.searchParams.set("heartbeat", String(this.#options.heartbeatSeconds ?? 10));
    return url.href;
  }
}

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username) || "guest";
}

function because(error: Error | undefined): string {
  return error === undefined ? "" : `: ${error.message}`;
}
