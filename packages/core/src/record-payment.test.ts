import { describe, expect, test } from "bun:test";
import type { PaymentThere } from "./both-sides.ts";
import { day, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import type { PaymentStatus } from "./payment.ts";
import {
  findMissing,
  isHarmless,
  periodNamed,
  type Recording,
  type RecordingCase,
  recordPayment,
} from "./record-payment.ts";
import {
  sampleCircumstances,
  sampleExternalId,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePaymentThere,
  samplePrice,
  sampleSubscription,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import { type SubscriptionState, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const now = later(sampleNow, 40 * day);
const secondEnd = instant("2027-01-22T12:00:00+03:00");

/** A renewal that the provider took by the saved method, in time, for the second month. */
function renewalThere(change: Partial<PaymentThere> = {}): PaymentThere {
  const takenAt = later(sampleNow, 28 * day);
  return samplePaymentThere({
    ...{ paymentId: sampleId(51), periodNumber: 2, createdAt: takenAt, capturedAt: takenAt },
    ...{ externalId: "renewal-there", methodId: sampleExternalId, isMethodSaved: true },
    ...change,
  });
}

function caseOf(change: Partial<RecordingCase> = {}): RecordingCase {
  return {
    isHere: false,
    named: undefined,
    subscription: sampleLiveSubscription(),
    type: sampleType(),
    prices: [samplePrice()],
    method: samplePaymentMethod(),
    holder: undefined,
    others: [],
    language: "ru",
    ...change,
  };
}

const record = (rows: RecordingCase, theirs: PaymentThere) =>
  recordPayment(rows, theirs, sampleCircumstances(now));

/** What a recording comes to, in the words of the grids. */
function wordsOf(recording: Recording): string {
  if (recording.kind === "obstacle") return recording.obstacle;
  const { payments = [], subscriptions = [], refunds = [] } = recording.changes;
  return [recording.kind, payments.at(-1)?.status, subscriptions.at(-1)?.state, refunds[0] && "refund"]
    .filter((word) => word !== undefined)
    .join(" ");
}

describe("a lost renewal, by the state of its subscription", () => {
  // Theirs is paid, was declined; is for the first period, or for one after the next.
  const grid = readTable(`
              | paid                       | declined                     | paid before                | ahead
    pending   | earlier_period_missing     | took_nothing canceled        | counts succeeded active    | earlier_period_missing
    active    | counts succeeded active    | took_nothing canceled active | goes_back succeeded refund | earlier_period_missing
    grace     | counts succeeded active    | took_nothing canceled grace  | goes_back succeeded refund | earlier_period_missing
    hold      | counts succeeded active    | took_nothing canceled hold   | goes_back succeeded refund | earlier_period_missing
    ended     | goes_back succeeded refund | took_nothing canceled        | goes_back succeeded refund | goes_back succeeded refund
    abandoned | goes_back succeeded refund | took_nothing canceled        | goes_back succeeded refund | goes_back succeeded refund
  `);
  const theirs: Readonly<Record<string, PaymentThere>> = {
    paid: renewalThere(),
    declined: renewalThere({
      ...{ status: "canceled", capturedAt: undefined },
      cancellation: { party: "payment_network", reason: "insufficient_funds" },
    }),
    "paid before": renewalThere({ periodNumber: 1, methodId: "renewal-there" }),
    ahead: renewalThere({ periodNumber: 3 }),
  };

  test("the grid is whole", () => expect(grid).toHaveLength(4 * subscriptionStates.length));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, value) => {
      const state = row as SubscriptionState;
      const subscription = state === "pending" ? sampleSubscription() : sampleLiveSubscription({ state });
      expect(wordsOf(record(caseOf({ subscription }), theirs[column] ?? renewalThere()))).toBe(value);
    },
  );
});

describe("another payment stands for the same period", () => {
  test.each([
    ["draft", "counts succeeded active"],
    ["pending", "period_under_way"],
    ["waiting_for_capture", "period_under_way"],
    ["unknown", "period_under_way"],
    ["succeeded", "goes_back succeeded refund"],
  ] as const)("%s: %s", (status: PaymentStatus, expected) => {
    const holder = samplePaymentIn(status, { id: sampleId(52), purpose: "renewal", periodNumber: 2 });
    const recording = record(caseOf({ holder }), renewalThere());
    expect(wordsOf(recording)).toBe(expected);
    // The draft goes no more, before the lost one takes its place.
    if (status === "draft" && recording.kind === "counts")
      expect(recording.changes.payments).toMatchObject([
        { id: holder.id, status: "canceled", cancellation: { reason: "withdrawn" } },
        { id: sampleId(51), status: "succeeded" },
      ]);
  });
});

describe("nothing is made up", () => {
  test.each([
    ["recorded meanwhile", { isHere: true }, {}, "recorded_already"],
    ["not paid yet", {}, { status: "pending" }, "not_final"],
    ["only held", {}, { status: "waiting_for_capture" }, "not_final"],
    ["a price that is not ours", { prices: [] }, {}, "price_unknown"],
    ["a price of another plan", {}, { priceId: sampleId(22) }, "price_unknown"],
    ["a type that is gone", { type: undefined }, {}, "price_unknown"],
    ["a kopeck less than the price", {}, { amount: kopecks(29_899) }, "sum_unexplained"],
    ["nobody's subscription", { subscription: undefined }, { userId: undefined }, "viewer_unknown"],
    ["no subscription named", { subscription: undefined }, { subscriptionId: undefined }, "viewer_unknown"],
    ["a later period of a lost one", { subscription: undefined }, {}, "first_period_gone"],
    [
      "an older order, made long before the coming charge",
      {},
      { periodNumber: undefined, createdAt: sampleNow },
      "period_unknown",
    ],
  ] as const)("%s", (_, rows, theirs, expected) =>
    expect(wordsOf(record(caseOf(rows), renewalThere(theirs)))).toBe(expected),
  );
});

describe("which period an order was for", () => {
  const live = sampleLiveSubscription();
  const named = samplePaymentIn("canceled", { periodNumber: 7 });
  const chargeDay = instant("2026-12-19T12:00:00+03:00");
  test.each([
    ["as it says", 5, chargeDay, named, live, 5],
    ["as the row that it names says", undefined, chargeDay, named, live, 7],
    ["an older order, in the time of the coming charge", undefined, chargeDay, undefined, live, 2],
    ["an older order, before it", undefined, later(chargeDay, -1), undefined, live, undefined],
    ["an older order of a purchase", undefined, sampleNow, undefined, sampleSubscription(), 1],
    ["of one that has ended", undefined, chargeDay, undefined, { ...live, state: "ended" }, undefined],
    ["without anything", undefined, chargeDay, undefined, undefined, undefined],
  ] as const)("%s", (_, periodNumber, createdAt, row, subscription, expected) =>
    expect(periodNamed({ periodNumber, createdAt }, row, subscription)).toBe(expected),
  );
});

test("a renewal that counts goes on from the old end, under its own id, with the method that it charged", () => {
  const recording = record(caseOf(), renewalThere());
  expect(recording).toMatchObject({ kind: "counts", paymentId: sampleId(51), givesBack: 0 });
  if (recording.kind !== "counts") return;
  const takenAt = later(sampleNow, 28 * day);
  expect(recording.changes.payments).toEqual([
    samplePaymentIn("succeeded", {
      ...{ id: sampleId(51), purpose: "renewal", periodNumber: 2, externalPaymentId: "renewal-there" },
      ...{ paymentMethodId: sampleId(6), consentId: undefined, saveMethod: false, returnUrl: undefined },
      ...{ sentAt: takenAt, lastSentAt: takenAt, paymentDate: takenAt, createdAt: takenAt },
      methodType: "bank_card",
    }),
  ]);
  expect(recording.changes.subscriptions).toMatchObject([
    { state: "active", paidPeriods: 2, endDate: secondEnd, paymentId: sampleId(51), isRepeatable: true },
  ]);
  expect(recording.changes.letters).toMatchObject([{ template: "renewed" }]);
  expect(topicsOf(recording.changes)).toContain("subscription.renewed");
});

test("what was declined is counted, planned anew and not told a second time", () => {
  const recording = record(
    caseOf(),
    renewalThere({ status: "canceled", cancellation: { party: "x", reason: "insufficient_funds" } }),
  );
  if (recording.kind !== "took_nothing") throw new Error(recording.kind);
  expect(recording.changes.subscriptions).toMatchObject([{ tries: 1, retryAt: later(now, 1 * day) }]);
  expect(recording.changes.letters).toBeUndefined();
  expect(topicsOf(recording.changes)).toEqual(["payment.canceled"]);
});

describe("a purchase whose subscription is gone too", () => {
  const rows = caseOf({ subscription: undefined, method: undefined, language: "en" });
  const theirs = samplePaymentThere({ isMethodSaved: true });

  test("begins when it was paid for, does not renew, keeps no method, and speaks the viewer's language", () => {
    const recording = record(rows, theirs);
    expect(wordsOf(recording)).toBe("counts succeeded active");
    if (recording.kind !== "counts") return;
    expect(recording.changes.subscriptions).toMatchObject([
      {
        ...{ id: sampleId(4), userId: "viewer", product: "cinema", priceId: sampleId(2), language: "en" },
        ...{ startDate: sampleNow, endDate: instant("2026-12-22T12:00:00+03:00"), paidPeriods: 1 },
        ...{ isRepeatable: false, paymentMethodId: undefined, consentId: undefined },
      },
    ]);
    expect(recording.changes.paymentMethods).toBeUndefined();
    expect(recording.changes.payments).toMatchObject([{ id: sampleId(5), saveMethod: false, returnUrl: "" }]);
  });

  test("when the viewer has another by now, the money goes back", () => {
    const others = [sampleLiveSubscription({ id: sampleId(44) })];
    const recording = record({ ...rows, others }, theirs);
    expect(wordsOf(recording)).toBe("goes_back succeeded abandoned refund");
    expect(recording).toMatchObject({ givesBack: 29_900 });
  });

  test("declined, it is abandoned", () =>
    expect(wordsOf(record(rows, { ...theirs, status: "canceled" }))).toBe("took_nothing canceled abandoned"));
});

describe("what goes back", () => {
  const paidAlready = caseOf({ holder: samplePaymentIn("succeeded", { periodNumber: 2 }) });

  test("stands in the books as taken, for no period, with a refund of what the provider has not given back", () => {
    const there = renewalThere({ refunded: kopecks(9_900), methodType: "sberbank" });
    const recording = record(paidAlready, there);
    if (recording.kind !== "goes_back") throw new Error(recording.kind);
    expect(recording.givesBack).toBe(kopecks(20_000));
    expect(recording.changes.payments).toMatchObject([
      {
        ...{ status: "succeeded", externalPaymentId: "renewal-there", methodType: "sberbank" },
        ...{ undoneAt: now, refunded: 20_000 },
      },
    ]);
    expect(recording.changes.refunds).toMatchObject([
      { kind: "duplicate", amount: 20_000, status: "requested" },
    ]);
    expect(topicsOf(recording.changes)).toEqual(["refund.issue", "payment.succeeded"]);
  });

  test("nothing more when the provider has given all of it back", () => {
    const recording = record(paidAlready, renewalThere({ refunded: kopecks(29_900) }));
    expect(wordsOf(recording)).toBe("goes_back succeeded");
    expect(isHarmless(recording)).toBeTrue();
  });

  test("a row that stands for another order keeps its id, and the money gets a row of its own", () => {
    const named = samplePaymentIn("canceled", { externalPaymentId: undefined });
    const subscription = sampleSubscription({ state: "abandoned" });
    const recording = record(caseOf({ named, subscription, method: undefined }), samplePaymentThere());
    expect(recording).toMatchObject({ kind: "goes_back", paymentId: sampleId(901) });
    if (recording.kind === "goes_back")
      expect(recording.changes.payments).toMatchObject([{ id: sampleId(901), consentId: sampleId(3) }]);
  });
});

describe("what a comparison says of it", () => {
  const holder = samplePaymentIn("succeeded", { periodNumber: 2 });
  const say = (rows: Partial<RecordingCase>, theirs: Partial<PaymentThere>) => {
    const [all, there] = [caseOf(rows), renewalThere(theirs)];
    const finding = findMissing(there, all, record(all, there));
    return finding && `${finding.class}${finding.action ? " ready" : ""}${finding.obstacle ? " but" : ""}`;
  };
  test.each([
    ["it fits", {}, {}, "payment_missing_here ready"],
    ["declined", {}, { status: "canceled" }, "payment_missing_here ready"],
    ["its period is paid", { holder }, {}, "payment_charged_twice ready but"],
    [
      "its period is paid, and it has gone back",
      { holder },
      { refunded: kopecks(29_900) },
      "payment_missing_here ready",
    ],
    [
      "its subscription has ended",
      { subscription: sampleLiveSubscription({ state: "ended" }) },
      {},
      "payment_missing_here ready but",
    ],
    ["nobody's money", { subscription: undefined }, { userId: undefined }, "payment_missing_here but"],
    [
      "nobody's money, but held",
      { subscription: undefined },
      { status: "waiting_for_capture" },
      "payment_missing_here but",
    ],
    [
      "nobody's, gone back",
      { subscription: undefined },
      { userId: undefined, refunded: kopecks(29_900) },
      undefined,
    ],
    ["nobody's, declined", { subscription: undefined }, { userId: undefined, status: "canceled" }, undefined],
    ["nobody's, not paid yet", { subscription: undefined }, { status: "pending" }, undefined],
    ["recorded meanwhile", { isHere: true }, {}, undefined],
  ] as const)("%s", (_, rows, theirs, expected) => expect(say(rows, theirs)).toBe(expected as string));
});
