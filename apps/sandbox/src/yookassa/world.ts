import type { Random } from "../random.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { IdempotenceMemory } from "./idempotence.ts";
import { mintId } from "./identifiers.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Method, Payment, Receipt, Refund, Shop, Task } from "./model.ts";
import type { Store } from "./store.ts";
import type { Timetable } from "./timetable.ts";
import type { Webhooks } from "./webhooks.ts";

/** A webhook subscription made by an OAuth partner. */
export type Subscription = {
  readonly id: string;
  readonly shopId: string;
  readonly createdAt: number;
  readonly event: string;
  readonly url: string;
};

/** Settings of behaviour that the documentation leaves open. */
export type Habits = {
  /** Twin's time from payment or refund to the registered receipt. */
  readonly receiptAfter: number;
  /** Twin's time that refunds of cards and wallets take; 0 = succeeded at once. */
  readonly refundAfter: number;
  /** What a second request gets while the first with the same key is still delayed. */
  readonly sameKeyInFlight: "wait" | "processing";
};

/** Everything the rules work on. Rules are synchronous; `now` is passed beside it as epoch milliseconds. */
export type World = {
  readonly shops: Map<string, Shop>;
  readonly payments: Store<Payment>;
  readonly refunds: Store<Refund>;
  readonly receipts: Store<Receipt>;
  readonly methods: Store<Method>;
  readonly subscriptions: Store<Subscription>;
  readonly idempotence: IdempotenceMemory;
  readonly timetable: Timetable;
  readonly ledger: LedgerEntry[];
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
  readonly random: Random;
  readonly habits: Habits;
  /** Address of the confirmation pages, without a slash at the end. */
  publicUrl: string;
};

/** The shop of an object; a missing one is a defect of the twin. */
export function shopOf(world: World, owned: { readonly shopId: string }): Shop {
  const shop = world.shops.get(owned.shopId);
  if (shop === undefined) throw new Error(`no shop ${owned.shopId}`);
  return shop;
}

/** An id that nothing carries yet. */
export function freshId(world: World, kind: "payment" | "refund", now: number): string {
  for (;;) {
    const id = mintId(kind, now, world.random);
    if (!world.payments.has(id) && !world.refunds.has(id) && !world.methods.has(id)) return id;
  }
}

/** Puts something on the timetable. */
export function schedule(world: World, at: number, task: Task): void {
  world.timetable.add(at, task);
}
