import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { announceRenewal, chargeDay, noticeCause, noticeDay } from "./announce-renewal.ts";
import type { LiveCase } from "./auto-renew.ts";
import type { Changes } from "./changes.ts";
import { extend } from "./extend.ts";
import { day, type Instant, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { type PaymentStatus, paymentStatuses } from "./payment.ts";
import { type PeriodLength, periodUnits } from "./period.ts";
import { renewalObstacle } from "./renew.ts";
import { previewRefund } from "./request-refund.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleSubscription,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import { periodIn, type Subscription, type SubscriptionState, subscriptionStates } from "./subscription.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const refused = (code: string, path?: string) =>
  expect.objectContaining({ name: "Refusal", code, ...(path && { path }) });

function rowsOf(change: Partial<Subscription> = {}, unfinished?: LiveCase["unfinished"]): LiveCase {
  return {
    subscription: sampleLiveSubscription(change),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished,
  };
}

const chargeIn = (status: PaymentStatus) =>
  samplePaymentIn(status, { id: sampleId(52), purpose: "renewal", periodNumber: 2, returnUrl: undefined });

/** The subscription that a decision saves. */
function saved({ subscriptions = [] }: Changes): Subscription {
  const [only] = subscriptions;
  if (only === undefined || subscriptions.length > 1) throw new Error("not one subscription");
  return only;
}

describe("every state", () => {
  test.each(subscriptionStates)("%s", (state) => {
    const rows =
      state === "pending"
        ? { ...rowsOf(), subscription: sampleSubscription() }
        : rowsOf({ state: state as SubscriptionState });
    const attempt = () => extend(rows, 10, sampleCircumstances(later(end, 1 * day)));
    if (!["active", "grace", "hold"].includes(state)) {
      expect(attempt).toThrow(refused("subscription_not_live", "subscriptionId"));
      return;
    }
    const changes = attempt();
    expect(saved(changes)).toEqual({
      ...rows.subscription,
      state: "active",
      endDate: later(end, 10 * day),
      extensions: [{ periodNumber: 1, totalDays: 10 }],
      version: rows.subscription.version + 1,
    });
    expect(topicsOf(changes)).toEqual(["subscription.extended", "letter.deliver"]);
    expect(changes.messages?.[0]?.body).toMatchObject({
      state: "active",
      is_active: true,
      end_date: later(end, 10 * day),
    });
  });

  test("days that do not reach beyond now are refused: they would give nothing", () => {
    const circumstances = sampleCircumstances(later(end, 5 * day));
    expect(() => extend(rowsOf({ state: "hold" }), 5, circumstances)).toThrow(
      refused("extension_too_short", "days"),
    );
    expect(saved(extend(rowsOf({ state: "hold" }), 6, circumstances)).state).toBe("active");
  });
});

describe("the coming charge", () => {
  const now = later(end, -2 * day);

  test.each(paymentStatuses)("%s", (status) => {
    const rows = rowsOf({ noticePeriod: 2, noticePriceId: sampleId(2) }, chargeIn(status));
    // The loads bring only one without an outcome.
    if (status === "succeeded" || status === "canceled") return;
    if (status !== "draft") {
      expect(() => extend(rows, 3, sampleCircumstances(now))).toThrow(refused("payment_in_progress"));
      return;
    }
    const { payments } = extend(rows, 3, sampleCircumstances(now));
    expect(payments).toMatchObject([{ status: "canceled", cancellation: { reason: "withdrawn" } }]);
  });

  test("is announced anew for its new day, at the price in force then, under a cause of its own", () => {
    const dear = samplePrice({ id: sampleId(22), amount: kopecks(39_900), startsAt: later(end, 1 * day) });
    const rows = rowsOf({ noticePeriod: 2, noticePriceId: sampleId(2) });
    const extended = saved(extend(rows, 30, sampleCircumstances(now)));
    expect(extended).toMatchObject({ noticePeriod: undefined, noticePriceId: undefined });
    const announce = (at: Instant) =>
      announceRenewal(
        { ...rows, subscription: extended, prices: [samplePrice(), dear] },
        sampleCircumstances(at),
      );
    const until = later(end, 30 * day);
    expect(announce(later(noticeDay(until), -1))).toEqual({});
    expect(announce(noticeDay(until)).letters).toMatchObject([
      {
        cause: `subscription:${sampleId(4)}:period:2+30`,
        data: { amount: 39_900, previousAmount: 29_900, until, nextChargeAt: chargeDay(until) },
      },
    ]);
    expect(noticeCause(rows.subscription, 2)).toBe(`subscription:${sampleId(4)}:period:2`);
  });

  test("falls due three days before the new end, and not by the letter that named the old day", () => {
    const rows = rowsOf({ noticePeriod: 2, noticePriceId: sampleId(2) });
    const subscription = saved(extend(rows, 30, sampleCircumstances(now)));
    const obstacle = (change: Partial<Subscription>, at: Instant) =>
      renewalObstacle(
        {
          ...rows,
          subscription: { ...subscription, ...change },
          announcedAt: later(end, -7 * day),
          isBeingPaid: false,
        },
        at,
      );
    const due = later(end, 27 * day);
    expect(obstacle({}, now)).toBe("not_due");
    expect(obstacle({}, due)).toBe("not_announced");
    expect(obstacle({ noticePeriod: 2 }, later(due, -1))).toBe("not_due");
    expect(obstacle({ noticePeriod: 2 }, due)).toBeUndefined();
  });

  test("declined: a planned try waits for the new day, and one that was given up stays given up", () => {
    const planned = { tries: 1, declineClass: "funds" as const, classTries: 1 };
    const retried = saved(extend(rowsOf({ ...planned, retryAt: now }), 30, sampleCircumstances(now)));
    expect(retried).toMatchObject({ ...planned, retryAt: later(end, 27 * day) });
    const late = later(end, 40 * day);
    expect(saved(extend(rowsOf({ ...planned, retryAt: late }), 30, sampleCircumstances(now))).retryAt).toBe(
      late,
    );
    const given = rowsOf({ tries: 1, declineClass: "stop", retryAt: undefined, state: "grace" });
    const { letters = [], ...changes } = extend(given, 30, sampleCircumstances(later(end, 1)));
    const subscription = saved(changes);
    expect(subscription).toMatchObject({ state: "active", tries: 1, retryAt: undefined });
    expect(letters[0]?.data).not.toHaveProperty("nextChargeAt");
    const prices = [samplePrice()];
    expect(
      announceRenewal({ ...given, subscription, prices }, sampleCircumstances(later(end, 29 * day))),
    ).toEqual({});
  });
});

describe("the letter says until when, from when on it was, and when the charge comes", () => {
  const now = later(end, -10 * day);
  const dataOf = (change: Partial<Subscription>, days = 30) =>
    extend(rowsOf(change), days, sampleCircumstances(now)).letters?.[0]?.data;
  const until = later(end, 30 * day);

  test("renewing", () => {
    expect(dataOf({})).toEqual({
      planName: "Месяц",
      until,
      previousUntil: end,
      nextChargeAt: later(until, -3 * day),
    });
    expect(dataOf({ language: "en" })).toMatchObject({ planName: "Month" });
  });

  test.each<[string, Partial<Subscription>]>([
    ["switched off", { isRepeatable: false }],
    ["parked", { parkedReason: "why" }],
    ["without a card", { paymentMethodId: undefined }],
  ])("%s: of no charge", (_, change) => {
    expect(dataOf(change)).toEqual({ planName: "Месяц", until, previousUntil: end });
  });

  test("a day that is nearer than any letter can announce is not named", () => {
    const soon = extend(rowsOf(), 1, sampleCircumstances(later(end, -1 * day))).letters?.[0]?.data;
    expect(soon).toMatchObject({ nextChargeAt: later(end, 2 * day) });
  });

  test("twice on one day: two letters", () => {
    const first = extend(rowsOf(), 1, sampleCircumstances(now));
    const second = extend({ ...rowsOf(), subscription: saved(first) }, 2, sampleCircumstances(now));
    expect(saved(second)).toMatchObject({ endDate: later(end, 3 * day) });
    const causes = [first, second].map(({ letters }) => letters?.[0]?.cause);
    expect(new Set(causes).size).toBe(2);
  });
});

describe("which period the days belong to", () => {
  const paidAhead = {
    paidPeriods: 2,
    endDate: instant("2027-01-22T12:00:00+03:00"),
    paymentId: sampleId(52),
  };

  test("the one that runs, although the next is paid", () => {
    const given = (now: Instant) => saved(extend(rowsOf(paidAhead), 5, sampleCircumstances(now)));
    expect(given(later(end, -1)).extensions).toEqual([{ periodNumber: 1, totalDays: 5 }]);
    expect(given(end).extensions).toEqual([{ periodNumber: 2, totalDays: 5 }]);
    for (const now of [later(end, -1), end])
      expect(given(now).endDate).toBe(instant("2027-01-27T12:00:00+03:00"));
  });
});

describe("money", () => {
  const payment = samplePaymentIn("succeeded", { amount: kopecks(30_000) });
  const early = instant("2026-12-02T12:00:00+03:00");
  const extended = saved(extend(rowsOf(), 60, sampleCircumstances(early)));
  const preview = (subscription: Subscription, now: Instant, kind: "full" | "prorated" = "prorated") =>
    previewRefund({ ...rowsOf(), subscription, payment, previous: undefined }, { kind }, now);

  test("free days come last and are worth nothing: the same comes back as without them", () => {
    for (let days = 0; days < 29; days += 1) {
      const now = later(sampleNow, days * day);
      expect(preview(extended, now)).toEqual(preview(sampleLiveSubscription(), now));
    }
    expect(preview(extended, early)).toMatchObject({
      amount: 19_000,
      formula: { daysInPeriod: 30, daysUnused: 19 },
    });
  });

  test("once only free days are left, nothing comes back", () => {
    for (const kind of ["full", "prorated"] as const)
      expect(() => preview(extended, end, kind)).toThrow(refused("refund_period_over"));
  });

  test("the next period, once paid, is worth its own days", () => {
    const next: Subscription = {
      ...extended,
      paidPeriods: 2,
      endDate: later(instant("2027-01-22T12:00:00+03:00"), 60 * day),
    };
    const of = (now: Instant) =>
      previewRefund(
        {
          ...rowsOf(),
          subscription: next,
          payment: { ...payment, periodNumber: 2 },
          previous: payment,
        },
        { kind: "prorated" },
        now,
      );
    expect(of(later(end, 59 * day))).toMatchObject({ amount: 30_000, endsSubscription: false });
    expect(of(later(end, 60 * day))).toMatchObject({ formula: { daysInPeriod: 31, daysUnused: 30 } });
  });
});

test("however often and whenever: the end is the anchor's and all days given, and it never drifts", () => {
  const lengths: fc.Arbitrary<PeriodLength> = fc.record({
    unit: fc.constantFrom(...periodUnits),
    count: fc.integer({ min: 4, max: 12 }),
  });
  const anchor = fc.constantFrom(
    "2027-01-31T12:00:00+03:00",
    "2028-02-29T00:00:00+03:00",
    "2026-12-30T23:59:59.999+03:00",
  );
  const gifts = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 366 })), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(lengths, anchor, gifts, (length, start, all) => {
      const type = sampleType({ length });
      let subscription = sampleLiveSubscription({ startDate: instant(start) });
      const endOf = (extensions: Subscription["extensions"]) =>
        periodIn({ ...subscription, extensions }, length, subscription.paidPeriods)?.end;
      subscription = { ...subscription, endDate: endOf([]) };
      let total = 0;
      for (const [renewals, days] of all) {
        const paidPeriods = subscription.paidPeriods + renewals;
        subscription = { ...subscription, paidPeriods };
        subscription = { ...subscription, endDate: endOf(subscription.extensions) };
        const now = later(subscription.endDate ?? end, -1 * day);
        subscription = saved(extend({ ...rowsOf(), subscription, type }, days, sampleCircumstances(now)));
        total += days;
        // Moscow's clock is never put forward or back, so a day is 24 hours.
        expect(subscription.endDate).toBe(later(endOf([]) ?? end, total * day));
      }
    }),
    { numRuns: 300 },
  );
});
