import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chargeDay } from "./announce-renewal.ts";
import type { Changes } from "./changes.ts";
import { classOf, noDeclines } from "./decline.ts";
import { between, day, hour, type Instant, instant, later, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import type { Payment } from "./payment.ts";
import { type PeriodLength, periodOf } from "./period.ts";
import {
  sampleCircumstances,
  sampleConsent,
  sampleExternalId,
  sampleFacts,
  sampleId,
  sampleLiveSubscription,
  samplePaymentIn,
  samplePrice,
  sampleSettlement,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import { settleAbsence, settlePayment } from "./settle-payment.ts";
import type { SettlementCase } from "./settlement.ts";
import { type Subscription, type SubscriptionState, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const nextEnd = instant("2027-01-22T12:00:00+03:00");
const now = later(end, -3 * day);
const circumstances = (at: Instant = now) => sampleCircumstances(at);

/** The charge of the second period, under way on the saved card. */
function renewalOf(change: Partial<Payment> = {}): Payment {
  return samplePaymentIn("pending", {
    id: sampleId(52),
    purpose: "renewal",
    periodNumber: 2,
    paymentMethodId: sampleId(6),
    saveMethod: false,
    returnUrl: undefined,
    ...change,
  });
}

/** The same, paid by the viewer himself on the provider's page. */
const byHand = (change: Partial<Payment> = {}) =>
  renewalOf({
    paymentMethodId: undefined,
    consentId: sampleId(33),
    saveMethod: true,
    returnUrl: "https://cinema.test/paid",
    ...change,
  });

function rowsOf(change: Partial<Subscription> = {}, facts: Partial<SettlementCase> = {}): SettlementCase {
  return sampleSettlement({ payment: renewalOf(), subscription: sampleLiveSubscription(change), ...facts });
}

const declinedFor = (reason: string) =>
  sampleFacts({
    status: "canceled",
    capturedAt: undefined,
    cancellation: { party: "payment_network", reason },
  });

function outcome({ payments, subscriptions, refunds, letters }: Changes): string {
  const said = [
    payments?.[0]?.status,
    subscriptions?.[0]?.state,
    refunds?.length ? "refund" : undefined,
    letters?.[0]?.template,
  ];
  return said.filter((word) => word !== undefined).join(" ");
}

const applied = (rows: SettlementCase, changes: Changes): SettlementCase => ({
  ...rows,
  payment: changes.payments?.[0] ?? rows.payment,
  subscription: changes.subscriptions?.[0] ?? rows.subscription,
});

describe("every state of the subscription, whether the period is owed, and the outcome", () => {
  // Columns: how many periods were paid when the outcome of the second one's charge came, and how it came out.
  const grid = readTable(`
              | 0, paid          | 1, paid                  | 2, paid          | 0, declined | 1, declined                        | 2, declined | 1, declined by hand
    pending   | succeeded refund | succeeded refund         | succeeded refund | canceled    | canceled                           | canceled    | canceled
    active    | succeeded refund | succeeded active renewed | succeeded refund | canceled    | canceled active renewal_declined   | canceled    | canceled
    grace     | succeeded refund | succeeded active renewed | succeeded refund | canceled    | canceled grace renewal_declined    | canceled    | canceled
    hold      | succeeded refund | succeeded active renewed | succeeded refund | canceled    | canceled hold renewal_declined     | canceled    | canceled
    ended     | succeeded refund | succeeded refund         | succeeded refund | canceled    | canceled                           | canceled    | canceled
    abandoned | succeeded refund | succeeded refund         | succeeded refund | canceled    | canceled                           | canceled    | canceled
  `);

  test("the grid is whole", () =>
    expect(new Set(grid.map(({ row }) => row))).toEqual(new Set(subscriptionStates)));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, expected) => {
      const state = row as SubscriptionState;
      const payment = column.endsWith("by hand") ? byHand() : renewalOf();
      const rows = rowsOf({ state, paidPeriods: Number(column[0]) }, { payment });
      const facts = column.endsWith("paid") ? sampleFacts() : declinedFor("insufficient_funds");
      const changes = settlePayment(rows, facts, circumstances());
      expect(outcome(changes)).toBe(expected);
      expect(topicsOf(changes).filter((topic) => topic.startsWith("payment."))).toEqual([
        column.endsWith("paid") ? "payment.succeeded" : "payment.canceled",
      ]);
      expect(topicsOf(changes).filter((topic) => topic.startsWith("subscription."))).toEqual(
        expected.includes("renewed") ? ["subscription.renewed"] : [],
      );
      if (expected.includes("refund"))
        expect(changes).toMatchObject({
          payments: [{ refunded: kopecks(29_900) }],
          refunds: [{ kind: "duplicate", amount: kopecks(29_900) }],
        });
      expect(settlePayment(applied(rows, changes), facts, circumstances(later(now, hour)))).toEqual({});
    },
  );
});

describe("paid", () => {
  const rows = rowsOf({
    tries: 2,
    declineClass: "funds",
    classTries: 1,
    retryAt: now,
    noticePeriod: 2,
    noticePriceId: sampleId(22),
  });
  const payment = renewalOf({ priceId: sampleId(22), amount: kopecks(39_900), requestId: "request" });
  const changes = settlePayment(
    { ...rows, payment },
    sampleFacts({ amount: kopecks(39_900) }),
    circumstances(),
  );

  test("the next period begins at the old end, at the price that was announced, and the tries are forgotten", () => {
    expect(changes.subscriptions).toEqual([
      {
        ...rows.subscription,
        endDate: nextEnd,
        paidPeriods: 2,
        paymentId: payment.id,
        priceId: sampleId(22),
        ...noDeclines,
        retryAt: undefined,
        version: 3,
      },
    ]);
    expect(changes.paymentMethods).toBeUndefined();
  });

  test("the letter says until when, and what is debited next and when", () => {
    expect(changes.letters).toMatchObject([
      {
        template: "renewed",
        cause: `payment:${payment.id}`,
        data: {
          planName: "Месяц",
          amount: kopecks(39_900),
          until: nextEnd,
          nextAmount: kopecks(29_900),
          nextChargeAt: chargeDay(nextEnd),
        },
      },
    ]);
  });

  test("what is debited next is said by the price that is planned for the period after it", () => {
    const planned = (startsAt: Instant) => {
      const prices = [samplePrice(), samplePrice({ id: sampleId(22), amount: kopecks(49_900), startsAt })];
      return settlePayment({ ...rowsOf(), prices }, sampleFacts(), circumstances()).letters?.[0]?.data;
    };
    expect(planned(nextEnd)).toMatchObject({ nextAmount: kopecks(49_900) });
    expect(planned(later(nextEnd, 1))).toMatchObject({ nextAmount: kopecks(29_900) });
  });

  test("who asked for the charge hears of it under his own id, at the saved version", () => {
    expect(changes.messages).toMatchObject([
      { topic: "letter.deliver" },
      {
        topic: "payment.succeeded",
        body: { request_id: "request", version: 3, purpose: "renewal", period_number: 2 },
      },
      {
        topic: "subscription.renewed",
        body: { version: 3, state: "active", is_active: true, end_date: nextEnd },
      },
    ]);
  });

  test("after the viewer had cancelled, it still buys its period, and nothing is debited after it", () => {
    const { subscriptions, letters } = settlePayment(
      rowsOf({ isRepeatable: false }),
      sampleFacts(),
      circumstances(),
    );
    expect(subscriptions).toMatchObject([{ isRepeatable: false, endDate: nextEnd }]);
    expect(letters?.[0]?.data.nextAmount).toBeUndefined();
    expect(letters?.[0]?.data.nextChargeAt).toBeUndefined();
  });

  test("whenever and in whatever state the money came, the end is the anchor's", () => {
    const anchors = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) });
    const lengths = fc.record({
      unit: fc.constantFrom<PeriodLength["unit"]>("week", "month", "year"),
      count: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(
        anchors,
        lengths,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: -3, max: 17 }),
        (at, length, paidPeriods, late) => {
          const startDate = instant(new Date(at).toISOString());
          const last = periodOf(startDate, length, paidPeriods);
          const state = late < 0 ? "active" : late < 3 ? "grace" : "hold";
          const owed = {
            ...rowsOf({ state, startDate, endDate: last.end, paidPeriods }, { type: sampleType({ length }) }),
            payment: renewalOf({ periodNumber: paidPeriods + 1 }),
          };
          const [renewed] =
            settlePayment(owed, sampleFacts(), circumstances(later(last.end, late * day))).subscriptions ??
            [];
          const next = periodOf(startDate, length, paidPeriods + 1);
          expect(renewed).toMatchObject({
            state: "active",
            endDate: next.end,
            paidPeriods: paidPeriods + 1,
            startDate,
          });
          expect(next.start).toBe(last.end);
        },
      ),
    );
  });
});

