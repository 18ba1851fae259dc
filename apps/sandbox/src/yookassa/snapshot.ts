import type { FaultRule } from "./faults.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Method, Payment, Receipt, Refund, Shop, Task } from "./model.ts";
import type { Delivery } from "./webhooks.ts";
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
  readonly timetable: readonly { readonly at: number; readonly task: Task }[];
  readonly ledger: readonly LedgerEntry[];
  readonly faults: { readonly made: number; readonly rules: readonly FaultRule[] };
  readonly webhooks: { readonly made: number; readonly deliveries: readonly Delivery[] };
};

/** A deep copy of the present; later changes do not reach it. */
export function takeSnapshot(world: World): Snapshot {
  return structuredClone({
    version: 1 as const,
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
  });
}

/** Puts the world back; shops keep their keys and take only what the cabinet can change. */
export function restoreSnapshot(world: World, given: Snapshot): void {
  if (given.version !== 1) throw new RangeError(`unknown version of a snapshot: ${String(given.version)}`);
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
