import { partyOf } from "./cards.ts";
import type { Delivery } from "./delivery.ts";
import type { Faults } from "./faults.ts";
import type { RequestRecord } from "./journal.ts";
import { exportLedger, type LedgerExport } from "./ledger.ts";
import type { Payment } from "./model.ts";
import {
  answerThreeDSecure,
  expirePayable,
  findPayable,
  isPending,
  type Payable,
  submitCard,
  submitWallet,
} from "./payer.ts";
import { finishCharge } from "./payments.ts";
import { presentMethod, presentPayment, presentRefund } from "./present.ts";
import { finishRefund, refundableKopecks, refundByHand, refundPartyOf } from "./refunds.ts";
import { clearWorld, restoreSnapshot, type Snapshot, takeSnapshot } from "./snapshot.ts";
import type { Core } from "./twin.ts";
import { shopOf } from "./world.ts";

/** An order that cannot be carried out: what it names is unknown or in the wrong state. */
export class ControlRefusal extends Error {
  override readonly name = "ControlRefusal";
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

/** How the payer pays when a test pays for him. */
export type PayOrder = {
  /** Number of a test card; default 5555 5555 5555 4444, which succeeds without 3-D Secure. */
  readonly card?: string;
  /** `MM/YY` or `MM/YYYY`; default ten years ahead. */
  readonly expiry?: string;
  /** By the wallet (or the method that the shop named) instead of a card. */
  readonly wallet?: boolean;
  /** The box "save this method", where the shop leaves it to the payer. */
  readonly save?: boolean;
  /** How 3-D Secure ends where the card has it; default `pass`. */
  readonly threeDSecure?: "pass" | "fail";
};

/** Settings of the main shop as the merchant's cabinet would change them. */
export type SettingsChange = {
  readonly webhookUrl?: string | null;
  /** A new key, as the cabinet issues it: the old one opens nothing any more. */
  readonly secretKey?: string;
  readonly recurring?: boolean;
  /** Code of the cash register, or false. */
  readonly fiscalization?: string | false;
  readonly feeBasisPoints?: number;
};

type Wire = Record<string, unknown>;

function defaultExpiry(now: number): string {
  return `12/${new Date(now).getUTCFullYear() + 10}`;
}

/** Everything that can be ordered from the twin, in-process; the control API is the same over HTTP. */
export class Controls {
  /** Faults that are ordered: add, remove, all, clear. */
  readonly faults: Faults;

  constructor(private readonly core: Core) {
    this.faults = core.world.faults;
  }

  #now(): number {
    this.core.catchUp();
    return this.core.world.clock.now();
  }

