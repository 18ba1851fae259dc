import type { Circumstances } from "./changes.ts";
import type { CommandIdentity } from "./command.ts";
import type { Message } from "./message.ts";
import type { Payment } from "./payment.ts";
import type { Refund } from "./refund.ts";
import type { Subscription } from "./subscription.ts";

/** What other services hear: facts that have been saved, by the public contract (docs/messages.md). */
export const eventTopics = [
  "payment.succeeded",
  "payment.canceled",
  "refund.succeeded",
  "refund.canceled",
  "subscription.activated",
  "subscription.renewed",
  "subscription.grace",
  "subscription.hold",
  "subscription.ended",
  "subscription.auto-renew-changed",
  "subscription.extended",
  "subscription.parked",
  "subscription.unparked",
  "command.accepted",
  "command.refused",
] as const;

export type EventTopic = (typeof eventTopics)[number];

/** Whether a topic is an event for others; all other topics are commands. */
export function isEvent(topic: string): topic is EventTopic {
  return (eventTopics as readonly string[]).includes(topic);
}

type SubscriptionFact =
  Extract<EventTopic, `subscription.${string}`> extends `subscription.${infer Fact}` ? Fact : never;

/** Tells that a subscription has changed; `version` lets a listener ignore an event older than what it knows. */
export function subscriptionEvent(
  fact: SubscriptionFact,
  subscription: Subscription,
  circumstances: Circumstances,
): Message {
  return event(`subscription.${fact}`, circumstances, {
    subscription_id: subscription.id,
    user_id: subscription.userId,
    version: subscription.version,
    state: subscription.state,
    is_active: subscription.state === "active" || subscription.state === "grace",
    is_repeatable: subscription.isRepeatable,
    start_date: subscription.startDate,
    end_date: subscription.endDate,
    request_id: circumstances.requestId,
  });
}

/** Tells the outcome of a payment. */
export function paymentEvent(
  payment: Payment,
  subscription: Subscription,
  circumstances: Circumstances,
): Message {
  return event(payment.status === "succeeded" ? "payment.succeeded" : "payment.canceled", circumstances, {
    payment_id: payment.id,
    subscription_id: subscription.id,
    user_id: payment.userId,
    version: subscription.version,
    amount_kopecks: payment.amount,
    purpose: payment.purpose,
    period_number: payment.periodNumber,
    cancellation_reason: payment.cancellation?.reason,
    request_id: payment.requestId,
  });
}

/** Tells the outcome of a refund. */
export function refundEvent(
  refund: Refund,
  payment: Payment,
  subscription: Subscription,
  circumstances: Circumstances,
): Message {
  return event(refund.status === "succeeded" ? "refund.succeeded" : "refund.canceled", circumstances, {
    refund_id: refund.id,
    payment_id: payment.id,
    subscription_id: subscription.id,
    user_id: payment.userId,
    version: subscription.version,
    amount_kopecks: refund.amount,
    kind: refund.kind,
    cancellation_reason: refund.cancellation?.reason,
    request_id: refund.requestId,
  });
}

/** Tells who asked that the request is taken and its effect saved; `effect` names the rows that it made. */
export function commandAccepted(
  identity: CommandIdentity,
  effect: Message["body"],
  circumstances: Circumstances,
): Message {
  return event("command.accepted", circumstances, { ...named(identity), ...effect });
}

/** Tells who asked that the answer is no, for good. */
export function commandRefused(
  identity: CommandIdentity,
  refusal: { readonly code: string; readonly message: string },
  circumstances: Circumstances,
): Message {
  const { code, message } = refusal;
  return event("command.refused", circumstances, { ...named(identity), code, message });
}

function named({ command, publisher, requestId }: CommandIdentity): Message["body"] {
  return { command, publisher, request_id: requestId };
}

function event(topic: EventTopic, { now, newId }: Circumstances, body: Message["body"]): Message {
  return { id: newId(), topic, body: { ...body, occurred_at: now }, availableAt: now, dedupeKey: undefined };
}
