import type { Changes, Circumstances } from "./changes.ts";
import { later, minute } from "./instant.ts";
import { chargePayment, type Message } from "./message.ts";
import { advancePayment, isFinal, nextAsking, type Payment, wayToAsk } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { isLive, type Subscription } from "./subscription.ts";

export interface SendingCase {
  readonly payment: Payment;
  readonly subscription: Subscription;
  /** The saved method the payment charges, as it is now. */
  readonly method: PaymentMethod | undefined;
}

/**
 * What is to be done about a payment that is asked to go out:
 * - `send`: the intent in `changes` must be committed first, then the provider is called with it;
 * - `look_up`: it left so long ago that the provider may have forgotten its key: only look for it;
 * - `settle`: the provider already has it: ask for its object;
 * - `nothing`: it is over, or may not be charged any more (then `changes` withdraws it).
 */
export interface Sending {
  readonly step: "send" | "look_up" | "settle" | "nothing";
  readonly changes: Changes;
  readonly payment: Payment;
}

/** Decides, on rows read under lock just before, whether a payment may go out to the provider now. */
export function decideSending(
  { payment, subscription, method }: SendingCase,
  circumstances: Circumstances,
): Sending {
  const { now } = circumstances;
  if (isFinal(payment)) return { step: "nothing", changes: {}, payment };
  if (payment.externalPaymentId !== undefined) return { step: "settle", changes: {}, payment };
  if (payment.sentAt !== undefined && wayToAsk(payment.sentAt, now) === "look_up")
    return { step: "look_up", changes: {}, payment };
  if (payment.status === "draft" && !mayCharge(payment, subscription, method)) {
    const withdrawn = advancePayment(payment, "withdrawn", {
      cancellation: { party: "merchant", reason: "withdrawn" },
    });
    return { step: "nothing", changes: { payments: [withdrawn] }, payment: withdrawn };
  }
  const sent = advancePayment(payment, "sent", {
    sentAt: payment.sentAt ?? now,
    sentTimes: payment.sentTimes + 1,
  });
  return {
    step: "send",
    changes: { payments: [sent], messages: [safetyNet(sent, circumstances)] },
    payment: sent,
  };
}

/** A viewer who has withdrawn is not charged; a first payment is charged by the viewer himself. */
function mayCharge(payment: Payment, subscription: Subscription, method: PaymentMethod | undefined): boolean {
  if (payment.purpose === "first") return subscription.state === "pending";
  return (
    isLive(subscription) &&
    subscription.isRepeatable &&
    subscription.parkedReason === undefined &&
    subscription.paidPeriods === payment.periodNumber - 1 &&
    method !== undefined &&
    method.unlinkedAt === undefined
  );
}

/** Goes out with the intent: should we die before the answer is written down, somebody asks again. */
function safetyNet(payment: Payment, { now, newId }: Circumstances): Message {
  return chargePayment(payment.id, later(now, 1 * minute), newId);
}

/** The provider did not answer: the money may have been taken, so nothing is decided and it is asked again. */
export function decideNoAnswer(payment: Payment, { now, newId }: Circumstances): Changes {
  if (isFinal(payment) || payment.sentAt === undefined) return {};
  const unknown = payment.status === "waiting_for_capture" ? payment : advancePayment(payment, "no_answer");
  return {
    payments: [unknown],
    messages: [chargePayment(payment.id, nextAsking(payment.sentAt, now), newId)],
  };
}
