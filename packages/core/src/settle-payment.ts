import type { Changes, Circumstances } from "./changes.ts";
import type { Consent } from "./consent.ts";
import type { Instant } from "./instant.ts";
import { failureOf, type Letter, type LetterData, type LetterTemplate } from "./letter.ts";
import { deliverLetter, issueRefund } from "./message.ts";
import type { Kopecks } from "./money.ts";
import { sum } from "./money.ts";
import {
  advancePayment,
  type Cancellation,
  isFinal,
  type Payment,
  type ReceiptRegistration,
  registrationAfter,
} from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { periodOf } from "./period.ts";
import type { Refund } from "./refund.ts";
import { advance, isLive, type Subscription } from "./subscription.ts";
import type { SubscriptionType } from "./subscription-type.ts";

/** The rows that a payment's outcome touches, read under lock. */
export interface SettlementCase {
  readonly payment: Payment;
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  readonly consent: Consent | undefined;
  /** The viewer's other subscriptions to the same product. */
  readonly others: readonly Subscription[];
}

/** The provider's object as it is now; the only thing believed about an outcome. */
export interface ProviderFacts {
  readonly externalId: string;
  readonly status: "pending" | "waiting_for_capture" | "succeeded" | "canceled";
  readonly amount: Kopecks;
  readonly capturedAt: Instant | undefined;
  readonly confirmationUrl: string | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly receiptRegistration: ReceiptRegistration | undefined;
  readonly method:
    | {
        readonly externalId: string;
        readonly type: string;
        readonly saved: boolean;
        readonly title: string | undefined;
        readonly card:
          | { readonly last4: string; readonly expiryMonth: number; readonly expiryYear: number }
          | undefined;
      }
    | undefined;
}

/** The provider's object does not fit our row: nothing is decided from it, a person has to look. */
export class SettlementMismatch extends Error {
  override readonly name = "SettlementMismatch";
}

/**
 * What the provider's current object changes. Settling twice changes nothing the second time: a final payment
 * stays as it is, whatever is said later, and an older answer that comes late takes nothing back.
 * @throws {SettlementMismatch} when the object is another one, or of another sum, or paid although ours is canceled
 */
export function settlePayment(
  rows: SettlementCase,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { payment } = rows;
  requireSame(payment, facts);
  const known = {
    externalPaymentId: facts.externalId,
    confirmationUrl: facts.confirmationUrl,
    receiptRegistration: registrationAfter(payment.receiptRegistration, facts.receiptRegistration),
  };
  if (isFinal(payment)) {
    if (known.receiptRegistration === payment.receiptRegistration) return {};
    return { payments: [{ ...payment, receiptRegistration: known.receiptRegistration }] };
  }
  switch (facts.status) {
    case "pending":
      // An answer from before the hold.
      if (payment.status === "waiting_for_capture") return {};
      return changed(payment, advancePayment(payment, "awaits_payer", known));
    case "waiting_for_capture":
      return changed(payment, advancePayment(payment, "held", known));
    case "canceled":
      return failed(
        rows,
        advancePayment(payment, "declined", {
          ...known,
          cancellation: facts.cancellation ?? { party: "yoo_money", reason: "general_decline" },
        }),
        circumstances,
      );
    case "succeeded":
      return paid(
        rows,
        advancePayment(payment, "paid", { ...known, paymentDate: facts.capturedAt ?? circumstances.now }),
        facts,
        circumstances,
      );
  }
}

/**
 * The provider took no order: it refused it, or a complete look-up did not find it. Once the provider's id is
 * known this is no news: the order has been answered while somebody was still looking.
 */
export function settleAbsence(
  rows: SettlementCase,
  reason: "never_reached_provider" | "refused_by_provider",
  circumstances: Circumstances,
): Changes {
  if (isFinal(rows.payment) || rows.payment.externalPaymentId !== undefined) return {};
  const cancellation = { party: "merchant", reason };
  return failed(rows, advancePayment(rows.payment, "not_found", { cancellation }), circumstances);
}

function requireSame(payment: Payment, facts: ProviderFacts): void {
  if (payment.externalPaymentId !== undefined && payment.externalPaymentId !== facts.externalId)
    throw new SettlementMismatch(
      `payment ${payment.id} is ${payment.externalPaymentId}, not ${facts.externalId}`,
    );
  if (facts.amount !== payment.amount)
    throw new SettlementMismatch(
      `payment ${payment.id} is of ${payment.amount} kopecks, not ${facts.amount}`,
    );
  // Written off as never arrived, and yet the money was taken.
  if (payment.status === "canceled" && facts.status === "succeeded")
    throw new SettlementMismatch(`payment ${payment.id} is canceled here, but ${facts.externalId} was paid`);
}

