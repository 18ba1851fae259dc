import { expect, test } from "bun:test";
import { together } from "./changes.ts";
import { eventTopics, paymentEvent, refundEvent, subscriptionEvent } from "./event.ts";
import { topics } from "./message.ts";
import { isFinal, paymentStatuses } from "./payment.ts";
import { isRefundFinal, refundStatuses } from "./refund.ts";
import {
  sampleCircumstances,
  sampleLiveSubscription,
  sampleNow,
  samplePayment,
  samplePaymentIn,
  sampleRefund,
} from "./sample-rows.ts";
import { isActive, subscriptionStates } from "./subscription.ts";

const circumstances = () => sampleCircumstances();

test("a command to ourselves and an event for others never share a name", () => {
  expect(eventTopics.filter((topic) => (topics as readonly string[]).includes(topic))).toEqual([]);
  expect(new Set(eventTopics).size).toBe(eventTopics.length);
});

test("an event can leave at once, has an id of its own and is never taken for a repeat of another", () => {
  const message = subscriptionEvent("grace", sampleLiveSubscription(), circumstances());
  expect(message).toMatchObject({
    availableAt: sampleNow,
    dedupeKey: undefined,
    body: { occurred_at: sampleNow },
  });
});

test("the subscription as it is: version, state, access", () => {
  for (const state of subscriptionStates) {
    const subscription = sampleLiveSubscription({ state, version: 7 });
    expect(subscriptionEvent("ended", subscription, circumstances()).body).toMatchObject({
      version: 7,
      state,
      is_active: isActive({ state }),
      start_date: subscription.startDate,
      end_date: subscription.endDate,
    });
  }
});

test("the outcome of a payment or a refund gives its event's name", () => {
  for (const status of paymentStatuses.filter((status) => isFinal({ status })))
    expect<string>(
      paymentEvent(samplePaymentIn(status), sampleLiveSubscription(), circumstances()).topic,
    ).toBe(`payment.${status}`);
  for (const status of refundStatuses.filter((status) => isRefundFinal({ status }))) {
    const { topic, body } = refundEvent(
      sampleRefund({ status, requestId: "request" }),
      samplePayment(),
      sampleLiveSubscription(),
      circumstances(),
    );
    expect<string>(topic).toBe(`refund.${status}`);
    expect(body).toMatchObject({
      amount_kopecks: 29_900,
      kind: "duplicate",
      request_id: "request",
      user_id: "viewer",
      version: 2,
    });
  }
});

test("no event carries personal data or a method of payment", () => {
  const subscription = sampleLiveSubscription();
  const bodies = [
    subscriptionEvent("renewed", subscription, circumstances()),
    paymentEvent(samplePayment(), subscription, circumstances()),
    refundEvent(sampleRefund(), samplePayment(), subscription, circumstances()),
  ].map(({ body }) => body);
  for (const body of bodies)
    for (const field of Object.keys(body)) expect(field).not.toMatch(/mail|name|card|method|title|url/);
});

test("decisions together: rows of a kind in their order, and no empty kinds", () => {
  const one = sampleLiveSubscription({ version: 3 });
  const other = sampleLiveSubscription({ version: 4 });
  expect(together()).toEqual({});
  expect(together({}, { payments: [] })).toEqual({});
  expect(
    together(
      { subscriptions: [one] },
      { payments: [samplePayment()], subscriptions: [] },
      { subscriptions: [other] },
    ),
  ).toEqual({
    subscriptions: [one, other],
    payments: [samplePayment()],
  });
});
