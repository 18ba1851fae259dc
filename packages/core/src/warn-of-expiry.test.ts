import { describe, expect, test } from "bun:test";
import { chargeDay } from "./announce-renewal.ts";
import { day, instant, later } from "./instant.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  samplePaymentMethod,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import { expiresAt, expiryNotice, warnOfExpiry } from "./warn-of-expiry.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const charge = chargeDay(end);

function warned(
  month: number | undefined,
  year: number | undefined,
  now = later(charge, -expiryNotice),
  change: Parameters<typeof sampleLiveSubscription>[0] = {},
) {
  const method = samplePaymentMethod({ cardExpiryMonth: month, cardExpiryYear: year });
  return warnOfExpiry(
    { subscription: sampleLiveSubscription(change), type: sampleType(), method },
    sampleCircumstances(now),
  );
}

test.each([
  [11, 2026, "2026-12-01T00:00:00+03:00"],
  [12, 2026, "2027-01-01T00:00:00+03:00"],
  [2, 2028, "2028-03-01T00:00:00+03:00"],
])("a card of %p/%p is good to the last millisecond of its month in Moscow", (month, year, expiry) =>
  expect(expiresAt(samplePaymentMethod({ cardExpiryMonth: month, cardExpiryYear: year }))).toBe(
    instant(expiry),
  ),
);

describe("who is warned", () => {
  test("whose card expires before the coming charge: once, with its last moment and the day of the charge", () => {
    const changes = warned(11, 2026);
    expect(changes.letters).toMatchObject([
      {
        template: "card_expiring",
        cause: `payment_method:${sampleId(6)}`,
        data: {
          methodTitle: "Карта •• 4477",
          until: instant("2026-11-30T23:59:59.999+03:00"),
          nextChargeAt: charge,
        },
      },
    ]);
    expect(topicsOf(changes)).toEqual(["letter.deliver"]);
  });

  test.each([
    ["a card that lives till the charge", warned(12, 2026)],
    ["a wallet", warned(undefined, undefined)],
    ["a card of an unknown year", warned(11, undefined)],
    ["a day too early", warned(11, 2026, later(charge, -expiryNotice - 1))],
    ["cancelled", warned(11, 2026, charge, { isRepeatable: false })],
    ["parked", warned(11, 2026, charge, { parkedReason: "looked odd" })],
    ["the method is gone", warned(11, 2026, charge, { paymentMethodId: undefined })],
    ["nothing paid", warned(11, 2026, charge, { endDate: undefined })],
  ])("not with %s", (_, changes) => expect(changes).toEqual({}));

  test("a card that expires in the very moment of the charge is of no use for it", () => {
    const endDate = later(instant("2026-12-01T00:00:00+03:00"), 3 * day);
    const at = later(endDate, -3 * day - expiryNotice);
    expect(warned(11, 2026, at, { endDate }).letters).toHaveLength(1);
    expect(warned(11, 2026, at, { endDate: later(endDate, -1) })).toEqual({});
  });
});
