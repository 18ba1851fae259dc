import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { between, day, type Instant, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { periodOf } from "./period.ts";
import { type RenewalCase, renew, renewalObstacle } from "./renew.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  samplePaymentMethod,
  samplePrice,
  sampleType,
} from "./sample-rows.ts";
import { type Subscription, type SubscriptionState, subscriptionStates } from "./subscription.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const comingEnd = instant("2027-01-22T12:00:00+03:00");
const chargeable = later(end, -3 * day);

/** Due, announced a week before the end, nothing in the way. */
function rowsOf(
  change: Partial<Subscription> = {},
  facts: Partial<Omit<RenewalCase, "subscription">> = {},
): RenewalCase {
  return {
    subscription: sampleLiveSubscription({
      noticePeriod: 2,
      noticePriceId: sampleId(2),
      version: 3,
      ...change,
    }),
    type: sampleType(),
    method: samplePaymentMethod(),
    price: samplePrice(),
    announcedAt: later(end, -7 * day),
    isBeingPaid: false,
    ...facts,
  };
}

describe("each obstacle and its boundary", () => {
  const unpaid = { startDate: undefined, endDate: undefined, paidPeriods: 0 };
  const at = (now: Instant) => now;
  test.each([
    ["undefined", "nothing stands against it", rowsOf(), at(chargeable)],
    ["not_live", "nothing was ever paid", rowsOf({ ...unpaid, state: "active" }), at(chargeable)],
    ["cancelled", "the viewer switched it off", rowsOf({ isRepeatable: false }), at(chargeable)],
    ["parked", "a person stopped it", rowsOf({ parkedReason: "looked odd" }), at(chargeable)],
    ["parked", "even without a word", rowsOf({ parkedReason: "" }), at(chargeable)],
    ["no_method", "no method", rowsOf({}, { method: undefined }), at(chargeable)],
    [
      "no_method",
      "unlinked",
      rowsOf({}, { method: samplePaymentMethod({ unlinkedAt: chargeable }) }),
      at(chargeable),
    ],
    [
      "no_method",
      "unlinked in the future",
      rowsOf({}, { method: samplePaymentMethod({ unlinkedAt: comingEnd }) }),
      at(chargeable),
    ],
    ["being_paid", "a charge is under way", rowsOf({}, { isBeingPaid: true }), at(chargeable)],
    ["not_due", "1 ms before the window", rowsOf(), later(chargeable, -1)],
    ["undefined", "1 ms before the end", rowsOf(), later(end, -1)],
    ["undefined", "at the end", rowsOf(), end],
    ["undefined", "1 ms before the coming period is over", rowsOf(), later(comingEnd, -1)],
    ["period_would_be_over", "when the coming period is over", rowsOf(), comingEnd],
    ["not_announced", "no letter was sent", rowsOf({}, { announcedAt: undefined }), at(chargeable)],
    ["not_announced", "no price was announced", rowsOf({}, { price: undefined }), at(chargeable)],
    ["not_announced", "nothing was announced", rowsOf({ noticePeriod: undefined }), at(chargeable)],
    ["not_announced", "the last period was announced", rowsOf({ noticePeriod: 1 }), at(chargeable)],
    ["not_announced", "another period was announced", rowsOf({ noticePeriod: 3 }), at(chargeable)],
    [
      "announced_too_late",
      "1 ms under three days ago",
      rowsOf({}, { announcedAt: later(chargeable, 1 - 3 * day) }),
      at(chargeable),
    ],
    ["undefined", "three days ago", rowsOf({}, { announcedAt: later(chargeable, -3 * day) }), at(chargeable)],
    ["no_more_tries", "declined for good", rowsOf({ tries: 1, retryAt: undefined }), at(end)],
    ["not_due", "1 ms before the next try", rowsOf({ tries: 1, retryAt: end }), later(end, -1)],
    ["undefined", "at the next try", rowsOf({ tries: 1, retryAt: end }), at(end)],
    [
      "undefined",
      "not yet declined, whatever time stands there",
      rowsOf({ tries: 0, retryAt: comingEnd }),
      at(end),
    ],
  ])("%s: %s", (obstacle, _, rows, now) => {
    expect(String(renewalObstacle(rows, now))).toBe(obstacle);
    expect(renew(rows, sampleCircumstances(now)).payments?.length ?? 0).toBe(
      obstacle === "undefined" ? 1 : 0,
    );
  });

  test.each(subscriptionStates)("in %s", (state) => {
    const isCharged = state === "active" || state === "grace" || state === "hold";
    expect(renewalObstacle(rowsOf({ state }), end)).toBe(isCharged ? undefined : "not_live");
  });

  test("several at once are never none, and the first of them is named", () => {
    const flaws = fc.record({
      state: fc.constantFrom<SubscriptionState>(...subscriptionStates),
      isRepeatable: fc.boolean(),
      parkedReason: fc.constantFrom(undefined, "looked odd"),
      isUnlinked: fc.boolean(),
      isBeingPaid: fc.boolean(),
      noticePeriod: fc.constantFrom(undefined, 1, 2),
      announced: fc.integer({ min: -20, max: 5 }),
      tries: fc.nat(3),
      retry: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
      now: fc.integer({ min: -10, max: 40 }),
    });
    fc.assert(
      fc.property(flaws, (flaw) => {
        const now = later(end, flaw.now * day);
        const announcedAt = later(end, flaw.announced * day);
        const { state, isRepeatable, parkedReason, noticePeriod, tries, isBeingPaid } = flaw;
        const retryAt = flaw.retry === undefined ? undefined : later(end, flaw.retry * day);
        const rows = rowsOf(
          { state, isRepeatable, parkedReason, noticePeriod, tries, retryAt },
          {
            isBeingPaid,
            announcedAt,
            method: samplePaymentMethod({ unlinkedAt: flaw.isUnlinked ? now : undefined }),
          },
        );
        const standing: readonly (readonly [string, boolean])[] = [
          ["not_live", !["active", "grace", "hold"].includes(state)],
          ["cancelled", !isRepeatable],
          ["parked", parkedReason !== undefined],
          ["no_method", flaw.isUnlinked],
          ["being_paid", isBeingPaid],
          ["not_due", flaw.now < -3],
          ["not_announced", noticePeriod !== 2],
          ["announced_too_late", flaw.now < flaw.announced + 3],
          ["no_more_tries", tries > 0 && flaw.retry === undefined],
          ["not_due", tries > 0 && flaw.retry !== undefined && flaw.now < flaw.retry],
          ["period_would_be_over", flaw.now >= 31],
        ];
        const first = standing.find(([, stands]) => stands)?.[0];
        expect<string | undefined>(renewalObstacle(rows, now)).toBe(first);
        expect(Object.keys(renew(rows, sampleCircumstances(now)))).toEqual(
          first === undefined ? ["payments", "messages"] : [],
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the due window", () => {
  const lengths = [
    { unit: "week", count: 1 },
    { unit: "month", count: 1 },
    { unit: "month", count: 6 },
    { unit: "year", count: 1 },
  ] as const;
  const anchors = [
    "2026-11-22T12:00:00+03:00",
    "2026-01-31T00:00:00+03:00",
    "2027-08-31T23:59:59.999+03:00",
    "2028-02-29T00:30:00+03:00",
  ];

  test.each(
    lengths.flatMap((length) =>
      anchors.map((anchor) => [`${length.count} ${length.unit}`, anchor, length] as const),
    ),
  )(
    "%s from %s: on each of -10..365 days around the end, to the millisecond and at Moscow's midnight",
    (_, anchor, length) => {
      const startDate = instant(anchor);
      const { end: endDate } = periodOf(startDate, length, 1);
      const coming = periodOf(startDate, length, 2);
      const type = sampleType({ length });
      const rows = rowsOf({ startDate, endDate }, { type, announcedAt: later(endDate, -20 * day) });
      const midnight = Temporal.Instant.from(endDate).toZonedDateTimeISO("Europe/Moscow").startOfDay();
      const atMidnight = between(endDate, instant(midnight.toInstant().toString()));
      for (let offset = -10; offset <= 365; offset += 1)
        for (const within of [-1, 0, 1, atMidnight - 1, atMidnight, atMidnight + 1]) {
          const now = later(endDate, offset * day + within);
          const isDue = offset * day + within >= -3 * day && now < coming.end;
          expect([now, renewalObstacle(rows, now) === undefined]).toEqual([now, isDue]);
        }
    },
  );
});

describe("what is queued", () => {
  const { payments = [], messages } = renew(rowsOf(), sampleCircumstances(chargeable), "request");

  test("one payment of the announced price for the coming period, on the saved method, for the one who asked", () => {
    expect(payments).toEqual([
      {
        id: sampleId(901),
        userId: "viewer",
        subscriptionId: sampleId(4),
        priceId: sampleId(2),
        purpose: "renewal",
        periodNumber: 2,
        amount: kopecks(29_900),
        status: "draft",
        refunded: kopecks(0),
        paymentMethodId: sampleId(6),
        consentId: sampleId(3),
        saveMethod: false,
        returnUrl: undefined,
        externalPaymentId: undefined,
        confirmationUrl: undefined,
        sentAt: undefined,
        lastSentAt: undefined,
        sentTimes: 0,
        paymentDate: undefined,
        methodType: undefined,
        undoneAt: undefined,
        cancellation: undefined,
        receiptRegistration: undefined,
        requestId: "request",
        createdAt: chargeable,
      },
    ]);
  });

  test("and the message that sends it, now", () => {
    expect(messages).toMatchObject([
      { topic: "payment.charge", body: { payment_id: payments[0]?.id }, availableAt: chargeable },
    ]);
  });

  test("the announced price is charged, whatever the subscription was sold at", () => {
    const price = samplePrice({ id: sampleId(22), amount: kopecks(39_900) });
    const [payment] = renew(rowsOf({}, { price }), sampleCircumstances(chargeable)).payments ?? [];
    expect(payment).toMatchObject({ priceId: sampleId(22), amount: kopecks(39_900), requestId: undefined });
  });

  test("run again while it is under way or paid, it queues nothing", () => {
    expect(renew(rowsOf({}, { isBeingPaid: true }), sampleCircumstances(chargeable))).toEqual({});
  });
});