describe("paid by hand", () => {
  const consent = sampleConsent({ id: sampleId(33) });
  const method = sampleFacts().method;

  test("the card that the viewer let us keep takes the old one's place, under its own consent, and it renews again", () => {
    const change = { state: "hold", isRepeatable: false, tries: 3, consentId: consent.id } as const;
    const rows = rowsOf(change, { payment: byHand({ consentId: consent.id }), consent });
    const { paymentMethods, subscriptions } = settlePayment(rows, sampleFacts(), circumstances());
    expect(paymentMethods).toMatchObject([
      { externalId: sampleExternalId, consentId: consent.id, unlinkedAt: undefined },
    ]);
    expect(subscriptions).toMatchObject([
      {
        state: "active",
        isRepeatable: true,
        paymentMethodId: paymentMethods?.[0]?.id,
        consentId: consent.id,
        tries: 0,
      },
    ]);
    expect(paymentMethods?.[0]?.id).not.toBe(sampleId(6));
  });

  test("a card whose consent was taken back while he paid is not kept, and nothing renews", () => {
    const change = { isRepeatable: false, consentId: undefined };
    const rows = rowsOf(change, { payment: byHand({ consentId: consent.id }), consent });
    const { paymentMethods, subscriptions } = settlePayment(rows, sampleFacts(), circumstances());
    expect(paymentMethods).toBeUndefined();
    expect(subscriptions).toMatchObject([
      { state: "active", isRepeatable: false, paymentMethodId: sampleId(6) },
    ]);
  });

  test.each([
    ["the provider did not save it", sampleFacts({ method: method && { ...method, saved: false } }), consent],
    ["the provider names no method", sampleFacts({ method: undefined }), consent],
    ["there is no consent", sampleFacts(), undefined],
  ])("%s: the old one and the viewer's wish stay as they were", (_, facts, given) => {
    for (const isRepeatable of [true, false]) {
      const rows = rowsOf({ isRepeatable }, { payment: byHand(), consent: given });
      const { paymentMethods, subscriptions } = settlePayment(rows, facts, circumstances());
      expect(paymentMethods).toBeUndefined();
      expect(subscriptions).toMatchObject([
        { isRepeatable, paymentMethodId: sampleId(6), consentId: sampleId(3) },
      ]);
    }
  });

  test("a charge of the saved card never links a card anew, whatever the provider says", () => {
    const { paymentMethods, subscriptions } = settlePayment(
      rowsOf({ isRepeatable: false }),
      sampleFacts(),
      circumstances(),
    );
    expect(paymentMethods).toBeUndefined();
    expect(subscriptions).toMatchObject([{ isRepeatable: false }]);
  });

  test("given up, what was planned on the saved card stays planned, and nobody is written to", () => {
    const rows = rowsOf({ tries: 1, retryAt: end }, { payment: byHand() });
    const changes = settlePayment(rows, declinedFor("expired_on_confirmation"), circumstances());
    expect(Object.keys(changes)).toEqual(["payments", "messages", "needlessMessages"]);
    expect(changes.messages).toMatchObject([{ topic: "payment.canceled", body: { version: 2 } }]);
  });
});

