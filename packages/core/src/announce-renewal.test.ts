import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type AnnouncementCase,
  announceRenewal,
  chargeDay,
  comingPrice,
  noticeCause,
  noticeDay,
} from "./announce-renewal.ts";
import { between, day, hour, type Instant, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  samplePaymentMethod,
  samplePrice,
  sampleType,
} from "./sample-rows.ts";
import { isLive, type Subscription, subscriptionStates } from "./subscription.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const noticed = later(end, -7 * day);

function rowsOf(
  change: Partial<Subscription> = {},
  facts: Partial<Omit<AnnouncementCase, "subscription">> = {},
): AnnouncementCase {
  return {
    subscription: sampleLiveSubscription(change),
    type: sampleType(),
    method: samplePaymentMethod(),
    prices: [samplePrice()],
    ...facts,
  };
}

const announcedAt = (rows: AnnouncementCase, now: Instant) => announceRenewal(rows, sampleCircumstances(now));

test("a charge is made three days before the end, and announced four days before that", () => {
  expect(between(chargeDay(end), end)).toBe(3 * day);
  expect(between(noticeDay(end), end)).toBe(7 * day);
});

describe("what is announced", () => {
  const changes = announcedAt(rowsOf(), noticed);

  test("the sum, the card and the day of the coming charge, in one letter about that period", () => {
    expect(changes.letters).toMatchObject([
      {
        cause: noticeCause(sampleLiveSubscription(), 2),
        template: "charge_coming",
        userId: "viewer",
        language: "ru",
        data: {
          planName: "Месяц",
          amount: kopecks(29_900),
          methodTitle: "Карта •• 4477",
          until: end,
          nextChargeAt: chargeDay(end),
        },
      },
    ]);
    expect(changes.letters?.[0]?.data.previousAmount).toBeUndefined();
    expect(changes.messages).toMatchObject([
      { topic: "letter.deliver", body: { letter_id: changes.letters?.[0]?.id } },
    ]);
  });

  test("the subscription remembers which period and price, one version later, and nothing else", () => {
    expect(changes.subscriptions).toEqual([
      { ...sampleLiveSubscription(), noticePeriod: 2, noticePriceId: sampleId(2), version: 3 },
    ]);
    expect(changes.payments).toBeUndefined();
  });

  test("a late announcement moves the charge, never the three days", () => {
    for (const late of [later(end, -3 * day), later(end, -1), end, later(end, 2 * day)]) {
      const [letter] = announcedAt(rowsOf(), late).letters ?? [];
      expect(letter?.data.nextChargeAt).toBe(later(late, 3 * day));
    }
    expect(announcedAt(rowsOf(), later(end, -6 * day - 1)).letters?.[0]?.data.nextChargeAt).toBe(
      chargeDay(end),
    );
  });
});

describe("when", () => {
  test("from seven days before the end to the millisecond, on each of -10..365 days and at Moscow's midnight", () => {
    const midnight = between(end, instant("2026-12-22T00:00:00+03:00"));
    for (let offset = -10; offset <= 365; offset += 1)
      for (const within of [-1, 0, 1, midnight - 1, midnight, midnight + 1]) {
        const now = later(end, offset * day + within);
        // The coming month ends on 22 January: what could be charged no sooner is not announced.
        const lastMoment = instant("2027-01-19T12:00:00+03:00");
        expect([now, announcedAt(rowsOf(), now).letters?.length ?? 0]).toEqual([
          now,
          now >= noticed && now < lastMoment ? 1 : 0,
        ]);
      }
  });

  test.each(subscriptionStates.map((state) => [state, isLive({ state })] as const))(
    "in %s: %p, for a standstill of ours must not end what the viewer wants to go on",
    (state, isAnnounced) => {
      expect(Object.keys(announcedAt(rowsOf({ state }), later(end, 4 * day)))).toHaveLength(
        isAnnounced ? 3 : 0,
      );
    },
  );

  test.each([
    ["it was announced", rowsOf({ noticePeriod: 2 })],
    ["the viewer cancelled", rowsOf({ isRepeatable: false })],
    ["it is parked", rowsOf({ parkedReason: "looked odd" })],
    ["no method is kept", rowsOf({ paymentMethodId: undefined })],
    ["the method is not found", rowsOf({}, { method: undefined })],
    ["the method is unlinked", rowsOf({}, { method: samplePaymentMethod({ unlinkedAt: noticed }) })],
    ["there is no price", rowsOf({}, { prices: [] })],
    [
      "the first price starts after the period",
      rowsOf({}, { prices: [samplePrice({ startsAt: later(end, 1) })] }),
    ],
    ["nothing was ever paid", rowsOf({ startDate: undefined, endDate: undefined, paidPeriods: 0 })],
  ])("not when %s", (_, rows) => expect(announcedAt(rows, noticed)).toEqual({}));

  test("once: after it, nothing; and again for the next period", () => {
    const [after] = announcedAt(rowsOf(), noticed).subscriptions ?? [];
    if (after === undefined) throw new Error("not announced");
    expect(announcedAt({ ...rowsOf(), subscription: after }, later(noticed, hour))).toEqual({});
    const nextEnd = instant("2027-01-22T12:00:00+03:00");
    const renewed = { ...after, paidPeriods: 2, endDate: nextEnd };
    expect(announcedAt({ ...rowsOf(), subscription: renewed }, noticed)).toEqual({});
    const [next] =
      announcedAt({ ...rowsOf(), subscription: renewed }, noticeDay(nextEnd)).subscriptions ?? [];
    expect(next?.noticePeriod).toBe(3);
  });

  test("a plan too short for the notice is not announced what could not be charged", () => {
    const type = sampleType({ length: { unit: "day", count: 1 } });
    const startDate = later(end, -1 * day);
    expect(announcedAt(rowsOf({ startDate }, { type }), startDate)).toEqual({});
  });
});