function changed(before: Payment, after: Payment): Changes {
  const same =
    before.status === after.status &&
    before.externalPaymentId === after.externalPaymentId &&
    before.confirmationUrl === after.confirmationUrl &&
    before.receiptRegistration === after.receiptRegistration;
  return same ? {} : { payments: [after] };
}

function paid(
  rows: SettlementCase,
  payment: Payment,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { subscription, others } = rows;
  const wanted = subscription.state === "pending" && !others.some(isLive);
  return wanted ? activate(rows, payment, facts, circumstances) : giveBack(rows, payment, circumstances);
}

/** The first period begins when access begins, so a late notice costs the viewer nothing. */
function activate(
  rows: SettlementCase,
  payment: Payment,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { subscription, type, consent } = rows;
  const period = periodOf(circumstances.now, type.length, payment.periodNumber);
  const method = savedMethod(subscription, consent, facts, circumstances);
  const active = advance(subscription, "first_payment_succeeded", {
    startDate: period.start,
    endDate: period.end,
    paidPeriods: period.number,
    paymentId: payment.id,
    paymentMethodId: method?.id,
    isRepeatable: method !== undefined,
  });
  const letter = letterAbout(rows, payment, circumstances, "paid", {
    until: period.end,
    ...(method ? { nextAmount: payment.amount } : {}),
  });
  return {
    subscriptions: [active],
    payments: [payment],
    ...(method ? { paymentMethods: [method] } : {}),
    ...letter,
  };
}

/** A method is stored only when the provider saved it and the viewer agreed to be debited. */
function savedMethod(
  subscription: Subscription,
  consent: Consent | undefined,
  { method }: ProviderFacts,
  { now, newId }: Circumstances,
): PaymentMethod | undefined {
  if (!method?.saved || consent === undefined || !subscription.isRepeatable) return undefined;
  return {
    id: newId(),
    userId: subscription.userId,
    externalId: method.externalId,
    type: method.type,
    title: method.title ?? method.type,
    cardLast4: method.card?.last4,
    cardExpiryMonth: method.card?.expiryMonth,
    cardExpiryYear: method.card?.expiryYear,
    consentId: consent.id,
    linkedAt: now,
    unlinkedAt: undefined,
  };
}

/** Paid for what he already has (two tabs): the whole sum goes back by itself. */
function giveBack(rows: SettlementCase, payment: Payment, { now, newId }: Circumstances): Changes {
  const refund: Refund = {
    id: newId(),
    paymentId: payment.id,
    amount: payment.amount,
    status: "requested",
    kind: "duplicate",
    reason: "the viewer has already paid for this another way",
    externalRefundId: undefined,
    sentAt: undefined,
    sentTimes: 0,
    refundDate: undefined,
    cancellation: undefined,
    receiptRegistration: undefined,
    createdAt: now,
  };
  return {
    subscriptions:
      rows.subscription.state === "pending" ? [advance(rows.subscription, "another_was_paid")] : [],
    payments: [{ ...payment, refunded: sum(payment.refunded, refund.amount) }],
    refunds: [refund],
    messages: [issueRefund(refund.id, now, newId)],
  };
}

function failed(rows: SettlementCase, payment: Payment, circumstances: Circumstances): Changes {
  const { subscription, others } = rows;
  if (subscription.state !== "pending") return { payments: [payment] };
  const abandoned = advance(subscription, "first_payment_failed");
  // Who has paid in another tab must not read that his payment failed, and who was just told so on the page need not.
  const isTold = payment.cancellation?.reason === "refused_by_provider" && payment.sentTimes === 1;
  if (isTold || others.some(isLive)) return { subscriptions: [abandoned], payments: [payment] };
  return {
    subscriptions: [abandoned],
    payments: [payment],
    ...letterAbout(rows, payment, circumstances, "payment_failed", {
      failure: failureOf(payment.cancellation?.reason ?? "general_decline"),
    }),
  };
}

function letterAbout(
  { subscription, type }: SettlementCase,
  payment: Payment,
  { now, newId }: Circumstances,
  template: LetterTemplate,
  data: Omit<LetterData, "planName" | "amount">,
): Pick<Changes, "letters" | "messages"> {
  const letter: Letter = {
    id: newId(),
    cause: `payment:${payment.id}`,
    userId: payment.userId,
    template,
    language: subscription.language,
    data: { planName: type.name, amount: payment.amount, ...data },
    status: "queued",
    createdAt: now,
    sentAt: undefined,
    error: undefined,
  };
  return { letters: [letter], messages: [deliverLetter(letter, newId)] };
}
