import { chargeDay, comingPrice } from "./announce-renewal.ts";
import { withdrawUnsent } from "./auto-renew.ts";
import type { PaymentThere } from "./both-sides.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import type { Finding } from "./difference.ts";
import { differenceObstacles, type RecordingObstacle } from "./difference-obstacle.ts";
import { paymentEvent } from "./event.ts";
import { giveBack } from "./give-back.ts";
import type { Language } from "./language.ts";
import { lostPayment, lostSubscription } from "./lost-rows.ts";
import { type Kopecks, subtract, zeroKopecks } from "./money.ts";
import { advancePayment, isFinal, type Payment } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { settlePayment } from "./settle-payment.ts";
import type { ProviderMethodFacts } from "./settlement.ts";
import { advance, isLive, type Subscription } from "./subscription.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";

/** The rows that a payment which only the provider knows has to fit into, read under lock. */
export interface RecordingCase {
  /** A row of ours stands under the provider's id already. */
  readonly isHere: boolean;
  /** The row under the id that the order names, when it stands for another object of the provider's, or for none. */
  readonly named: Payment | undefined;
  readonly subscription: Subscription | undefined;
  /** Of the subscription, else of the price that the order names. */
  readonly type: SubscriptionType | undefined;
  /** All versions of the type's price. */
  readonly prices: readonly Price[];
  /** The saved method that was charged, when it is the viewer's and here. */
  readonly method: PaymentMethod | undefined;
  /** What stands for the same period of the same subscription. */
  readonly holder: Payment | undefined;
  /** The viewer's other subscriptions to the same product. */
  readonly others: readonly Subscription[];
  /** The viewer's, as far as we know him. */
  readonly language: Language;
}

/**
 * What a recording comes to.
 * - `counts`: it pays the period that is owed;
 * - `goes_back`: nothing is owed for it, so what the provider has not given back yet goes back;
 * - `took_nothing`: it was declined.
 */
export type Recording =
  | {
      readonly kind: "counts" | "goes_back" | "took_nothing";
      readonly paymentId: string;
      /** What goes back by it, in kopecks. */
      readonly givesBack: Kopecks;
      readonly changes: Changes;
    }
  | { readonly kind: "obstacle"; readonly obstacle: RecordingObstacle };

/**
 * Which period an order was for: as it says itself, or as the row that it names says. An older order says nothing;
 * then it is the coming one, when it was made in the time in which that is charged.
 */
export function periodNamed(
  { periodNumber, createdAt }: Pick<PaymentThere, "periodNumber" | "createdAt">,
  named: Payment | undefined,
  subscription: Subscription | undefined,
): number | undefined {
  const said = periodNumber ?? named?.periodNumber;
  if (said !== undefined || subscription === undefined) return said;
  if (subscription.state === "pending") return 1;
  const { endDate, paidPeriods } = subscription;
  return isLive(subscription) && endDate !== undefined && createdAt >= chargeDay(endDate)
    ? paidPeriods + 1
    : undefined;
}

/**
 * Writes down a payment that only the provider knows (its row was lost with a backup, or stands for another order) and
 * lets it do what it was made for, by the rules of every payment. Its row gets the id that the order names when that is
 * free. Nothing is made up: the viewer, the price and the period must be known, the sum must be the price.
 */
export function recordPayment(
  rows: RecordingCase,
  theirs: PaymentThere,
  circumstances: Circumstances,
): Recording {
  if (rows.isHere) return obstacle("recorded_already");
  if (theirs.status !== "succeeded" && theirs.status !== "canceled") return obstacle("not_final");
  const { type, named, method } = rows;
  const missing = rows.subscription === undefined ? whatIsMissing(theirs) : undefined;
  if (missing !== undefined) return obstacle(missing);
  const price = chargedPrice(rows, theirs);
  if (price === undefined || type === undefined) return obstacle("price_unknown");
  const subscription = rows.subscription ?? lostSubscription(theirs, type, price, rows.language);
  if (theirs.amount !== (named ?? price).amount) return obstacle("sum_unexplained");
  const periodNumber = periodNamed(theirs, named, subscription);
  if (periodNumber === undefined) return obstacle("period_unknown");
  const payment = lostPayment(theirs, { named, method, subscription, price, periodNumber }, circumstances);
  const known = { ...rows, subscription, type, payment };
  return theirs.status === "canceled"
    ? recordDecline(known, theirs, circumstances)
    : recordMoney(known, theirs, circumstances);
}

/** A recording that moves no money is done by itself; one that gives money back waits for a person. */
export function isHarmless(recording: Recording): boolean {
  return recording.kind !== "obstacle" && recording.givesBack === zeroKopecks;
}

/** What a comparison says of a payment that is missing here; undefined when nothing is lost by that. */
export function findMissing(
  theirs: PaymentThere,
  { holder }: Pick<RecordingCase, "holder">,
  recording: Recording,
): Finding | undefined {
  if (recording.kind === "obstacle") {
    const { obstacle: name } = recording;
    const keepsMoney = theirs.status === "waiting_for_capture" || theirs.status === "succeeded";
    if (name === "recorded_already" || !keepsMoney || theirs.refunded === theirs.amount) return undefined;
    return { class: "payment_missing_here", obstacle: differenceObstacles[name] };
  }
  if (isHarmless(recording)) return { class: "payment_missing_here", action: "record_payment" };
  const isSecond = holder?.status === "succeeded";
  return {
    class: isSecond ? "payment_charged_twice" : "payment_missing_here",
    action: "record_payment",
    obstacle: differenceObstacles[isSecond ? "period_paid_twice" : "nothing_owed"],
  };
}

