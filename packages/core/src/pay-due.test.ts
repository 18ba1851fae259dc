import { describe, expect, test } from "bun:test";
import type { LiveCase } from "./auto-renew.ts";
import { consentVersion } from "./consent.ts";
import { day, instant, later, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import { payDue } from "./pay-due.ts";
import { type PaymentStatus, paymentStatuses } from "./payment.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleType,
} from "./sample-rows.ts";
import { decideSending } from "./send-payment.ts";
import { type Subscription, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const now = later(end, 1 * day);
const wish = { consentVersion, ip: "127.0.0.1", returnUrl: "https://cinema.test/paid" };
const refused = (code: string) => expect.objectContaining({ name: "Refusal", code });

function rowsOf(change: Partial<Subscription> = {}, facts: Partial<LiveCase> = {}): LiveCase {
  return {
    subscription: sampleLiveSubscription({ state: "grace", tries: 1, ...change }),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: undefined,
    ...facts,
  };
}

const chargeIn = (status: PaymentStatus) =>
  samplePaymentIn(status, {
    id: sampleId(52),
    purpose: "renewal",
    periodNumber: 2,
    paymentMethodId: sampleId(6),
    returnUrl: undefined,
  });
const pay = (rows: LiveCase, at = now) => payDue(rows, wish, sampleCircumstances(at));

describe("what is owed", () => {
  const grid = readTable(`
              | never declined | declined
    pending   | not_subscribed | not_subscribed
    active    | nothing_due    | paid
    grace     | paid           | paid
    hold      | paid           | paid
    ended     | not_subscribed | not_subscribed
    abandoned | not_subscribed | not_subscribed
  `);

  test("the grid is whole", () =>
    expect(new Set(grid.map(({ row }) => row))).toEqual(new Set(subscriptionStates)));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, expected) => {
      const tries = column === "declined" ? 1 : 0;
      for (const isRepeatable of [true, false]) {
        const rows = rowsOf({ state: row as Subscription["state"], tries, isRepeatable });
        if (expected === "paid") expect(pay(rows).payment.status).toBe("draft");
        else expect(() => pay(rows)).toThrow(refused(expected));
      }
    },
  );

  test("nobody pays for a period that is over itself: the last millisecond is sold, the next is not", () => {
    const week = rowsOf(
      { state: "hold", startDate: later(end, -7 * day) },
      { type: sampleType({ length: { unit: "week", count: 1 } }) },
    );
    expect(pay(week, later(end, 7 * day - 1)).payment.periodNumber).toBe(2);
    expect(() => pay(week, later(end, 7 * day))).toThrow(refused("not_subscribed"));
  });

  test("a consent to the text in force is needed, for the card is kept", () => {
    for (const [version, code] of [
      [undefined, "consent_required"],
      ["2020-01-01", "consent_outdated"],
    ] as const)
      expect(() => payDue(rowsOf(), { ...wish, consentVersion: version }, sampleCircumstances(now))).toThrow(
        refused(code),
      );
  });

  test.each(paymentStatuses.filter((status) => status !== "succeeded" && status !== "canceled"))(
    "a charge of the saved card stands in %s",
    (status) => {
      const rows = rowsOf({}, { unfinished: chargeIn(status) });
      if (status !== "draft") expect(() => pay(rows)).toThrow(refused("payment_in_progress"));
      else {
        const { payments, messages, payment } = pay(rows);
        expect(payments).toEqual([
          {
            ...chargeIn("draft"),
            status: "canceled",
            cancellation: { party: "merchant", reason: "withdrawn" },
          },
          payment,
        ]);
        expect(messages).toMatchObject([
          { topic: "payment.canceled", body: { payment_id: sampleId(52), cancellation_reason: "withdrawn" } },
        ]);
      }
    },
  );
});

describe("what begins", () => {
  const rows = rowsOf({}, { price: samplePrice({ id: sampleId(22), amount: kopecks(39_900) }) });
  const { payment, consents, payments, ...rest } = pay(rows);

  test("one payment of the owed period, on the provider's page, with a card that is kept under this consent", () => {
    expect(payments).toEqual([payment]);
    expect(payment).toMatchObject({
      purpose: "renewal",
      periodNumber: 2,
      amount: kopecks(39_900),
      priceId: sampleId(22),
      status: "draft",
      paymentMethodId: undefined,
      saveMethod: true,
      returnUrl: wish.returnUrl,
      consentId: consents?.[0]?.id,
      sentTimes: 0,
      createdAt: now,
    });
    expect(consents).toMatchObject([
      { amount: kopecks(39_900), userId: "viewer", ip: "127.0.0.1", givenAt: now },
    ]);
    expect(rest).toMatchObject({ subscriptions: [{ consentId: consents?.[0]?.id }] });
    expect(Object.keys(rest)).toEqual(["subscriptions"]);
  });

  test("it may leave within ten minutes, whatever the saved card and the switch stand at, but not later", () => {
    const { subscription } = rowsOf({
      isRepeatable: false,
      parkedReason: "looked odd",
      paymentMethodId: undefined,
    });
    const step = (ago: number) =>
      decideSending({ payment, subscription, method: undefined }, sampleCircumstances(later(now, ago)));
    expect(step(10 * minute - 1).step).toBe("send");
    expect(step(10 * minute)).toMatchObject({ step: "nothing", payment: { status: "canceled" } });
  });

  test("and not when the period has been paid, or the subscription has ended, meanwhile", () => {
    for (const change of [{ paidPeriods: 2 }, { state: "ended" }, { paidPeriods: 0 }] as const)
      expect(
        decideSending(
          { payment, subscription: rowsOf(change).subscription, method: undefined },
          sampleCircumstances(now),
        ).step,
      ).toBe("nothing");
  });
});
