import type { Changes, Circumstances } from "./changes.ts";
import { paymentEvent } from "./event.ts";
import { day, type Instant, later, minute } from "./instant.ts";
import { chargePayment } from "./message.ts";
import {
  absenceProven,
  advancePayment,
  isFinal,
  nextAsking,
  type Payment,
  type RefusedRepeat,
  wayToAsk,
  withoutRepeat,
} from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { advance, isLive, type Subscription } from "./subscription.ts";

export interface SendingCase {
  readonly payment: Payment;
  readonly subscription: Subscription;
  /** The saved method the payment charges, as it is now. */
  readonly method: PaymentMethod | undefined;
  /** A person has halted charging: nobody is charged without being there himself. */
  readonly isHalted?: boolean;
}

/**
 * What is to be done about a payment that is asked to go out:
 * - `send`: the intent in `changes` must be committed first, then the provider is called with it;
 * - `look_up`: it left, and sending it again could charge a second time (the provider may have forgotten its key)
 *   or against the viewer's will: only look for it;
 * - `settle`: the provider already has it: ask for its object;
 * - `nothing`: it is over, or may not be charged any more (then `changes` withdraws it, or comes back to it later).
 */
export interface Sending {
  readonly step: "send" | "look_up" | "settle" | "nothing";
  readonly changes: Changes;
  readonly payment: Payment;
}

/** A viewer who has begun a purchase and got no page to pay on (we died first) has left after this long. */
const viewerWaits = 10 * minute;

/** A charge that could not leave for this long is withdrawn: whether its period is still owed is decided anew. */
const draftKeeps = 1 * day;

/** How often a charge that waits for the end of a halt looks whether it is over. */
const haltedWait = 10 * minute;

/** Decides, on rows read under lock just before, whether a payment may go out to the provider now. */
export function decideSending(rows: SendingCase, circumstances: Circumstances): Sending {
  const { payment } = rows;
  const { now, newId } = circumstances;
  if (isFinal(payment)) return { step: "nothing", changes: {}, payment };
  if (payment.externalPaymentId !== undefined) return { step: "settle", changes: {}, payment };
  if (payment.sentAt === undefined) {
    if (!mayCharge(rows, now) || later(payment.createdAt, draftKeeps) <= now)
      return withdraw(rows, circumstances);
    if (isHeldBack(rows))
      return {
        step: "nothing",
        changes: { messages: [chargePayment(payment.id, later(now, haltedWait), newId)] },
        payment,
      };
  } else if (wayToAsk(payment.sentAt, now) === "look_up") return { step: "look_up", changes: {}, payment };
  else if (payment.purpose === "renewal" && (isHeldBack(rows) || !mayCharge(rows, now)))
    return askWithoutCharging(payment, payment.lastSentAt ?? payment.sentAt, { now, newId });
  const sent = advancePayment(payment, "sent", {
    sentAt: payment.sentAt ?? now,
    lastSentAt: now,
    sentTimes: payment.sentTimes + 1,
  });
  // Goes out with the intent: should we die before the answer is written down, somebody asks again.
  const safetyNet = chargePayment(payment.id, later(now, 1 * minute), newId);
  return { step: "send", changes: { payments: [sent], messages: [safetyNet] }, payment: sent };
}

function mayCharge({ payment, subscription, method }: SendingCase, now: Instant): boolean {
  if (payment.purpose === "first")
    return subscription.state === "pending" && now < later(payment.createdAt, viewerWaits);
  if (!isLive(subscription) || subscription.paidPeriods !== payment.periodNumber - 1) return false;
  // The viewer pays for the period himself, on the provider's page.
  if (payment.returnUrl !== undefined) return now < later(payment.createdAt, viewerWaits);
  return (
    subscription.isRepeatable &&
    subscription.parkedReason === undefined &&
    method !== undefined &&
    method.unlinkedAt === undefined &&
    method.id === subscription.paymentMethodId
  );
}

/** A person has halted charging, and the viewer is not there himself. */
function isHeldBack({ payment, isHalted }: SendingCase): boolean {
  return isHalted === true && payment.returnUrl === undefined;
}

/**
 * The viewer cancelled or unlinked after the order had left, or a person halted charging. Sending it again would
 * charge him if it never arrived (376-FZ), so what became of it is only looked up.
 */
function askWithoutCharging(payment: Payment, lastSentAt: Instant, { now, newId }: Circumstances): Sending {
  const proven = absenceProven(lastSentAt);
  if (now >= proven) return { step: "look_up", changes: {}, payment };
  return { step: "nothing", changes: { messages: [chargePayment(payment.id, proven, newId)] }, payment };
}

/** It never left, so nothing was taken and the viewer is not written to; who asked for it hears so. */
function withdraw({ payment, subscription }: SendingCase, circumstances: Circumstances): Sending {
  const withdrawn = advancePayment(payment, "withdrawn", {
    cancellation: { party: "merchant", reason: "withdrawn" },
  });
  const subscriptions =
    subscription.state === "pending" ? [advance(subscription, "first_payment_failed")] : [];
  const messages = [paymentEvent(withdrawn, subscriptions[0] ?? subscription, circumstances)];
  return { step: "nothing", changes: { payments: [withdrawn], subscriptions, messages }, payment: withdrawn };
}

/**
 * The provider did not answer: the money may have been taken, so nothing is decided and it is asked again,
 * at a time of the ladder or after the wait that the provider named (milliseconds).
 * @param refused the repeat that was refused before a look-up did not tell what became of the order
 */
export function decideNoAnswer(
  payment: Payment,
  { now, newId }: Circumstances,
  wait?: number,
  refused?: RefusedRepeat,
): Changes {
  if (isFinal(payment) || payment.externalPaymentId !== undefined || payment.sentAt === undefined) return {};
  const next = wait === undefined ? nextAsking(payment.sentAt, now) : later(now, wait);
  return {
    payments: [advancePayment(withoutRepeat(payment, refused) ?? payment, "no_answer")],
    messages: [chargePayment(payment.id, next, newId)],
  };
}