  #payment(id: string): Payment {
    const payment = this.core.world.payments.get(id);
    if (payment === undefined) throw new ControlRefusal(404, `no payment ${id}`);
    return payment;
  }

  #pendingPayable(id: string): Payable {
    const payable = findPayable(this.core.world, id);
    if (payable === null) throw new ControlRefusal(404, `no payment or binding ${id}`);
    if (!isPending(payable)) throw new ControlRefusal(409, `${id} does not wait for a payer`);
    return payable;
  }

  #present(payable: Payable): Wire {
    const { world } = this.core;
    const { publicUrl } = world;
    if (payable.kind === "payment") {
      return presentPayment(payable.payment, shopOf(world, payable.payment), publicUrl);
    }
    return presentMethod(payable.method, shopOf(world, payable.method), publicUrl);
  }

  /** The payer pays a pending payment (or binds a pending method); returns the object as the API shows it. */
  pay(id: string, order: PayOrder = {}): Wire {
    const now = this.#now();
    const { world } = this.core;
    const payable = this.#pendingPayable(id);
    const save = order.save ?? false;
    const step =
      order.wallet === true
        ? submitWallet(world, payable, save, now)
        : submitCard(
            world,
            payable,
            {
              number: order.card ?? "5555555555554444",
              expiry: order.expiry ?? defaultExpiry(now),
              csc: "123",
              save,
            },
            now,
          );
    if (typeof step === "object") throw new ControlRefusal(400, `${step.field}: ${step.code}`);
    if (step === "three_d_secure") {
      answerThreeDSecure(world, payable, (order.threeDSecure ?? "pass") === "pass", now);
    }
    this.core.catchUp();
    return this.#present(payable);
  }

  /** The payer's time is over at once. */
  expire(id: string): Wire {
    const now = this.#now();
    const payable = this.#pendingPayable(id);
    expirePayable(this.core.world, payable, now);
    this.core.catchUp();
    return this.#present(payable);
  }

  /** Ends a charge of a saved method that a `charge_pending` fault keeps; null = it succeeds. */
  finishCharge(paymentId: string, reason: string | null): Wire {
    const now = this.#now();
    const payment = this.#payment(paymentId);
    if (payment.status !== "pending") throw new ControlRefusal(409, `payment ${paymentId} is not pending`);
    const decline = reason === null ? null : { party: partyOf(reason), reason };
    finishCharge(this.core.world, payment, decline, now);
    this.core.catchUp();
    return this.#present({ kind: "payment", payment });
  }

  /** Ends a pending refund; null = it succeeds. */
  finishRefund(refundId: string, reason: string | null): Wire {
    const now = this.#now();
    const refund = this.core.world.refunds.get(refundId);
    if (refund === undefined) throw new ControlRefusal(404, `no refund ${refundId}`);
    if (refund.status !== "pending") throw new ControlRefusal(409, `refund ${refundId} is not pending`);
    const cancellation = reason === null ? null : { party: refundPartyOf(reason), reason };
    finishRefund(this.core.world, refund, cancellation, now);
    this.core.catchUp();
    return presentRefund(refund);
  }

  /** Refunds by hand, as in the merchant's cabinet; without an amount all that is left. Whole kopecks. */
  refundByHand(paymentId: string, kopecks?: number): Wire {
    const now = this.#now();
    const payment = this.#payment(paymentId);
    const amount = kopecks ?? refundableKopecks(payment);
    if (amount <= 0) throw new ControlRefusal(409, `nothing is left to refund of ${paymentId}`);
    const refund = refundByHand(this.core.world, payment, amount, now);
    this.core.catchUp();
    return presentRefund(refund);
  }

  /** How every next charge of a saved method ends, from now on: a cancellation reason, or null as its card says. */
  setOutcome(methodId: string, reason: string | null): void {
    const method = this.core.world.methods.get(methodId);
    if (method === undefined) throw new ControlRefusal(404, `no payment method ${methodId}`);
    method.outcome = reason === null ? null : { party: partyOf(reason), reason };
    this.core.changed();
  }

  changeSettings(change: SettingsChange): void {
    const { mainShop } = this.core;
    if (change.webhookUrl !== undefined) mainShop.webhookUrl = change.webhookUrl;
    if (change.secretKey !== undefined) mainShop.secretKey = change.secretKey;
    if (change.recurring !== undefined) mainShop.recurring = change.recurring;
    if (change.feeBasisPoints !== undefined) mainShop.feeBasisPoints = change.feeBasisPoints;
    if (change.fiscalization !== undefined) {
      mainShop.fiscalization = change.fiscalization === false ? null : { provider: change.fiscalization };
    }
    this.core.catchUp();
  }

  /** Sends any notification to the main shop's URL as a stranger would, from a foreign address. */
  forgeWebhook(body: Wire): string {
    const { mainShop, world } = this.core;
    if (mainShop.webhookUrl === null) throw new ControlRefusal(409, "no webhook URL is set");
    const id = world.webhooks.forge(mainShop.id, mainShop.webhookUrl, body);
    this.core.catchUp();
    return id;
  }

  /** Sends a notification once more, as a late duplicate. */
  resendWebhook(id: string): void {
    if (!this.core.world.webhooks.resend(id)) throw new ControlRefusal(404, `no delivery ${id} with a URL`);
    this.core.catchUp();
  }

  /** What was really taken and returned. */
  ledger(): LedgerExport {
    this.core.catchUp();
    return exportLedger(this.core.world.ledger, this.core.world.payments.all());
  }

  /** Requests to the API, oldest first. */
  requests(): readonly RequestRecord[] {
    return this.core.journal.all();
  }

  /** Notifications, oldest first. */
  webhooks(): readonly Delivery[] {
    return this.core.world.webhooks.all();
  }

  /** Everything the twin remembers, as plain JSON. */
  snapshot(): Snapshot {
    this.core.catchUp();
    return takeSnapshot(this.core.world);
  }

  /** Puts the twin back to a snapshot, its clock and chance included. */
  restore(snapshot: Snapshot): void {
    restoreSnapshot(this.core.world, snapshot);
    this.core.replaced();
    this.core.catchUp();
  }

  /** Forgets all objects, keys, faults and logs, and lets the clock run in real time; settings stay. */
  reset(): void {
    clearWorld(this.core.world);
    this.core.journal.clear();
    this.core.world.clock.reset();
    this.core.replaced();
  }

  /** Resolves when everything due has been sent once and nothing is on the wire. */
  async delivered(): Promise<void> {
    do {
      this.core.catchUp();
      await this.core.world.webhooks.quiet();
    } while (this.core.world.timetable.nextAt() <= this.core.world.clock.now());
  }
}
