import type { Changes } from "./changes.ts";
import type { Consent } from "./consent.ts";
import { eventTopics } from "./event.ts";
import type { Letter } from "./letter.ts";
import type { Message } from "./message.ts";
import { holdsPeriod, isFinal, type Payment } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { isRefundFinal, type Refund } from "./refund.ts";
import { sampleType } from "./sample-rows.ts";
import { periodIn, type Subscription, type SubscriptionState } from "./subscription.ts";
import type { SubscriptionType } from "./subscription-type.ts";

/** What is told of a subscription that is in the same state as before, and what may be told of either. */
const changesThatStay: ReadonlySet<string> = new Set([
  "subscription.auto-renew-changed",
  "subscription.parked",
  "subscription.unparked",
]);
const stepsOrStays: ReadonlySet<string> = new Set(["subscription.renewed", "subscription.extended"]);

/** Breaks a simulation off when a rule does not hold. */
export function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`broken: ${rule}`);
}

/**
 * The rows of one viewer's subscription in memory, for simulations: `save` does what the database does and holds
 * every save against what must always be true.
 */
export class SimulatedRows {
  readonly payments = new Map<string, Payment>();
  readonly refunds = new Map<string, Refund>();
  readonly methods = new Map<string, PaymentMethod>();
  readonly consents = new Map<string, Consent>();
  readonly letters = new Map<string, Letter>();
  readonly events: Message[] = [];

  constructor(
    public subscription: Subscription,
    readonly type: SubscriptionType = sampleType(),
  ) {}

  save(changes: Changes): void {
    const { subscriptions = [], payments = [], refunds = [], letters = [], messages = [] } = changes;
    const events = messages.filter(({ topic }) => (eventTopics as readonly string[]).includes(topic));
    must(subscriptions.length <= 1, "one row of a subscription in a save");
    this.saveSubscription(subscriptions[0] ?? this.subscription, events);
    for (const payment of payments) this.savePayment(payment, events);
    for (const refund of refunds) this.saveRefund(refund, events);
    for (const method of changes.paymentMethods ?? []) this.methods.set(method.id, method);
    for (const consent of changes.consents ?? []) this.consents.set(consent.id, consent);
    for (const letter of letters) {
      const key = `${letter.cause} ${letter.template}`;
      must(!this.letters.has(key), `${key} is written once`);
      this.letters.set(key, letter);
    }
    this.events.push(...events);
    this.requireSoundMoney();
  }

  /** The payment of the coming period that is not canceled, as the database's unique index knows it. */
  comingPayment(): Payment | undefined {
    const coming = this.subscription.paidPeriods + 1;
    return this.paymentOf(coming);
  }

  paymentOf(period: number): Payment | undefined {
    return [...this.payments.values()].find(
      (payment) => payment.periodNumber === period && holdsPeriod(payment),
    );
  }

  /** Every change grows the version, and every step of the state is told exactly once, at a newer version. */
  private saveSubscription(after: Subscription, events: readonly Message[]): void {
    const before = this.subscription;
    const told = events.filter(({ topic }) => topic.startsWith("subscription."));
    const growth = after === before ? 0 : Math.max(1, told.length);
    must(after.version === before.version + growth, "a change grows the version, and nothing else does");
    let { state } = before;
    for (const [index, { topic, body }] of told.entries()) {
      must(body.version === before.version + 1 + index, `${topic} is told at its own version`);
      const isStep = !changesThatStay.has(topic);
      must(isStep === (body.state !== state) || stepsOrStays.has(topic), `${topic} is told as a step`);
      must(body.is_active === (body.state === "active" || body.state === "grace"), "access is told as it is");
      state = body.state as SubscriptionState;
    }
    must(state === after.state || after.state === "abandoned", "every step of the state is told");
    this.subscription = after;
    if (after.startDate === undefined) return;
    must(before.startDate === undefined || after.startDate === before.startDate, "the anchor stays");
    const period = periodIn(after, this.type.length, after.paidPeriods);
    must(after.endDate === period?.end, "the end is the anchor's, and the free days later");
  }

  /** What is final stays, and every outcome is told exactly once, at the saved version. */
  private savePayment(after: Payment, events: readonly Message[]): void {
    const before = this.payments.get(after.id);
    const told = events.filter(
      ({ topic, body }) => topic.startsWith("payment.") && body.payment_id === after.id,
    );
    const wasOver = before !== undefined && isFinal(before);
    must(told.length === (isFinal(after) && !wasOver ? 1 : 0), `the outcome of ${after.id} is told once`);
    for (const { topic, body } of told) {
      must(topic === `payment.${after.status}`, "the outcome is told as it is");
      must(body.version === this.subscription.version, "the outcome is told at the saved version");
    }
    must(!wasOver || after.status === before.status, "a final payment stays");
    must(before === undefined || after.amount === before.amount, "the sum of a payment stays");
    this.payments.set(after.id, after);
  }

  private saveRefund(after: Refund, events: readonly Message[]): void {
    const before = this.refunds.get(after.id);
    const wasOver = before !== undefined && isRefundFinal(before);
    const told = events.filter(
      ({ topic, body }) => topic.startsWith("refund.") && body.refund_id === after.id,
    );
    must(!wasOver || after.status === before.status, "a final refund stays");
    must(before === undefined || after.amount === before.amount, "the sum of a refund stays");
    // One that is asked for again under a new id has no outcome yet.
    const isTold = told.length === 1 && told[0]?.topic === `refund.${after.status}`;
    must(isTold || (told.length === 0 && after.status !== "succeeded"), "a refund's outcome is told once");
    this.refunds.set(after.id, after);
  }

  private requireSoundMoney(): void {
    const periods = new Set<number>();
    for (const payment of this.payments.values()) {
      const refunds = [...this.refunds.values()].filter(({ paymentId }) => paymentId === payment.id);
      const counted = refunds.filter(({ status }) => status !== "canceled");
      const sum = counted.reduce((total, { amount }) => total + amount, 0);
      must(payment.refunded === sum, "the payment says what is on its way back");
      must(sum <= payment.amount, "no more goes back than was paid");
      if (!holdsPeriod(payment)) continue;
      if (periods.has(payment.periodNumber))
        throw new Error(`two payments for period ${payment.periodNumber}`);
      periods.add(payment.periodNumber);
    }
  }
}
