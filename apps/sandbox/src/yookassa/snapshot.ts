import type { Delivery } from "./delivery.ts";
import type { FaultRule } from "./faults.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Method, Payment, Receipt, Refund, Shop } from "./model.ts";
import { isObject } from "./read.ts";
import type { ScheduledTask } from "./timetable.ts";
import type { Subscription, World } from "./world.ts";

/** Everything the twin remembers, as plain JSON; the journal of requests is no part of it. */
export type Snapshot = {
  readonly version: 1;
  readonly clock: { readonly now: number; readonly frozen: boolean };
  readonly random: number;
  readonly shops: readonly Shop[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly receipts: readonly Receipt[];
  readonly methods: readonly Method[];
  readonly subscriptions: readonly Subscription[];
  readonly idempotence: ReturnType<World["idempotence"]["save"]>;
  readonly timetable: readonly ScheduledTask[];
  readonly ledger: readonly LedgerEntry[];
  readonly faults: { readonly made: number; readonly rules: readonly FaultRule[] };
  readonly webhooks: { readonly made: number; readonly deliveries: readonly Delivery[] };
};

/** The present itself, not yet a copy: later changes reach it. */
export function viewSnapshot(world: World): Snapshot {
  return {
    version: 1,
    clock: world.clock.save(),
    random: world.random.state,
    shops: [...world.shops.values()],
    payments: [...world.payments.all()],
    refunds: [...world.refunds.all()],
    receipts: [...world.receipts.all()],
    methods: [...world.methods.all()],
    subscriptions: [...world.subscriptions.all()],
    idempotence: world.idempotence.save(),
    timetable: world.timetable.save(),
    ledger: world.ledger,
    faults: world.faults.save(),
    webhooks: world.webhooks.save(),
  };
}

/** A deep copy of the present; later changes do not reach it. */
export function takeSnapshot(world: World): Snapshot {
  return structuredClone(viewSnapshot(world));
}

const LISTS = [
  ...["shops", "payments", "refunds", "receipts", "methods", "subscriptions"],
  ...["idempotence", "timetable", "ledger"],
];

/** Whether a value has the form of a snapshot, before anything is forgotten for its sake. */
export function isSnapshot(value: unknown): value is Snapshot {
  if (!isObject(value) || value.version !== 1 || !Number.isInteger(value.random)) return false;
  const { clock, faults, webhooks } = value;
  return (
    LISTS.every((name) => Array.isArray(value[name])) &&
    isObject(clock) &&
    typeof clock.now === "number" &&
    isObject(faults) &&
    Array.isArray(faults.rules) &&
    isObject(webhooks) &&
    Array.isArray(webhooks.deliveries)
  );
}

/**
 * Puts the world back; shops keep their keys and take only what the cabinet can change.
 * @throws RangeError when it is no snapshot, and then nothing has changed
 */
export function restoreSnapshot(world: World, given: Snapshot): void {
  if (!isSnapshot(given)) throw new RangeError("this is no snapshot of the twin");
  const snapshot = structuredClone(given);
  clearWorld(world);
  for (const saved of snapshot.shops) {
    const shop = world.shops.get(saved.id);
    if (shop === undefined) continue;
    const { recurring, fiscalization, feeBasisPoints, paymentMethods, webhookUrl } = saved;
    Object.assign(shop, { recurring, fiscalization, feeBasisPoints, paymentMethods, webhookUrl });
  }
  world.random.state = snapshot.random;
  world.payments.load(snapshot.payments);
  world.refunds.load(snapshot.refunds);
  world.receipts.load(snapshot.receipts);
  world.methods.load(snapshot.methods);
  world.subscriptions.load(snapshot.subscriptions);
  world.idempotence.load(snapshot.idempotence);
  for (const entry of snapshot.ledger) world.ledger.push(entry);
  world.faults.load(snapshot.faults);
  world.clock.load(snapshot.clock);
  world.timetable.load(snapshot.timetable);
  const scheduled = new Set(
    snapshot.timetable.flatMap(({ task }) => (task.kind === "deliver" ? [task.id] : [])),
  );
  world.webhooks.load(snapshot.webhooks, scheduled);
}

/** Forgets everything but the shops and their settings; the clock is left alone. */
export function clearWorld(world: World): void {
  world.payments.clear();
  world.refunds.clear();
  world.receipts.clear();
  world.methods.clear();
  world.subscriptions.clear();
  world.idempotence.clear();
  world.timetable.clear();
  world.ledger.length = 0;
  world.faults.clear();
  world.webhooks.clear();
}
