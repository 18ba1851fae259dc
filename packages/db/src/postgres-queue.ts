import {
  type Consumption,
  DeadLetter,
  type Delivery,
  type Handler,
  type Queue,
  RetryLater,
} from "@cinema/billing/queue";
import { hour, type Instant, later, minute, second } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";

export interface PostgresQueueOptions {
  readonly now: () => Instant;
  readonly newId: () => string;
  /** Waits between tries, in milliseconds; after the last one the message is dead. */
  readonly ladder?: readonly number[];
  /** How long a claim holds without a sign of life, in milliseconds. */
  readonly lease?: number;
  /** How often the table is looked at when nothing woke us, in milliseconds. */
  readonly poll?: number;
  /** How often it is looked for messages that nobody takes. */
  readonly unknownPoll?: number;
  readonly onError?: (error: unknown) => void;
}

export interface PostgresQueue extends Queue {
  /** Stops every consumption and listens no more. */
  close(): Promise<void>;
}

/** Tries beyond the ladder: a process that was killed with the message in hand left no word about it. */
const tolerableCrashes = 5;

const defaultLadder = [10 * second, 1 * minute, 10 * minute, 1 * hour];

/**
 * The broker port on PostgreSQL: the outbox table itself is the queue. Messages are claimed with SKIP LOCKED in
 * batches and held by a lease that is prolonged while they are handled, so that a killed process's messages are
 * taken up by another one soon.
 */
export async function createPostgresQueue(sql: Sql, options: PostgresQueueOptions): Promise<PostgresQueue> {
  const consumers = new Set<Consumer>();
  const rouse = () => {
    for (const consumer of consumers) consumer.rouse();
  };
  const listening = await sql.listen("outbox", rouse, rouse);
  const quiet = new Set<Consumer>();
  const begin = (consumer: Consumer, among: Set<Consumer>): Consumption => {
    among.add(consumer);
    consumer.start();
    return {
      stop: async () => {
        among.delete(consumer);
        await consumer.stop();
      },
      pause: () => consumer.pause(),
      resume: async () => consumer.resume(),
    };
  };
  return {
    async consume(topic, handler, { concurrency }) {
      return begin(new Consumer(sql, options, { topic }, handler, concurrency), consumers);
    },
    async consumeUnknown(known, handler, { concurrency }) {
      // No index leads to them, so they are not looked for at every new message.
      const seldom = { ...options, poll: options.unknownPoll ?? minute };
      return begin(new Consumer(sql, seldom, { except: known }, handler, concurrency), quiet);
    },
    async close() {
      await Promise.all([...consumers, ...quiet].map((consumer) => consumer.stop()));
      await listening.unlisten();
    },
  };
}

interface Claimed {
  readonly id: string;
  readonly topic: string;
  readonly body: unknown;
  readonly attempts: number;
  readonly created_at: Instant;
}

/** What a consumer takes: the messages of one topic, or of all but these. */
type Share = { readonly topic: string } | { readonly except: readonly string[] };

