import { describe, expect, test } from "bun:test";
import type { GivenBackCase } from "./give-back-period.ts";
import { day, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { paymentStatuses } from "./payment.ts";
import { recordRefund } from "./record-refund.ts";
import type { RefundKind } from "./refund.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleRefundFacts,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import type { ProviderRefundFacts } from "./settle-refund.ts";
import { SettlementMismatch } from "./settlement.ts";
import { type SubscriptionState, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const now = later(sampleNow, 10 * day);
const end = instant("2026-12-22T12:00:00+03:00");

function rowsOf(change: Partial<GivenBackCase> = {}): GivenBackCase {
  return {
    payment: samplePaymentIn("succeeded"),
    previous: undefined,
    subscription: sampleLiveSubscription(),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: undefined,
    ...change,
  };
}

const record = (rows: GivenBackCase, amount: number) =>
  recordRefund(rows, sampleRefundFacts({ amount: kopecks(amount) }), sampleCircumstances(now));

describe("what the subscription comes to", () => {
  // All of the last payment, a part of it, all of an earlier one.
  const grid = readTable(`
              | all   | part | earlier
    pending   | -     | -    | -
    active    | ended | -    | -
    grace     | ended | -    | -
    hold      | ended | -    | -
    ended     | -     | -    | -
    abandoned | -     | -    | -
  `);

  test("the grid is whole", () => expect(grid).toHaveLength(3 * subscriptionStates.length));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (state, column, expected) => {
      const paymentId = column === "earlier" ? sampleId(52) : sampleId(5);
      const subscription = sampleLiveSubscription({ state: state as SubscriptionState, paymentId });
      const changes = record(rowsOf({ subscription }), column === "part" ? 29_899 : 29_900);
      expect(changes.subscriptions?.[0]?.state ?? "-").toBe(expected as SubscriptionState);
      expect(changes.refunds).toMatchObject([{ kind: column === "part" ? "partial" : "full" }]);
    },
  );
});

test("the money is written down as gone, told to others and to the viewer, at the saved version", () => {
  const changes = record(rowsOf(), 29_900);
  expect(changes.payments).toEqual([samplePaymentIn("succeeded", { refunded: kopecks(29_900) })]);
  expect(changes.refunds).toMatchObject([
    {
      paymentId: sampleId(5),
      amount: 29_900,
      status: "succeeded",
      externalRefundId: sampleRefundFacts().externalId,
      reason: "made by hand in the provider's cabinet",
      refundDate: now,
      sentTimes: 0,
    },
  ]);
  expect(topicsOf(changes)).toEqual([
    "refund.succeeded",
    "subscription.ended",
    "letter.deliver",
    "letter.deliver",
  ]);
  expect(changes.messages?.[0]?.body).toMatchObject({ amount_kopecks: 29_900, kind: "full", version: 3 });
  expect(changes.letters).toMatchObject([
    { template: "ended" },
    { template: "refunded", data: { amount: 29_900, refundKind: "full" } },
  ]);
});

test("what is left after earlier refunds is all of it; a kopeck more is one of ours under way", () => {
  const rows = rowsOf({ payment: samplePaymentIn("succeeded", { refunded: kopecks(29_000) }) });
  expect(record(rows, 900)).toMatchObject({
    payments: [{ refunded: 29_900 }],
    refunds: [{ kind: "full", amount: 900 }],
    subscriptions: [{ state: "ended" }],
  });
  expect(() => record(rows, 901)).toThrow(SettlementMismatch);
});

test.each(paymentStatuses.filter((status) => status !== "succeeded"))("not of a payment in %s", (status) =>
  expect(() => record(rowsOf({ payment: samplePaymentIn(status) }), 1)).toThrow(SettlementMismatch),
);

test("a renewal charged ahead leaves the days paid before it", () => {
  const previous = samplePaymentIn("succeeded");
  const payment = samplePaymentIn("succeeded", { id: sampleId(52), purpose: "renewal", periodNumber: 2 });
  const subscription = sampleLiveSubscription({
    ...{ paidPeriods: 2, paymentId: payment.id, endDate: instant("2027-01-22T12:00:00+03:00") },
  });
  const changes = record(rowsOf({ payment, previous, subscription }), 29_900);
  expect(changes).toMatchObject({
    subscriptions: [{ state: "active", paidPeriods: 1, endDate: end, isRepeatable: false }],
    payments: [{ id: payment.id, refunded: 29_900, undoneAt: now }],
    letters: [{ template: "refunded" }],
  });
});

describe("by an order of ours whose row was lost", () => {
  const lost = (kind: RefundKind | undefined) => ({
    reason: "its row was lost",
    order: { id: sampleId(77), kind },
  });
  const recordLost = (change: Partial<ProviderRefundFacts>, kind: RefundKind | undefined) =>
    recordRefund(rowsOf(), sampleRefundFacts(change), sampleCircumstances(now), lost(kind));

  test("it keeps its id, and is known to have left", () =>
    expect(recordLost({ amount: kopecks(10_000) }, "partial").refunds).toMatchObject([
      {
        ...{ id: sampleId(77), kind: "partial", status: "succeeded", reason: "its row was lost" },
        ...{ sentAt: sampleNow, lastSentAt: sampleNow, sentTimes: 1, refundDate: now },
      },
    ]));

  test.each([
    ["prorated", 10_000, "ended"],
    ["partial", 10_000, undefined],
    [undefined, 10_000, undefined],
    ["full", 29_900, "ended"],
    [undefined, 29_900, "ended"],
  ] as const)("%s of %d: the subscription is %s", (kind, amount, state) =>
    expect(recordLost({ amount: kopecks(amount) }, kind).subscriptions?.[0]?.state).toBe(
      state as SubscriptionState,
    ),
  );

  test("one that is on its way is reserved, takes the period, and tells nobody yet that it has gone back", () => {
    const changes = recordLost({ status: "pending" }, "full");
    expect(changes).toMatchObject({
      refunds: [{ id: sampleId(77), status: "pending", refundDate: undefined }],
      payments: [{ refunded: 29_900 }],
      subscriptions: [{ state: "ended" }],
      letters: [{ template: "ended" }],
    });
    expect(topicsOf(changes)).toEqual(["subscription.ended", "letter.deliver"]);
  });

  test("an id that is taken is not used twice", () => {
    const facts = sampleRefundFacts({ amount: kopecks(1) });
    const origin = { ...lost("partial"), order: { id: undefined, kind: undefined } };
    const { refunds } = recordRefund(rowsOf(), facts, sampleCircumstances(now), origin);
    expect(refunds).toMatchObject([{ id: sampleId(901), sentTimes: 1 }]);
  });
});