describe("declined", () => {
  test("counted, planned by the table, told with what comes next, at one version", () => {
    const changes = settlePayment(rowsOf(), declinedFor("insufficient_funds"), circumstances());
    const retryAt = later(now, 1 * day);
    expect(changes.subscriptions).toEqual([
      {
        ...sampleLiveSubscription(),
        ...{ tries: 1, declineClass: "funds", classTries: 1 },
        retryAt,
        version: 3,
      },
    ]);
    expect(changes.letters).toMatchObject([
      {
        template: "renewal_declined",
        cause: `payment:${sampleId(52)}`,
        data: {
          planName: "Месяц",
          amount: kopecks(29_900),
          failure: "funds",
          nextChargeAt: retryAt,
          until: later(end, 3 * day),
        },
      },
    ]);
    expect(changes.messages).toMatchObject([
      { topic: "payment.canceled", body: { cancellation_reason: "insufficient_funds", version: 3 } },
      { topic: "letter.deliver" },
    ]);
  });

  // The reason, how often it was declined before, and what follows: the wait before the next try and the letter.
  test.each([
    ["issuer_unavailable", 0, 15 * minute, false],
    ["issuer_unavailable", 1, 1 * hour, false],
    ["issuer_unavailable", 2, 4 * hour, false],
    ["issuer_unavailable", 3, undefined, true],
    ["insufficient_funds", 1, 3 * day, true],
    ["insufficient_funds", 3, undefined, true],
    ["general_decline", 0, 2 * day, true],
    ["general_decline", 2, undefined, true],
    ["permission_revoked", 0, undefined, true],
    ["invalid_csc", 0, undefined, true],
    ["constructor", 0, 2 * day, true],
  ] as const)("%s after %p declines: next in %p, letter %p", (reason, tries, wait, isTold) => {
    const before = { tries, declineClass: classOf(reason), classTries: tries };
    const { subscriptions, letters } = settlePayment(rowsOf(before), declinedFor(reason), circumstances());
    const retryAt = wait === undefined ? undefined : later(now, wait);
    expect(subscriptions).toMatchObject([{ tries: tries + 1, retryAt }]);
    expect(letters?.length ?? 0).toBe(isTold ? 1 : 0);
    expect(letters?.[0]?.data.nextChargeAt).toBe(isTold ? retryAt : undefined);
  });

  test("each class of reasons waits by its own row: a trouble of the bank's takes none from an empty card", () => {
    const waits = [
      ["issuer_unavailable", 15 * minute, { tries: 1, declineClass: "technical", classTries: 1 }],
      ["insufficient_funds", 1 * day, { tries: 2, declineClass: "funds", classTries: 1 }],
      ["payment_method_limit_exceeded", 3 * day, { tries: 3, declineClass: "funds", classTries: 2 }],
      ["internal_timeout", 15 * minute, { tries: 4, declineClass: "technical", classTries: 1 }],
    ] as const;
    let rows = rowsOf();
    for (const [reason, wait, counted] of waits) {
      const { subscriptions } = settlePayment(rows, declinedFor(reason), circumstances());
      expect(subscriptions).toMatchObject([{ ...counted, retryAt: later(now, wait) }]);
      rows = rowsOf(subscriptions?.[0]);
    }
  });

  test("the card schemes' limit: after the fifteenth decline no charge follows, whatever the class", () => {
    const declinedBefore = (tries: number) =>
      settlePayment(
        rowsOf({ tries, declineClass: "funds", classTries: 1 }),
        declinedFor("issuer_unavailable"),
        circumstances(),
      );
    expect(declinedBefore(13)).toMatchObject({ subscriptions: [{ retryAt: later(now, 15 * minute) }] });
    expect(declinedBefore(14)).toMatchObject({
      subscriptions: [{ tries: 15, retryAt: undefined }],
      letters: [{ template: "renewal_declined" }],
    });
  });

  test("the provider has no such charge: tried again soon; it refused the order: never on this method", () => {
    const unsent = rowsOf({}, { payment: renewalOf({ status: "unknown", externalPaymentId: undefined }) });
    const lost = settleAbsence(unsent, "never_reached_provider", circumstances());
    expect(lost).toMatchObject({ subscriptions: [{ tries: 1, retryAt: later(now, 15 * minute) }] });
    expect(lost.letters).toBeUndefined();
    const refused = settleAbsence(unsent, "refused_by_provider", circumstances());
    expect(refused).toMatchObject({
      subscriptions: [{ tries: 1, retryAt: undefined }],
      letters: [{ template: "renewal_declined" }],
    });
    for (const changes of [lost, refused])
      expect(settleAbsence(applied(unsent, changes), "never_reached_provider", circumstances())).toEqual({});
  });

  test("who has cancelled meanwhile is not tried again, nor promised it", () => {
    const { subscriptions, letters } = settlePayment(
      rowsOf({ isRepeatable: false }),
      declinedFor("insufficient_funds"),
      circumstances(),
    );
    expect(subscriptions).toMatchObject([{ tries: 1, retryAt: undefined, isRepeatable: false }]);
    expect(letters?.[0]?.data).toMatchObject({ until: end });
    expect(letters?.[0]?.data.nextChargeAt).toBeUndefined();
  });

  test("in hold there is no access to speak of", () => {
    const { letters } = settlePayment(
      rowsOf({ state: "hold" }),
      declinedFor("general_decline"),
      circumstances(later(end, 5 * day)),
    );
    expect(letters?.[0]?.data.until).toBeUndefined();
  });

  test("a week is shorter than our patience: no try is promised for after it", () => {
    const startDate = later(end, -7 * day);
    const weekly = (at: Instant) =>
      settlePayment(
        rowsOf(
          { state: "hold", startDate, tries: 1, declineClass: "funds", classTries: 1 },
          { type: sampleType({ length: { unit: "week", count: 1 } }) },
        ),
        declinedFor("insufficient_funds"),
        circumstances(at),
      ).subscriptions?.[0]?.retryAt;
    expect(weekly(later(end, 3 * day))).toBe(later(end, 6 * day));
    expect(weekly(later(end, 4 * day))).toBeUndefined();
  });

  test("no try is planned for when the subscription has ended, whatever the reason and the moment", () => {
    const reasons = fc.constantFrom(
      "insufficient_funds",
      "general_decline",
      "internal_timeout",
      "call_issuer",
      "card_expired",
    );
    fc.assert(
      fc.property(reasons, fc.nat(4), fc.integer({ min: -3 * 24, max: 17 * 24 }), (reason, tries, hours) => {
        const at = later(end, hours * hour);
        const { subscriptions, letters = [] } = settlePayment(
          rowsOf({ tries }),
          declinedFor(reason),
          circumstances(at),
        );
        const retryAt = subscriptions?.[0]?.retryAt;
        if (retryAt !== undefined) {
          expect(retryAt > at).toBe(true);
          expect(between(end, retryAt)).toBeLessThan(17 * day);
        }
        if (letters[0] !== undefined) expect(letters[0].data.nextChargeAt).toBe(retryAt);
      }),
    );
  });
});