class Consumer {
  readonly #me: string;
  readonly #inHand = new Map<string, Promise<void>>();
  readonly #lease: number;
  readonly #ladder: readonly number[];
  #stopped = false;
  #paused = false;
  #roused: () => void = () => undefined;
  #loop: Promise<void> | undefined;
  #claiming: Promise<number> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly options: PostgresQueueOptions,
    private readonly share: Share,
    private readonly handler: Handler,
    private readonly concurrency: number,
  ) {
    this.#me = options.newId();
    this.#lease = options.lease ?? 30 * second;
    this.#ladder = options.ladder ?? defaultLadder;
  }

  start(): void {
    this.#loop = this.#run();
    this.#heartbeat = setInterval(() => void this.#prolong(), this.#lease / 3);
  }

  rouse(): void {
    this.#roused();
  }

  /** What a claim under way brings is still in hand: whoever paused must not meet it afterwards. */
  async pause(): Promise<void> {
    this.#paused = true;
    await this.#claiming;
  }

  resume(): void {
    this.#paused = false;
    this.rouse();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.rouse();
    await this.#loop;
    await Promise.all(this.#inHand.values());
    clearInterval(this.#heartbeat);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      // Made before looking, so that a wake-up during the look is not lost.
      const woken = this.#wokenOrDue();
      const free = this.concurrency - this.#inHand.size;
      this.#claiming = this.#paused || free <= 0 ? undefined : this.#takeUpTo(free);
      if (!(await this.#claiming)) await woken;
    }
  }

  /** Answers how many it took. */
  async #takeUpTo(limit: number): Promise<number> {
    const claimed = await this.#claim(limit);
    for (const message of claimed) this.#take(message);
    return claimed.length;
  }

  #wokenOrDue(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.poll ?? 1 * second);
      this.#roused = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #claim(limit: number): Promise<readonly Claimed[]> {
    const now = this.options.now();
    try {
      return await this.sql<Claimed[]>`
        update outbox set attempts = attempts + 1, claimed_once = true, claimed_by = ${this.#me}, claimed_until = ${later(now, this.#lease)}
        where id in (
          select id from outbox
          where ${this.#shared()} and dead_at is null and available_at <= ${now}
            and (claimed_until is null or claimed_until < ${now})
          order by available_at limit ${limit} for update skip locked)
        returning id, topic, body, attempts, created_at`;
    } catch (error) {
      this.options.onError?.(error);
      return [];
    }
  }

  #shared() {
    const { sql, share } = this;
    return "topic" in share ? sql`topic = ${share.topic}` : sql`topic <> all(${[...share.except]})`;
  }

  #take(claimed: Claimed): void {
    const handled = this.#handle(claimed)
      .catch((error: unknown) => this.options.onError?.(error))
      .finally(() => {
        this.#inHand.delete(claimed.id);
        this.rouse();
      });
    this.#inHand.set(claimed.id, handled);
  }

  async #handle(claimed: Claimed): Promise<void> {
    const delivery: Delivery = {
      id: claimed.id,
      topic: claimed.topic,
      body: claimed.body,
      attempt: claimed.attempts,
      publishedAt: claimed.created_at,
      publisher: undefined,
    };
    try {
      if (claimed.attempts > this.#ladder.length + tolerableCrashes)
        throw new DeadLetter("whoever handles this message dies of it");
      await this.handler(delivery);
    } catch (error) {
      await this.#giveBack(claimed, error);
      return;
    }
    await this.sql`delete from outbox where id = ${claimed.id} and claimed_by = ${this.#me}`;
  }

  async #giveBack(claimed: Claimed, error: unknown): Promise<void> {
    const now = this.options.now();
    const said = error instanceof Error ? error.message : String(error);
    const isPause = error instanceof RetryLater;
    const wait = isPause ? error.milliseconds : this.#ladder[claimed.attempts - 1];
    if (error instanceof DeadLetter || wait === undefined)
      await this.sql`
        update outbox set dead_at = ${now}, last_error = ${said}, first_failed_at = coalesce(first_failed_at, ${now}), claimed_by = null, claimed_until = null
        where id = ${claimed.id} and claimed_by = ${this.#me}`;
    // A pause does not count as a try, but the row must not take part in deduplication again.
    else
      await this.sql`
        update outbox set available_at = ${later(now, wait)}, last_error = ${said}, first_failed_at = coalesce(first_failed_at, ${now}), claimed_by = null,
          claimed_until = null, attempts = attempts - ${isPause ? 1 : 0}
        where id = ${claimed.id} and claimed_by = ${this.#me}`;
  }

  async #prolong(): Promise<void> {
    if (this.#inHand.size === 0) return;
    const until = later(this.options.now(), this.#lease);
    await this.sql`
      update outbox set claimed_until = ${until} where id = any(${[...this.#inHand.keys()]}::uuid[]) and claimed_by = ${this.#me}`.catch(
      (error: unknown) => this.options.onError?.(error),
    );
  }
}
