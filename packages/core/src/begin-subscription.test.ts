import { describe, expect, test } from "bun:test";
import { beginSubscription, type SubscriptionCase, type SubscriptionWish } from "./begin-subscription.ts";
import { consentVersion } from "./consent.ts";
import { day, hour, later, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import {
  sampleCircumstances,
  sampleLiveSubscription,
  sampleNow,
  samplePrice,
  sampleSubscription,
  sampleType,
} from "./sample-rows.ts";
import { subscriptionStates } from "./subscription.ts";

const wish: SubscriptionWish = {
  userId: "viewer",
  autoRenew: true,
  consentVersion,
  returnUrl: "https://cinema.test/paid",
  language: "ru",
  ip: "127.0.0.1",
};
const rows: SubscriptionCase = { type: sampleType(), prices: [samplePrice()], subscriptions: [] };
const begin = (change: Partial<SubscriptionWish> = {}, facts: Partial<SubscriptionCase> = {}) =>
  beginSubscription({ ...wish, ...change }, { ...rows, ...facts }, sampleCircumstances());

const refused = (code: string, path?: string) =>
  expect.objectContaining({ name: "Refusal", code, ...(path === undefined ? {} : { path }) });
const begun = (count: number, ago: number) =>
  Array.from({ length: count }, () =>
    sampleSubscription({ state: "abandoned", createdAt: later(sampleNow, -ago) }),
  );

describe("what is refused", () => {
  test("a type that does not exist, is not sold, or has no price yet", () => {
    expect(() => begin({}, { type: undefined })).toThrow(refused("plan_unknown", "subscriptionTypeId"));
    expect(() => begin({}, { type: sampleType({ isActive: false }) })).toThrow(
      refused("plan_inactive", "subscriptionTypeId"),
    );
    expect(() => begin({}, { prices: [] })).toThrow(refused("plan_inactive", "subscriptionTypeId"));
    expect(() => begin({}, { prices: [samplePrice({ startsAt: later(sampleNow, 1) })] })).toThrow(
      refused("plan_inactive", "subscriptionTypeId"),
    );
  });

  test.each(subscriptionStates.map((state) => [state, ["active", "grace", "hold"].includes(state)] as const))(
    "with another subscription in %s: %p",
    (state, isRefused) => {
      const attempt = () => begin({}, { subscriptions: [sampleLiveSubscription({ state })] });
      if (isRefused) expect(attempt).toThrow(refused("already_subscribed"));
      else expect(attempt().payments).toHaveLength(1);
    },
  );

  test("a live subscription to another product does not stand in the way", () => {
    expect(begin({}, { subscriptions: [sampleLiveSubscription({ product: "music" })] }).payment.status).toBe(
      "draft",
    );
  });

  test("the eleventh beginning within an hour, but not the tenth, and not the eleventh after it", () => {
    expect(begin({}, { subscriptions: begun(9, 1 * minute) }).payments).toHaveLength(1);
    expect(() => begin({}, { subscriptions: begun(10, 1 * minute) })).toThrow(refused("too_many_attempts"));
    expect(() => begin({}, { subscriptions: begun(10, 1 * hour - 1) })).toThrow(refused("too_many_attempts"));
    expect(begin({}, { subscriptions: begun(10, 1 * hour) }).payments).toHaveLength(1);
    expect(begin({}, { subscriptions: begun(1000, 1 * day) }).payments).toHaveLength(1);
  });

  test("renewal without a consent, or with the consent to another text", () => {
    expect(() => begin({ consentVersion: undefined })).toThrow(refused("consent_required", "consentVersion"));
    expect(() => begin({ consentVersion: "2020-01-01" })).toThrow(
      refused("consent_outdated", "consentVersion"),
    );
  });
});

describe("what begins", () => {
  test("a pending subscription, the draft of its payment and the consent, bound together", () => {
    const { subscriptions = [], payments = [], consents = [], payment } = begin();
    expect([subscriptions.length, payments.length, consents.length]).toEqual([1, 1, 1]);
    const [subscription] = subscriptions;
    const [consent] = consents;
    expect(payments[0]).toBe(payment);
    expect(subscription).toMatchObject({
      userId: "viewer",
      product: "cinema",
      state: "pending",
      isRepeatable: true,
      paidPeriods: 0,
      version: 1,
      createdAt: sampleNow,
      consentId: consent?.id as string,
    });
    expect(subscription?.startDate).toBeUndefined();
    expect(payment).toMatchObject({
      userId: "viewer",
      subscriptionId: subscription?.id as string,
      consentId: consent?.id as string,
      purpose: "first",
      periodNumber: 1,
      status: "draft",
      saveMethod: true,
      sentTimes: 0,
      refunded: kopecks(0),
      returnUrl: wish.returnUrl,
    });
    expect(new Set([subscription?.id, payment.id, consent?.id]).size).toBe(3);
  });

  test("the sum is the one of our table at this moment", () => {
    const prices = [
      samplePrice({ id: "old", amount: kopecks(19_900), startsAt: later(sampleNow, -60 * day) }),
      samplePrice({ id: "new", amount: kopecks(34_900), startsAt: sampleNow }),
      samplePrice({ id: "tomorrow", amount: kopecks(39_900), startsAt: later(sampleNow, day) }),
    ];
    const { payment, subscriptions, consents } = begin({}, { prices });
    expect([payment.priceId, subscriptions?.[0]?.priceId]).toEqual(["new", "new"]);
    expect([payment.amount, consents?.[0]?.amount]).toEqual([kopecks(34_900), kopecks(34_900)]);
  });

  test("a sum that the client sends along is nothing to us", () => {
    const wishWithSum: SubscriptionWish & { amount: number; userId: string } = { ...wish, amount: 1 };
    expect(beginSubscription(wishWithSum, rows, sampleCircumstances()).payment.amount).toBe(kopecks(29_900));
  });

  test.each([
    ["ru", "299\u00a0₽", "каждые 6 месяцев"],
    ["en", "₽299", "every 6 months"],
  ] as const)("the consent is kept as it was shown (%s)", (language, amount, every) => {
    const type = sampleType({ length: { unit: "month", count: 6 } });
    const [consent] = begin({ language }, { type }).consents ?? [];
    expect(consent?.text).toContain(amount);
    expect(consent?.text).toContain(every);
    expect(consent).toMatchObject({
      version: consentVersion,
      givenAt: sampleNow,
      ip: "127.0.0.1",
      length: type.length,
      userId: "viewer",
      subscriptionTypeId: type.id,
    });
  });

  test("without renewal there is no consent, and no method is to be saved, whatever version came along", () => {
    for (const version of [undefined, "2020-01-01", consentVersion]) {
      const { subscriptions, consents, payment } = begin({ autoRenew: false, consentVersion: version });
      expect(consents).toEqual([]);
      expect(subscriptions?.[0]).toMatchObject({ isRepeatable: false, consentId: undefined });
      expect(payment).toMatchObject({ saveMethod: false, consentId: undefined });
    }
  });

  test("two tabs: a pending subscription does not stop a second one", () => {
    const { subscriptions = [] } = begin();
    expect(begin({}, { subscriptions }).payments).toHaveLength(1);
  });
});
