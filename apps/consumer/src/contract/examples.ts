import type { CommandTopic } from "@cinema/core/command";
import type { EventTopic } from "@cinema/core/event";

const requestId = "0193c0de-0000-7000-8000-000000000001";
const subscriptionId = "0193a000-0000-7000-8000-000000000004";
const paymentId = "0193a000-0000-7000-8000-000000000005";
const refundId = "0193a000-0000-7000-8000-000000000007";
const userId = "8f3b1c0a-5f0e-4d5e-9a39-0d6f5d3c2b1a";
const about = { subscription_id: subscriptionId, user_id: userId };
const occurredAt = "2026-11-22T09:00:00.000Z";

const payment = {
  payment_id: paymentId,
  ...about,
  version: 7,
  amount_kopecks: 39_900,
  purpose: "renewal",
  period_number: 2,
};

const refund = {
  refund_id: refundId,
  payment_id: paymentId,
  ...about,
  version: 7,
  amount_kopecks: 10_000,
  kind: "partial",
};

const asked = { request_id: requestId, occurred_at: occurredAt };

function subscription(state: string, isRepeatable = true) {
  return {
    ...about,
    version: 7,
    state,
    is_active: state === "active" || state === "grace",
    is_repeatable: isRepeatable,
    start_date: "2026-10-25T09:00:00.000Z",
    end_date: "2026-12-25T09:00:00.000Z",
    occurred_at: occurredAt,
  };
}

/** One plausible body of every message, for the documentation; tests hold them against the schemas. */
export const examples: { readonly [T in CommandTopic | EventTopic]: object } = {
  "billing.charge.v1": { request_id: requestId, subscription_id: subscriptionId },
  "billing.refund.v1": {
    request_id: requestId,
    payment_id: paymentId,
    amount_kopecks: 10_000,
    reason: "The film was not available for two days",
  },
  "billing.auto-renew.v1": { request_id: requestId, user_id: userId, is_on: false },
  "billing.notify.v1": {
    request_id: requestId,
    event: "film_added",
    user_ids: [userId],
    data: { film: "Ирония судьбы" },
  },
  "billing.erase-user.v1": { request_id: requestId, user_id: userId },
  "billing.letter-bounced.v1": {
    request_id: requestId,
    letter_id: "0193a000-0000-7000-8000-000000000008",
    reason: "550 5.1.1 The account that you tried to reach does not exist",
  },
  "payment.succeeded": { ...payment, ...asked },
  "payment.canceled": { ...payment, cancellation_reason: "insufficient_funds", ...asked },
  "refund.succeeded": { ...refund, ...asked },
  "refund.canceled": { ...refund, cancellation_reason: "rejected_by_payee", ...asked },
  "subscription.activated": subscription("active"),
  "subscription.renewed": subscription("active"),
  "subscription.grace": subscription("grace"),
  "subscription.hold": subscription("hold"),
  "subscription.ended": subscription("ended", false),
  "subscription.auto-renew-changed": { ...subscription("active", false), request_id: requestId },
  "subscription.extended": subscription("active"),
  "subscription.parked": subscription("active"),
  "subscription.unparked": subscription("active"),
  "command.accepted": {
    command: "billing.charge.v1",
    publisher: "cinema-admin",
    ...about,
    payment_id: paymentId,
    amount_kopecks: 39_900,
    ...asked,
  },
  "command.refused": {
    command: "billing.charge.v1",
    publisher: "cinema-admin",
    code: "not_due",
    message:
      "It is too early: a charge falls due three days before the period ends, and after a decline at the planned try.",
    ...asked,
  },
};
