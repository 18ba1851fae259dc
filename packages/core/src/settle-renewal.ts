import { chargeAfter } from "./announce-renewal.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { classOf, countDecline, mostCharges, nextTry, noDeclines } from "./decline.ts";
import { paymentEvent, subscriptionEvent } from "./event.ts";
import { giveBackDuplicate } from "./give-back.ts";
import type { Instant } from "./instant.ts";
import { failureOf } from "./letter.ts";
import { accessEnds, triesEnd } from "./pass-time.ts";
import type { Payment } from "./payment.ts";
import { savedMethod } from "./saved-method.ts";
import type { ProviderFacts, SettlementCase } from "./settlement.ts";
import { advance, isLive, periodIn, type Subscription } from "./subscription.ts";
import { planName } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** The period that a payment is for is the next unpaid one of a subscription that still lives. */
function isStillOwed({ subscription, payment }: SettlementCase): boolean {
  return isLive(subscription) && subscription.paidPeriods === payment.periodNumber - 1;
}

/** A renewal is paid: the subscription goes on from the old end, whenever the money came. */
export function renewalPaid(
  rows: SettlementCase,
  payment: Payment,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { subscription, type, consent } = rows;
  const period = periodIn(subscription, type.length, payment.periodNumber);
  if (!isStillOwed(rows) || period === undefined)
    return together(giveBackDuplicate(payment, circumstances), {
      messages: [paymentEvent(payment, subscription, circumstances)],
    });
  // Paid by hand with another card, which the viewer let us keep and has not taken back since.
  const method =
    payment.saveMethod && payment.consentId === subscription.consentId
      ? savedMethod(subscription.userId, consent, facts.method, rows.knownMethod, circumstances)
      : undefined;
  const renewed = advance(subscription, "renewal_paid", {
    endDate: period.end,
    paidPeriods: period.number,
    paymentId: payment.id,
    priceId: payment.priceId,
    ...noDeclines,
    retryAt: undefined,
    ...(method && { paymentMethodId: method.id, consentId: method.consentId, isRepeatable: true }),
  });
  const next = renewed.isRepeatable ? chargeAfter(period, rows.prices, payment.amount) : {};
  return together(
    { paymentMethods: method ? [method] : [], subscriptions: [renewed], payments: [payment] },
    writeLetter(
      "renewed",
      `payment:${payment.id}`,
      renewed,
      {
        planName: planName(type, subscription.language),
        amount: payment.amount,
        until: period.end,
        ...next,
      },
      circumstances,
    ),
    {
      messages: [
        paymentEvent(payment, renewed, circumstances),
        subscriptionEvent("renewed", renewed, { ...circumstances, requestId: payment.requestId }),
      ],
    },
  );
}

/** A renewal is declined: the retry table says whether and when it is tried again, and the letter says so too. */
export function renewalFailed(rows: SettlementCase, payment: Payment, circumstances: Circumstances): Changes {
  const { subscription, type } = rows;
  const canceled = (after: Subscription): Changes => ({
    payments: [payment],
    messages: [paymentEvent(payment, after, circumstances)],
  });
  // The viewer tried another card by hand and went away: what was planned for the saved one stays planned.
  if (!isStillOwed(rows) || payment.returnUrl !== undefined) return canceled(subscription);
  const reason = payment.cancellation?.reason ?? "general_decline";
  const declines = countDecline(subscription, reason);
  const retryAt =
    subscription.isRepeatable && declines.tries < mostCharges
      ? inTime(nextTry(reason, declines.classTries, circumstances.now), rows)
      : undefined;
  const declined: Subscription = {
    ...subscription,
    ...declines,
    retryAt,
    version: subscription.version + 1,
  };
  const changes = together({ subscriptions: [declined] }, canceled(declined));
  // A technical trouble that is tried again within hours is not yet the viewer's business.
  if (classOf(reason) === "technical" && retryAt !== undefined) return changes;
  const until = accessEnds(declined);
  return together(
    changes,
    writeLetter(
      "renewal_declined",
      `payment:${payment.id}`,
      declined,
      {
        planName: planName(type, subscription.language),
        amount: payment.amount,
        failure: failureOf(reason),
        ...(retryAt && { nextChargeAt: retryAt }),
        ...(until && { until }),
      },
      circumstances,
    ),
  );
}

/** A try after the subscription's end would charge for nothing. */
function inTime(retryAt: Instant | undefined, { subscription, type }: SettlementCase): Instant | undefined {
  const end = triesEnd(subscription, type);
  return retryAt !== undefined && end !== undefined && retryAt < end ? retryAt : undefined;
}
