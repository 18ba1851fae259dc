import { DAY, HOUR, MINUTE } from "./capabilities.ts";
import { Changes } from "./changes.ts";
import type { Clock } from "./clock.ts";
import { type Delivery, deliveryId, ordinalOf, sendDelivery } from "./delivery.ts";
import type { EventName } from "./enums.ts";
import type { Faults } from "./faults.ts";
import type { Timetable } from "./timetable.ts";

/** The provider gives up 24 hours after the event. */
const GIVES_UP_AFTER = DAY;

/** Deliveries under way at once; the rest wait their turn. */
const AT_ONCE = 64;

/** Real intervals are not published; these are the twin's. The last one repeats. */
export const RETRY_SCHEDULE: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
];

export type WebhookOptions = {
  readonly retrySchedule: readonly number[];
  /** Real milliseconds to wait for an answer. */
  readonly timeout: number;
  readonly sourceAddress: string;
  /** How many finished deliveries are remembered. */
  readonly remembered: number;
};

/** Address of nobody (documentation range), used by forged notifications. */
const STRANGER = "203.0.113.66";

export type Notification = {
  readonly shopId: string;
  readonly event: EventName;
  readonly objectId: string;
  readonly object: Record<string, unknown>;
  readonly urls: readonly string[];
  readonly at: number;
  /** The saved method it is about, for faults that match one. */
  readonly paymentMethodId: string | null;
};

/** Sends notifications and re-sends each until exactly HTTP 200. */
export class Webhooks {
  readonly #deliveries = new Map<string, Delivery>();
  readonly #changed = new Changes<Delivery>();
  #tried: () => void = () => undefined;
  readonly #queue: Delivery[] = [];
  #held: Delivery[] = [];
  #idle: (() => void)[] = [];
  #underWay = 0;
  #made = 0;
  #stopped = false;

  constructor(
    readonly options: WebhookOptions,
    private readonly clock: Clock,
    private readonly timetable: Timetable,
    private readonly faults: Faults,
  ) {}

  /** `listener` hears of every try that has ended. */
  onTried(listener: () => void): void {
    this.#tried = listener;
  }

  /** From now on remembers which deliveries change. */
  watch(): void {
    this.#changed.watch();
  }

  /** What has changed since the last call. */
  takeChanged(): { made: number; deliveries: Delivery[] } {
    return { made: this.#made, deliveries: this.#changed.take() };
  }

  /** Snapshots the object and schedules its delivery, as ordered faults allow. */
  notify(notification: Notification): void {
    const { shopId, event, objectId, object, at } = notification;
    const body = JSON.stringify({ type: "notification", event, object });
    const urls = notification.urls.length === 0 ? [null] : notification.urls;
    for (const url of urls) {
      const delivery = this.#make({ shopId, event, objectId, url, body, createdAt: at });
      if (url === null) delivery.state = "nowhere";
      else this.#dispatch(delivery, notification);
    }
  }

  #dispatch(delivery: Delivery, notification: Notification): void {
    let due = notification.at;
    let copies = 0;
    const { event, paymentMethodId } = notification;
    for (const { fault } of this.faults.strike("webhook", { event, paymentMethodId })) {
      if (fault.kind === "webhook_lost") delivery.state = "lost";
      if (fault.kind === "webhook_reordered") this.#hold(delivery);
      if (fault.kind === "webhook_late") due += fault.milliseconds;
      if (fault.kind === "webhook_duplicated") copies += fault.copies;
      if (fault.kind === "webhook_forged") this.#forgeBeside(delivery, notification);
    }
    if (delivery.state === "waiting") this.#schedule(delivery, due);
    for (; copies > 0 && delivery.state !== "lost"; copies -= 1) {
      this.#schedule(this.#make({ ...delivery }), due);
    }
  }

