import { accessBy } from "./access.ts";
import { announceRenewal, comingPrice, noticeCause } from "./announce-renewal.ts";
import { type LiveCase, switchAutoRenewOff, switchAutoRenewOn, unlinkMethod } from "./auto-renew.ts";
import { type CancelTime, cancel } from "./cancel.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { consentVersion } from "./consent.ts";
import { extend } from "./extend.ts";
import { day, type Instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { park, unpark } from "./park.ts";
import { passTime } from "./pass-time.ts";
import { payDue } from "./pay-due.ts";
import { isFinal, type Payment } from "./payment.ts";
import type { PeriodLength } from "./period.ts";
import { isRefundFinal } from "./refund.ts";
import { Refusal } from "./refusal.ts";
import { renew } from "./renew.ts";
import { type RefundWish, requestRefund } from "./request-refund.ts";
import {
  sampleConsent,
  sampleFacts,
  sampleId,
  samplePayment,
  samplePrice,
  sampleRefundFacts,
  sampleSubscription,
  sampleType,
} from "./sample-rows.ts";
import { decideNoAnswer, decideSending } from "./send-payment.ts";
import { settleAbsence, settlePayment } from "./settle-payment.ts";
import { settleRefund } from "./settle-refund.ts";
import type { ProviderFacts, SettlementCase } from "./settlement.ts";
import { must, SimulatedRows } from "./simulated-rows.ts";
import { giveBackByStaff } from "./staff-refund.ts";
import { comingPeriod, isActive, isLive } from "./subscription.ts";
import type { Price } from "./subscription-type.ts";

/** What the provider does with an order: whether it arrives there, and whether we hear of it. */
export type Passage = "answered" | "lost on the way" | "answer lost";

/** One viewer, his subscription and the provider, moved on step by step; every step is held against the rules. */
export class SimulatedLife {
  readonly rows: SimulatedRows;
  /** The provider's own books: what it did, whatever we heard of it. */
  readonly provider = new Map<string, ProviderFacts>();
  readonly prices: Price[] = [samplePrice()];
  private lastId = 1000;

  constructor(
    public now: Instant,
    length: PeriodLength = { unit: "month", count: 1 },
  ) {
    this.rows = new SimulatedRows(sampleSubscription(), sampleType({ length }));
    const first = samplePayment({ createdAt: now });
    this.rows.consents.set(sampleId(3), sampleConsent());
    this.rows.payments.set(first.id, first);
    this.send("answered");
    this.decide(first.id, "succeeded");
    this.settleAll();
    must(this.rows.subscription.state === "active", "paid, it begins");
  }

  get circumstances(): Circumstances {
    return { now: this.now, newId: () => sampleId(++this.lastId) };
  }

  wait(milliseconds: number): void {
    this.now = later(this.now, milliseconds);
  }

  passTime(): void {
    this.save(
      passTime({ ...this.base, isBeingPaid: this.rows.comingPayment() !== undefined }, this.circumstances),
    );
    const { state, endDate = this.now, isRepeatable } = this.rows.subscription;
    const isAwaited = isRepeatable || this.rows.comingPayment() !== undefined;
    must(state !== "active" || this.now < endDate, "an active period runs");
    must(state !== "grace" || this.now < later(endDate, 3 * day), "grace lasts three days");
    must((state !== "grace" && state !== "hold") || isAwaited, "grace and hold wait for something");
    const { mayWatch } = accessBy([this.rows.subscription], this.now);
    must(mayWatch === isActive(this.rows.subscription), "the state tells what the access rule tells");
  }

  announce(): void {
    this.save(announceRenewal({ ...this.base, prices: this.prices }, this.circumstances));
  }

  deliverLetters(): void {
    for (const [key, letter] of this.rows.letters)
      if (letter.status === "queued")
        this.rows.letters.set(key, { ...letter, status: "sent", sentAt: this.now });
  }

  renew(): void {
    const { subscription } = this.rows;
    const price = this.prices.find(({ id }) => id === subscription.noticePriceId);
    const announcedAt = this.announcement(subscription.paidPeriods + 1)?.sentAt;
    const isBeingPaid = this.rows.comingPayment() !== undefined;
    this.save(renew({ ...this.base, price, announcedAt, isBeingPaid }, this.circumstances));
  }

  /** The consumer takes every message about a payment without an outcome. */
  send(passage: Passage): void {
    for (const payment of this.unfinished()) {
      const { subscription } = this.rows;
      const method = this.rows.methods.get(payment.paymentMethodId ?? "");
      const sending = decideSending({ payment, subscription, method }, this.circumstances);
      this.save(sending.changes);
      if (sending.step === "send") {
        this.requireMayCharge(sending.payment);
        if (passage !== "lost on the way" && !this.provider.has(payment.id)) this.arrive(payment);
        if (passage === "answered") this.settle(payment.id);
        else this.save(decideNoAnswer(sending.payment, this.circumstances));
      } else if (sending.step !== "nothing") this.settle(payment.id);
    }
  }

  /** The bank says yes, or why not; an order that was never paid on its page expires so. */
  decide(paymentId: string, answer: string): void {
    const facts = this.provider.get(paymentId);
    if (facts === undefined || facts.status !== "pending") return;
    this.provider.set(
      paymentId,
      answer === "succeeded"
        ? { ...facts, status: "succeeded", capturedAt: this.now }
        : { ...facts, status: "canceled", cancellation: { party: "payment_network", reason: answer } },
    );
  }

  /** Notifications arrive for everything the provider knows, also for what is long settled. */
  settleAll(): void {
    for (const id of this.provider.keys()) this.settle(id);
  }

  settleRefunds(answer: string): void {
    for (const refund of [...this.rows.refunds.values()].filter((refund) => !isRefundFinal(refund))) {
      const payment = this.rows.payments.get(refund.paymentId);
      if (payment === undefined) throw new Error("a refund of nothing");
      const facts = sampleRefundFacts({
        amount: refund.amount,
        externalId: `external ${refund.id}`,
        ...(answer === "succeeded"
          ? {}
          : { status: "canceled", cancellation: { party: "refund_network", reason: answer } }),
      });
      this.save(settleRefund({ ...this.base, refund, payment }, facts, this.circumstances));
    }
  }

  switchOff(): void {
    this.wish(() => switchAutoRenewOff(this.live, this.circumstances));
  }

  switchOn(): void {
    this.wish(() =>
      switchAutoRenewOn(this.live, { version: consentVersion, ip: undefined }, this.circumstances),
    );
  }

  unlink(): void {
    const linked = [...this.rows.methods.values()].filter(({ unlinkedAt }) => unlinkedAt === undefined);
    for (const method of linked) {
      const isUsed = isLive(this.rows.subscription) && this.rows.subscription.paymentMethodId === method.id;
      this.wish(() => unlinkMethod(method, isUsed ? [this.live] : [], "ru", this.circumstances));
    }
  }

  payDue(): void {
    const wish = { consentVersion, ip: undefined, returnUrl: "https://cinema.test/paid" };
    this.wish(() => {
      const { payment: _, ...changes } = payDue(this.live, wish, this.circumstances);
      return changes;
    });
  }

  refund(wish: RefundWish): void {
    const payment = this.rows.payments.get(this.rows.subscription.paymentId ?? "");
    if (payment === undefined) throw new Error("nothing was paid");
    const previous = this.rows.paymentOf(payment.periodNumber - 1);
    this.wish(() =>
      requestRefund({ ...this.live, payment, previous }, wish, { reason: "asked" }, this.circumstances),
    );
  }

  /** A Manager gives back a payment of whatever period, counted from the last one paid. */
  refundByStaff(wish: RefundWish, periodsBack: number): void {
    const { subscription } = this.rows;
    const paid = [...this.rows.payments.values()].filter(({ status }) => status === "succeeded");
    const payment = paid.at(-1 - periodsBack);
    if (payment === undefined) return;
    const previous = this.rows.paymentOf(payment.periodNumber - 1);
    const ground = { reason: "asked", requestedBy: "manager:anna" };
    this.wish(() =>
      giveBackByStaff(
        { ...this.live, payment, previous },
        { ...wish, overridesPeriod: true },
        ground,
        this.circumstances,
      ),
    );
    const isLast = subscription.paymentId === payment.id;
    must(isLast || this.rows.subscription === subscription, "an old period takes no access with it");
  }

  /** A person stops charging it. */
  park(): void {
    this.wish(() => park(this.rows.subscription, "looked odd", this.circumstances));
  }

  unpark(): void {
    this.wish(() => unpark(this.rows.subscription, this.circumstances));
  }

  /** A person gives free days. */
  extend(days: number): void {
    this.wish(() => extend(this.live, days, this.circumstances));
  }

  /** A person ends it. */
  cancel(at: CancelTime): void {
    this.wish(() => cancel(this.live, at, this.circumstances));
  }

  addPrice(amount: number, inDays: number): void {
    const id = sampleId(++this.lastId);
    this.prices.push(samplePrice({ id, amount: kopecks(amount), startsAt: later(this.now, inDays * day) }));
  }

  unfinished(): readonly Payment[] {
    return [...this.rows.payments.values()].filter((payment) => !isFinal(payment));
  }

  private get base() {
    const { subscription, type } = this.rows;
    return { subscription, type, method: this.rows.methods.get(subscription.paymentMethodId ?? "") };
  }

  private get live(): LiveCase {
    const { subscription } = this.rows;
    const price = comingPrice(subscription, this.prices) ?? samplePrice();
    const coming = this.rows.comingPayment();
    return { ...this.base, price, unfinished: coming && !isFinal(coming) ? coming : undefined };
  }

  private wish(decide: () => Changes): void {
    try {
      this.save(decide());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  private save(changes: Changes): void {
    this.rows.save(changes);
  }

  private announcement(period: number) {
    return this.rows.letters.get(`${noticeCause(this.rows.subscription, period)} charge_coming`);
  }

  private arrive(payment: Payment): void {
    const externalId = `external ${payment.id}`;
    const method = sampleFacts().method;
    this.provider.set(
      payment.id,
      sampleFacts({
        externalId,
        status: "pending",
        amount: payment.amount,
        capturedAt: undefined,
        method: method && payment.saveMethod ? { ...method, externalId } : undefined,
      }),
    );
  }

  private settle(paymentId: string): void {
    const payment = this.rows.payments.get(paymentId);
    if (payment === undefined) throw new Error(`unknown: ${paymentId}`);
    const rows: SettlementCase = {
      ...this.base,
      payment,
      prices: this.prices,
      consent: this.rows.consents.get(payment.consentId ?? ""),
      others: [],
    };
    const facts = this.provider.get(paymentId);
    this.save(
      facts === undefined
        ? settleAbsence(rows, "never_reached_provider", this.circumstances)
        : settlePayment(rows, facts, this.circumstances),
    );
  }

  /** What must be true at the moment at which an order leaves without the viewer being there. */
  private requireMayCharge(payment: Payment): void {
    if (payment.purpose === "first" || payment.returnUrl !== undefined) return;
    const { subscription, type } = this.rows;
    const method = this.rows.methods.get(payment.paymentMethodId ?? "");
    const { isRepeatable, parkedReason, paidPeriods } = subscription;
    must(
      isLive(subscription) && isRepeatable && parkedReason === undefined,
      "nobody is charged against a will",
    );
    const isLinked = method !== undefined && method.unlinkedAt === undefined;
    must(isLinked && method.id === subscription.paymentMethodId, "only the linked method is charged");
    must(payment.periodNumber === paidPeriods + 1, "only the coming period is charged");
    const letter = this.announcement(payment.periodNumber);
    const isInTime = letter?.sentAt !== undefined && letter.sentAt <= later(this.now, -3 * day);
    must(isInTime && letter.data.amount === payment.amount, "the sum was announced three days before");
    const period = comingPeriod(subscription, type.length);
    must(
      period !== undefined && this.now >= later(period.start, -3 * day),
      "nothing is charged sooner than three days ahead",
    );
    // A prepared charge keeps for a day and its order is repeated for twenty hours.
    must(period !== undefined && period.end > later(this.now, -2 * day), "nobody pays for a period gone by");
  }
}
