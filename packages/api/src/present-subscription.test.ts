import { describe, expect, test } from "bun:test";
import type { SubscriptionView } from "@cinema/billing/ports";
import { day, instant, later } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import {
  sampleLiveSubscription,
  sampleNow,
  samplePaymentMethod,
  samplePrice,
  sampleSubscription,
  sampleType,
} from "@cinema/core/sample-rows";
import type { Subscription } from "@cinema/core/subscription";
import { presentSubscription } from "./present-subscription.ts";

/** A month that ends on 22 December at noon in Moscow. */
const end = instant("2026-12-22T12:00:00+03:00");
const newPrice = samplePrice({ amount: kopecks(34_900) });

function view(change: Partial<Subscription> = {}, more: Partial<SubscriptionView> = {}): SubscriptionView {
  return {
    subscription: sampleLiveSubscription(change),
    type: sampleType(),
    price: samplePrice(),
    comingPrice: samplePrice(),
    method: samplePaymentMethod(),
    notice: undefined,
    ...more,
  };
}

const present = (of: SubscriptionView, now = sampleNow) => presentSubscription(of, "en", now);

describe("the next charge", () => {
  const announced = { at: later(end, -3 * day), amountKopecks: 34_900, isAnnounced: true };
  test.each<[string, SubscriptionView, typeof sampleNow, object | null]>([
    [
      "three days before the end",
      view(),
      sampleNow,
      { ...announced, amountKopecks: 29_900, isAnnounced: false },
    ],
    [
      "at the announced sum",
      view({}, { comingPrice: newPrice, notice: { sentAt: later(end, -7 * day) } }),
      later(end, -6 * day),
      announced,
    ],
    [
      "three days after a letter that left late",
      view({}, { comingPrice: newPrice, notice: { sentAt: later(end, -4 * day) } }),
      later(end, -2 * day),
      { ...announced, at: later(end, -1 * day) },
    ],
    [
      "not before a letter that has yet to leave",
      view({}, { comingPrice: newPrice, notice: { sentAt: undefined } }),
      later(end, -1 * day),
      { ...announced, at: later(end, 2 * day) },
    ],
    [
      "as the next try of a declined one",
      view({ state: "grace", tries: 1, retryAt: later(end, 1 * day) }),
      end,
      { at: later(end, 1 * day), amountKopecks: 29_900, isAnnounced: false },
    ],
    ["none after the last try", view({ state: "hold", tries: 3, retryAt: undefined }), end, null],
    ["none for a period that would be over", view(), later(end, 31 * day), null],
    ["none when renewal is off", view({ isRepeatable: false }), sampleNow, null],
    ["none while charging is parked", view({ parkedReason: "a dispute" }), sampleNow, null],
    ["none without a card", view({ paymentMethodId: undefined }, { method: undefined }), sampleNow, null],
    [
      "none on an unlinked card",
      view({}, { method: samplePaymentMethod({ unlinkedAt: sampleNow }) }),
      sampleNow,
      null,
    ],
    ["none before the first payment", view({ ...sampleSubscription() }), sampleNow, null],
    ["none of what has ended", view({ state: "ended" }), sampleNow, null],
  ])("%s", (_name, of, now, expected) => {
    expect(present(of, now).nextCharge).toEqual(expected as ReturnType<typeof present>["nextCharge"]);
  });
});

test.each<[Subscription["state"], string | null]>([
  ["pending", null],
  ["active", end],
  ["grace", later(end, 3 * day)],
  ["hold", later(end, 17 * day)],
  ["ended", null],
  ["abandoned", null],
])("%s lasts until %p", (state, until) => {
  expect(present(view({ state })).stateUntil).toBe(until);
});

test("a hold of a short plan ends with the period that is owed", () => {
  const weekly = sampleType({ length: { unit: "week", count: 1 } });
  const endDate = later(sampleNow, 7 * day);
  const { stateUntil } = present(view({ state: "hold", endDate }, { type: weekly }));
  expect(stateUntil).toBe(later(endDate, 7 * day));
});

test("what was declined is told while the subscription lives", () => {
  const retryAt = later(end, 1 * day);
  expect(present(view({ tries: 2, retryAt })).declined).toEqual({ tries: 2, nextTryAt: retryAt });
  expect(present(view({ state: "hold", tries: 3 })).declined).toEqual({ tries: 3, nextTryAt: null });
  expect(present(view()).declined).toBeNull();
  expect(present(view({ state: "ended", tries: 3 })).declined).toBeNull();
});

test("the consent names the sum of the coming charge, in the subscription's language", () => {
  expect(present(view()).consent.text).toContain("299\u00a0₽ каждый месяц");
  expect(present(view({ language: "en" }, { comingPrice: newPrice })).consent.text).toContain(
    "₽349 is taken",
  );
});