  /** Sends a body of anyone's making from a foreign address; returns the delivery's id. */
  forge(shopId: string, url: string, body: Record<string, unknown>): string {
    const object = (body.object ?? {}) as Record<string, unknown>;
    const delivery = this.#make({
      shopId,
      event: String(body.event ?? ""),
      objectId: String(object.id ?? ""),
      url,
      body: JSON.stringify(body),
      createdAt: this.clock.now(),
      forged: true,
    });
    this.#schedule(delivery, delivery.createdAt);
    return delivery.id;
  }

  #forgeBeside(delivery: Delivery, { shopId, object, event }: Notification): void {
    if (delivery.url === null) return;
    const kind = event.split(".")[0] ?? "payment";
    const status = event === "payment.succeeded" ? "canceled" : "succeeded";
    this.forge(shopId, delivery.url, {
      type: "notification",
      event: `${kind}.${status}`,
      object: { ...object, status, paid: status === "succeeded" },
    });
  }

  /** Sends it once more, whatever became of it. */
  resend(id: string): boolean {
    const delivery = this.#deliveries.get(id);
    if (delivery === undefined || delivery.url === null) return false;
    delivery.state = "waiting";
    this.#schedule(delivery, this.clock.now());
    this.#changed.mark(delivery);
    return true;
  }

  #make(
    parts: Pick<Delivery, "shopId" | "event" | "objectId" | "url" | "body" | "createdAt"> & {
      forged?: boolean;
    },
  ): Delivery {
    const { shopId, event, objectId, url, body, createdAt, forged = false } = parts;
    const sourceAddress = forged ? STRANGER : this.options.sourceAddress;
    const id = deliveryId(++this.#made);
    const delivery: Delivery = {
      ...{ id, shopId, event, objectId, url, body, sourceAddress, createdAt, forged },
      state: "waiting",
      attempts: [],
    };
    this.#deliveries.set(id, delivery);
    this.#changed.mark(delivery);
    this.#forget();
    return delivery;
  }

  #forget(): void {
    for (const [id, delivery] of this.#deliveries) {
      if (this.#deliveries.size <= this.options.remembered) return;
      if (delivery.state === "waiting" || delivery.state === "held") return;
      this.#deliveries.delete(id);
    }
  }

  #schedule(delivery: Delivery, at: number): void {
    this.timetable.add(at, { kind: "deliver", id: delivery.id });
  }

  /** Called by the timetable: puts the delivery on the wire as soon as there is room. */
  deliver(id: string): void {
    const delivery = this.#deliveries.get(id);
    if (delivery === undefined || delivery.state !== "waiting" || this.#stopped) return;
    this.#queue.push(delivery);
    this.#pump();
  }

  #pump(): void {
    while (this.#underWay < AT_ONCE) {
      const delivery = this.#queue.shift();
      if (delivery === undefined) break;
      this.#underWay += 1;
      void this.#attempt(delivery);
    }
    if (this.#underWay > 0) return;
    for (const settle of this.#idle) settle();
    this.#idle = [];
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const startedAt = this.clock.now();
    const answer = await sendDelivery(delivery, this.options.timeout);
    // After a reset or a restore the delivery is nobody's, even if another bears its id.
    if (this.#deliveries.get(delivery.id) === delivery) {
      delivery.attempts.push({ at: new Date(startedAt).toISOString(), answer });
      if (answer === 200) delivery.state = "delivered";
      else this.#again(delivery, startedAt);
      this.#changed.mark(delivery);
      this.#releaseHeld(delivery);
    }
    this.#underWay -= 1;
    this.#tried();
    this.#pump();
  }

  #again(delivery: Delivery, startedAt: number): void {
    const { retrySchedule } = this.options;
    const interval = retrySchedule[delivery.attempts.length - 1] ?? retrySchedule.at(-1);
    const next = interval === undefined ? Number.POSITIVE_INFINITY : startedAt + interval;
    if (next > delivery.createdAt + GIVES_UP_AFTER) delivery.state = "given_up";
    else this.#schedule(delivery, next);
  }

  #hold(delivery: Delivery): void {
    delivery.state = "held";
    this.#held.push(delivery);
  }

  /** What was on the wire before a delivery was held does not set it free: only a newer one does. */
  #releaseHeld(sent: Delivery): void {
    if (this.#held.length === 0) return;
    const isFree = (held: Delivery) =>
      held.shopId === sent.shopId && ordinalOf(held) < ordinalOf(sent) && held.body !== sent.body;
    const released = this.#held.filter(isFree);
    this.#held = this.#held.filter((delivery) => !isFree(delivery));
    for (const delivery of released) {
      delivery.state = "waiting";
      this.#changed.mark(delivery);
      this.#schedule(delivery, this.clock.now());
    }
  }

  /** Resolves when nothing is on the wire. */
  quiet(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Deliveries, oldest first. */
  all(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }

  clear(): void {
    this.#deliveries.clear();
    this.#queue.length = 0;
    this.#held = [];
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
  }

  save(): { made: number; deliveries: Delivery[] } {
    return { made: this.#made, deliveries: [...this.#deliveries.values()] };
  }

  /** Takes a snapshot; what was on the wire when it was made is sent again. */
  load(saved: { made: number; deliveries: readonly Delivery[] }, scheduled: ReadonlySet<string>): void {
    this.clear();
    this.#made = saved.made;
    for (const kept of saved.deliveries) {
      const delivery = { ...kept, attempts: [...kept.attempts] };
      this.#deliveries.set(delivery.id, delivery);
      if (delivery.state === "held") this.#held.push(delivery);
      if (delivery.state === "waiting" && !scheduled.has(delivery.id)) {
        this.#schedule(delivery, this.clock.now());
      }
    }
    this.#forget();
  }
}
