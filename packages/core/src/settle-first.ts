import { chargeAfter } from "./announce-renewal.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { paymentEvent, subscriptionEvent } from "./event.ts";
import { giveBackDuplicate } from "./give-back.ts";
import { failureOf } from "./letter.ts";
import type { Payment } from "./payment.ts";
import { periodOf } from "./period.ts";
import { savedMethod } from "./saved-method.ts";
import type { ProviderFacts, SettlementCase } from "./settlement.ts";
import { advance, isLive } from "./subscription.ts";
import { planName } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** A first payment is in: the subscription begins, unless the viewer has got it another way meanwhile. */
export function firstPaid(
  rows: SettlementCase,
  payment: Payment,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { subscription, others } = rows;
  if (subscription.state === "pending" && !others.some(isLive))
    return begin(rows, payment, facts, circumstances);
  const abandoned = subscription.state === "pending" ? [advance(subscription, "another_was_paid")] : [];
  return together(giveBackDuplicate(payment, circumstances), {
    subscriptions: abandoned,
    messages: [paymentEvent(payment, abandoned[0] ?? subscription, circumstances)],
  });
}

/** The first period begins when access begins, so a late notice costs the viewer nothing. */
function begin(
  rows: SettlementCase,
  payment: Payment,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { subscription, type, consent } = rows;
  const period = periodOf(circumstances.now, type.length, payment.periodNumber);
  const method = subscription.isRepeatable
    ? savedMethod(subscription.userId, consent, facts.method, rows.knownMethod, circumstances)
    : undefined;
  const active = advance(subscription, "first_payment_succeeded", {
    startDate: period.start,
    endDate: period.end,
    paidPeriods: period.number,
    paymentId: payment.id,
    paymentMethodId: method?.id,
    isRepeatable: method !== undefined,
  });
  const next = method ? chargeAfter(period, rows.prices, payment.amount) : {};
  return together(
    { paymentMethods: method ? [method] : [], subscriptions: [active], payments: [payment] },
    writeLetter(
      "paid",
      `payment:${payment.id}`,
      active,
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
        paymentEvent(payment, active, circumstances),
        subscriptionEvent("activated", active, circumstances),
      ],
    },
  );
}

/** A first payment came to nothing: the purchase is over and, when he does not know yet, the viewer is told why. */
export function firstFailed(rows: SettlementCase, payment: Payment, circumstances: Circumstances): Changes {
  const { subscription, type, others } = rows;
  const over = subscription.state === "pending" ? [advance(subscription, "first_payment_failed")] : [];
  const abandoned = together({
    subscriptions: over,
    payments: [payment],
    messages: [paymentEvent(payment, over[0] ?? subscription, circumstances)],
  });
  if (over.length === 0) return abandoned;
  // Who has paid in another tab must not read that his payment failed, and who was just told so on the page need not.
  const isTold = payment.cancellation?.reason === "refused_by_provider" && payment.sentTimes === 1;
  if (isTold || others.some(isLive)) return abandoned;
  const failure = failureOf(payment.cancellation?.reason ?? "general_decline");
  return together(
    abandoned,
    writeLetter(
      "payment_failed",
      `payment:${payment.id}`,
      subscription,
      { planName: planName(type, subscription.language), amount: payment.amount, failure },
      circumstances,
    ),
  );
}