describe("at which price the coming period is charged", () => {
  const sold = samplePrice({ startsAt: later(end, -90 * day) });
  const dear = samplePrice({ id: sampleId(22), amount: kopecks(39_900), startsAt: end });
  const dearest = samplePrice({ id: sampleId(23), amount: kopecks(49_900), startsAt: later(end, 1) });
  const prices = [sold, dear, dearest];

  test.each<[string, Partial<Subscription>, string | undefined]>([
    ["not announced: in force when it begins", {}, sampleId(22)],
    ["announced", { noticePeriod: 2, noticePriceId: sampleId(2) }, sampleId(2)],
    ["announced for another period", { noticePeriod: 1, noticePriceId: sampleId(2) }, sampleId(22)],
    ["given free days", { endDate: later(end, 30 * day) }, sampleId(23)],
    ["not begun: what it is sold at", { endDate: undefined, paidPeriods: 0 }, sampleId(2)],
    ["before any price", { endDate: later(end, -100 * day) }, undefined],
  ])("%s", (_, change, id) =>
    expect(comingPrice(sampleLiveSubscription(change), prices)?.id).toBe(id as string),
  );
});

describe("the price", () => {
  const old = samplePrice({ amount: kopecks(19_900) });
  const dear = samplePrice({ id: sampleId(22), amount: kopecks(39_900), startsAt: end });

  test("is the one in force when the period begins, and a new one is named beside the old", () => {
    const { subscriptions, letters } = announcedAt(rowsOf({}, { prices: [dear, old] }), noticed);
    expect(subscriptions?.[0]?.noticePriceId).toBe(dear.id);
    expect(letters?.[0]?.data).toMatchObject({ amount: kopecks(39_900), previousAmount: kopecks(19_900) });
  });

  test("one that starts a millisecond after the period is for the next", () => {
    const tooLate = { ...dear, startsAt: later(end, 1) };
    const { subscriptions, letters } = announcedAt(rowsOf({}, { prices: [tooLate, old] }), noticed);
    expect(subscriptions?.[0]?.noticePriceId).toBe(old.id);
    expect(letters?.[0]?.data.previousAmount).toBeUndefined();
  });

  test("a new version at the same sum is no news", () => {
    const same = { ...dear, amount: old.amount };
    expect(
      announcedAt(rowsOf({}, { prices: [same, old] }), noticed).letters?.[0]?.data.previousAmount,
    ).toBeUndefined();
  });

  test("the letter, the subscription and the table always agree", () => {
    const versions = fc.array(
      fc.record({ amount: fc.integer({ min: 1, max: 99_999 }), startsAt: fc.integer({ min: -60, max: 20 }) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(versions, (rows) => {
        const prices = rows.map(({ amount, startsAt }, index) =>
          samplePrice({
            id: sampleId(100 + index),
            amount: kopecks(amount),
            startsAt: later(end, startsAt * day + index),
          }),
        );
        const { subscriptions, letters } = announcedAt(rowsOf({}, { prices }), noticed);
        const price = prices.find(({ id }) => id === subscriptions?.[0]?.noticePriceId);
        expect(letters?.[0]?.data.amount).toBe(price?.amount);
        if (price === undefined) expect(prices.every(({ startsAt }) => startsAt > end)).toBe(true);
        else {
          expect(price.startsAt <= end).toBe(true);
          expect(prices.some(({ startsAt }) => startsAt > price.startsAt && startsAt <= end)).toBe(false);
        }
      }),
    );
  });
});