/** What keeps a lost subscription from being begun anew. */
function whatIsMissing({
  subscriptionId,
  userId,
  periodNumber,
}: PaymentThere): RecordingObstacle | undefined {
  if (subscriptionId === undefined || userId === undefined) return "viewer_unknown";
  return periodNumber === 1 ? undefined : "first_period_gone";
}

/** The price that the order or the row that it names has, else the one at which the coming period is charged. */
function chargedPrice(
  { named, subscription, prices }: RecordingCase,
  { priceId }: PaymentThere,
): Price | undefined {
  const id = priceId ?? named?.priceId;
  if (id !== undefined) return prices.find((price) => price.id === id);
  return subscription && comingPrice(subscription, prices);
}

interface Known extends RecordingCase {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  readonly payment: Payment;
}

function recordMoney(rows: Known, theirs: PaymentThere, circumstances: Circumstances): Recording {
  const { holder, payment, subscription } = rows;
  const isTaken = holder !== undefined && isFinal(holder);
  // A charge of the same period that has left may be paid as well: only its outcome tells which one counts.
  if (holder !== undefined && !isTaken && holder.status !== "draft") return obstacle("period_under_way");
  if (!isTaken && isAhead(rows)) return obstacle("earlier_period_missing");
  if (!isTaken && isOwed(rows)) {
    const changes = together(
      withdrawUnsent(holder, subscription, circumstances),
      settle(rows, theirs, circumstances),
    );
    return { kind: "counts", paymentId: payment.id, givesBack: zeroKopecks, changes };
  }
  const givesBack = subtract(theirs.amount, theirs.refunded);
  return {
    kind: "goes_back",
    paymentId: payment.id,
    givesBack,
    changes: takeBack(rows, theirs, givesBack, circumstances),
  };
}

/** What was declined has been told to the viewer then; told again by now it would only alarm him. */
function recordDecline(rows: Known, theirs: PaymentThere, circumstances: Circumstances): Recording {
  const { letters: _, messages = [], ...changes } = settle(rows, theirs, circumstances);
  return {
    ...{ kind: "took_nothing", paymentId: rows.payment.id, givesBack: zeroKopecks },
    changes: { ...changes, messages: messages.filter(({ topic }) => topic !== "letter.deliver") },
  };
}

function isAhead({ payment, subscription }: Known): boolean {
  const goesOn = subscription.state === "pending" || isLive(subscription);
  return goesOn && payment.periodNumber > subscription.paidPeriods + 1;
}

function isOwed({ payment, subscription, others }: Known): boolean {
  if (payment.purpose === "first") return subscription.state === "pending" && !others.some(isLive);
  return isLive(subscription) && subscription.paidPeriods === payment.periodNumber - 1;
}

/**
 * A method is never kept by it: the viewer has lived without renewals since, or his consent is lost with the row. A
 * first period begins when it was paid for: the viewer has had it from then on, until his row was lost.
 */
function settle(rows: Known, theirs: PaymentThere, circumstances: Circumstances): Changes {
  const facts = { ...theirs, confirmationUrl: undefined, method: chargedOnce(theirs) };
  const isFirst = rows.payment.purpose === "first";
  const now = (isFirst ? theirs.capturedAt : undefined) ?? circumstances.now;
  return settlePayment({ ...rows, consent: undefined }, facts, { ...circumstances, now });
}

/** What it was paid with, as of a payment that keeps no method. */
function chargedOnce({ methodId, methodType }: PaymentThere): ProviderMethodFacts | undefined {
  if (methodId === undefined || methodType === undefined) return undefined;
  return { externalId: methodId, type: methodType, saved: false, title: undefined, card: undefined };
}

/** The money stands in the books, its period does not: another payment stands for it, or nobody is owed it any more. */
function takeBack(
  { payment, subscription }: Known,
  theirs: PaymentThere,
  givesBack: Kopecks,
  circumstances: Circumstances,
): Changes {
  const { now } = circumstances;
  const taken = advancePayment(payment, "paid", {
    externalPaymentId: theirs.externalId,
    receiptRegistration: theirs.receiptRegistration,
    methodType: theirs.methodType,
    paymentDate: theirs.capturedAt ?? now,
    undoneAt: now,
  });
  const abandoned = subscription.state === "pending" ? [advance(subscription, "another_was_paid")] : [];
  const reason = "taken by the provider for what was not owed; found by a reconciliation";
  return together(
    { subscriptions: abandoned },
    givesBack === zeroKopecks
      ? { payments: [taken] }
      : giveBack(taken, { amount: givesBack, kind: "duplicate", reason }, circumstances),
    { messages: [paymentEvent(taken, abandoned[0] ?? subscription, circumstances)] },
  );
}

function obstacle(name: RecordingObstacle): Recording {
  return { kind: "obstacle", obstacle: name };
}
