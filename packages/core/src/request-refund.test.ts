import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { day, type Instant, instant, later } from "./instant.ts";
import { kopecks, zeroKopecks } from "./money.ts";
import { paymentStatuses } from "./payment.ts";
import type { Refund } from "./refund.ts";
import { previewRefund, type RefundRequestCase, type RefundWish, requestRefund } from "./request-refund.ts";
import {
  sampleCircumstances,
  sampleExternalId,
  sampleFacts,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleRefundFacts,
  sampleSettlement,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import { settlePayment } from "./settle-payment.ts";
import { settleRefund, settleRefundAbsence } from "./settle-refund.ts";
import { type Subscription, type SubscriptionState, subscriptionStates } from "./subscription.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const now = later(sampleNow, 10 * day);
const full: RefundWish = { kind: "full" };
const prorated: RefundWish = { kind: "prorated" };
const part = (amount: number): RefundWish => ({ kind: "partial", amount: kopecks(amount) });

function rowsOf(change: Partial<RefundRequestCase> = {}): RefundRequestCase {
  return {
    payment: samplePaymentIn("succeeded"),
    subscription: sampleLiveSubscription(),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: undefined,
    previous: undefined,
    ...change,
  };
}

const ask = (rows: RefundRequestCase, wish: RefundWish, at: Instant = now) =>
  requestRefund(rows, wish, { reason: "did not like it", requestId: "request" }, sampleCircumstances(at));
const refused = (code: string) => expect.objectContaining({ name: "Refusal", code });

/** Refused with this code both when it is shown and when it is asked for. */
function expectRefused(rows: RefundRequestCase, wish: RefundWish, code: string, at: Instant = now) {
  expect(() => previewRefund(rows, wish, at)).toThrow(refused(code));
  expect(() => ask(rows, wish, at)).toThrow(refused(code));
}

describe("what can be given back", () => {
  test.each(paymentStatuses)("a payment in %s", (status) => {
    const rows = rowsOf({ payment: samplePaymentIn(status) });
    for (const wish of [full, prorated, part(1)])
      if (status === "succeeded") expect(ask(rows, wish).refunds).toHaveLength(1);
      else expectRefused(rows, wish, "refund_not_paid");
  });

  test.each(subscriptionStates)("of a subscription in %s, while the period runs", (state) => {
    const rows = rowsOf({ subscription: sampleLiveSubscription({ state }) });
    const isLive = state === "active" || state === "grace" || state === "hold";
    for (const wish of [full, prorated, part(1)])
      if (isLive) expect(ask(rows, wish).refunds).toHaveLength(1);
      else expectRefused(rows, wish, "refund_period_over");
  });

  test("to the last millisecond of the period, and not of one before the last paid", () => {
    expect(previewRefund(rowsOf(), full, later(end, -1)).amount).toBe(kopecks(29_900));
    for (const wish of [full, prorated, part(1)]) {
      expectRefused(rowsOf(), wish, "refund_period_over", end);
      expectRefused(
        rowsOf({ subscription: sampleLiveSubscription({ paymentId: sampleId(52) }) }),
        wish,
        "refund_period_over",
      );
      expectRefused(
        rowsOf({ subscription: sampleLiveSubscription({ startDate: undefined }) }),
        wish,
        "refund_period_over",
      );
    }
  });

  test("what is left, and no kopeck more", () => {
    const rows = rowsOf({ payment: samplePaymentIn("succeeded", { refunded: kopecks(29_000) }) });
    expect(previewRefund(rows, full, now).amount).toBe(kopecks(900));
    expect(previewRefund(rows, part(900), now).amount).toBe(kopecks(900));
    expectRefused(rows, part(901), "refund_too_large");
    const empty = rowsOf({ payment: samplePaymentIn("succeeded", { refunded: kopecks(29_900) }) });
    for (const wish of [full, prorated, part(1)]) expectRefused(empty, wish, "refund_nothing_left");
  });

  test("prorated, not on the last day, when nothing is unused", () => {
    expect(previewRefund(rowsOf(), prorated, instant("2026-12-20T23:59:59.999+03:00")).amount).toBe(
      kopecks(997),
    );
    expectRefused(rowsOf(), prorated, "refund_nothing_left", instant("2026-12-21T00:00:00+03:00"));
    expect(previewRefund(rowsOf(), full, instant("2026-12-21T00:00:00+03:00")).amount).toBe(kopecks(29_900));
  });

  test("a renewal that was charged ahead comes back whole until its period begins", () => {
    const renewal = samplePaymentIn("succeeded", { id: sampleId(52), purpose: "renewal", periodNumber: 2 });
    const subscription = sampleLiveSubscription({
      paidPeriods: 2,
      paymentId: renewal.id,
      endDate: instant("2027-01-22T12:00:00+03:00"),
    });
    const rows = rowsOf({ payment: renewal, subscription });
    expect(previewRefund(rows, prorated, later(end, -1))).toMatchObject({
      amount: kopecks(29_900),
      formula: { daysInPeriod: 31, daysUnused: 31 },
    });
    expect(previewRefund(rows, prorated, end).formula?.daysUnused).toBe(30);
    expectRefused(
      { ...rows, payment: samplePaymentIn("succeeded") },
      full,
      "refund_period_over",
      later(end, -1),
    );
  });
});

describe("a renewal that was charged ahead", () => {
  const previous = samplePaymentIn("succeeded", { priceId: sampleId(21) });
  const renewal = samplePaymentIn("succeeded", { id: sampleId(52), purpose: "renewal", periodNumber: 2 });
  const subscription = sampleLiveSubscription({
    paidPeriods: 2,
    paymentId: renewal.id,
    endDate: instant("2027-01-22T12:00:00+03:00"),
  });
  const rows = rowsOf({ payment: renewal, subscription, previous });
  const ahead = later(end, -1);

  test.each([
    ["full", full],
    ["prorated", prorated],
    ["a part that is all of it", part(29_900)],
  ] as const)("%s: the days paid before stay, and nothing is charged any more", (_, wish) => {
    expect(previewRefund(rows, wish, ahead)).toMatchObject({ amount: 29_900, endsSubscription: false });
    const changes = ask(rows, wish, ahead);
    expect(changes.subscriptions).toEqual([
      {
        ...subscription,
        paidPeriods: 1,
        endDate: end,
        paymentId: previous.id,
        priceId: sampleId(21),
        isRepeatable: false,
        consentId: undefined,
        version: 3,
      },
    ]);
    expect(changes.payments).toEqual([{ ...renewal, refunded: renewal.amount, undoneAt: ahead }]);
    expect(topicsOf(changes)).toEqual(["refund.issue", "subscription.auto-renew-changed"]);
    expect(changes.letters).toBeUndefined();
  });

  test("a part of it takes no day", () => {
    const changes = ask(rows, part(29_899), ahead);
    expect(changes.subscriptions).toBeUndefined();
    expect(changes.payments).toMatchObject([{ undoneAt: undefined }]);
  });

  test("once its period has begun, the subscription ends", () => {
    expect(previewRefund(rows, full, end)).toMatchObject({ endsSubscription: true });
    expect(ask(rows, full, end)).toMatchObject({
      subscriptions: [{ state: "ended", paidPeriods: 2 }],
      payments: [{ undoneAt: undefined }],
    });
  });

  test("the charge after it, which had not left, goes no more", () => {
    const unfinished = samplePaymentIn("draft", { id: sampleId(53), purpose: "renewal", periodNumber: 3 });
    expect(ask({ ...rows, unfinished }, full, ahead).payments).toMatchObject([
      { id: renewal.id },
      { id: unfinished.id, status: "canceled", cancellation: { reason: "withdrawn" } },
    ]);
  });
});

describe("what follows", () => {
  test("the sum is reserved, the order goes out, and who asked is remembered", () => {
    const changes = ask(rowsOf(), part(10_000));
    expect(changes.payments).toEqual([samplePaymentIn("succeeded", { refunded: kopecks(10_000) })]);
    expect(changes.refunds).toMatchObject([
      {
        paymentId: sampleId(5),
        amount: kopecks(10_000),
        status: "requested",
        kind: "partial",
        reason: "did not like it",
        requestId: "request",
        tries: 1,
        sentTimes: 0,
        createdAt: now,
      },
    ]);
    expect(changes.messages).toMatchObject([
      { topic: "refund.issue", body: { refund_id: changes.refunds?.[0]?.id }, availableAt: now },
    ]);
    expect(changes.subscriptions).toBeUndefined();
  });

  test.each([
    ["full", full],
    ["prorated", prorated],
    ["a part that is all of it", part(29_900)],
  ] as const)("%s: the subscription ends now, and the coming charge goes no more", (_, wish) => {
    for (const state of ["active", "grace", "hold"] as const) {
      const unfinished = samplePaymentIn("draft", { id: sampleId(52), purpose: "renewal", periodNumber: 2 });
      const subscription = sampleLiveSubscription({ state, retryAt: end, tries: 1 });
      const changes = ask(rowsOf({ subscription, unfinished }), wish);
      expect(changes.subscriptions).toEqual([
        {
          ...{ ...subscription, state: "ended", isRepeatable: false, retryAt: undefined, version: 3 },
          ...{ endedAt: now, endCause: "refunded_in_full" },
        },
      ]);
      expect(changes.payments).toMatchObject([
        { id: sampleId(5), status: "succeeded" },
        { id: sampleId(52), status: "canceled", cancellation: { reason: "withdrawn" } },
      ]);
      expect(topicsOf(changes)).toEqual([
        "refund.issue",
        "subscription.ended",
        "payment.canceled",
        "letter.deliver",
      ]);
      expect(changes.letters).toMatchObject([{ template: "ended" }]);
    }
  });

  test("a charge that had left and is paid afterwards comes back whole as well", () => {
    const pending = samplePaymentIn("pending", {
      id: sampleId(52),
      purpose: "renewal",
      periodNumber: 2,
      externalPaymentId: "second",
    });
    const changes = ask(rowsOf({ unfinished: pending }), full);
    expect(changes.payments).toHaveLength(1);
    const subscription = changes.subscriptions?.[0] ?? sampleLiveSubscription();
    const late = settlePayment(
      sampleSettlement({ payment: pending, subscription }),
      sampleFacts({ externalId: "second" }),
      sampleCircumstances(now),
    );
    expect(late).toMatchObject({
      payments: [{ status: "succeeded", refunded: kopecks(29_900) }],
      refunds: [{ kind: "duplicate" }],
    });
    expect(late.subscriptions).toBeUndefined();
  });
});

const wishes = fc.oneof(fc.constantFrom(full, prorated), fc.integer({ min: 1, max: 40_000 }).map(part));

test("the preview is the refund: sum, ending, refusal, whatever the payment, the wish and the moment", () => {
  fc.assert(
    fc.property(
      wishes,
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: -3 * day, max: 31 * day }),
      fc.constantFrom<SubscriptionState>("active", "grace", "hold", "ended"),
      (wish, amount, given, after, state) => {
        const payment = samplePaymentIn("succeeded", {
          amount: kopecks(amount),
          refunded: kopecks(Math.floor(amount * given)),
        });
        const rows = rowsOf({ payment, subscription: sampleLiveSubscription({ state }) });
        const at = later(sampleNow, after);
        const shown = attempt(() => previewRefund(rows, wish, at));
        const done = attempt(() => ask(rows, wish, at));
        if ("code" in shown) {
          expect(done).toEqual(shown);
          return;
        }
        if ("code" in done) throw new Error(`shown, but refused: ${done.code}`);
        expect(done.refunds?.map((refund) => refund.amount)).toEqual([shown.amount]);
        expect(done.subscriptions?.map((after) => after.state)).toEqual(
          shown.endsSubscription ? ["ended"] : undefined,
        );
        expect(shown.amount).toBeGreaterThan(0);
        expect(done.payments?.[0]?.refunded).toBe(kopecks(payment.refunded + shown.amount));
        expect(done.payments?.[0]?.refunded).toBeLessThanOrEqual(amount);
      },
    ),
    { numRuns: 500 },
  );
});

function attempt<Answer>(decide: () => Answer): Answer | { readonly code: string } {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Error && error.name === "Refusal" && "code" in error)
      return { code: String(error.code) };
    throw error;
  }
}

test("any row of requests and the provider's answers: what is under way or done is what the payment says, and within it", () => {
  const steps = fc.array(
    fc.oneof(
      wishes,
      fc.record({
        pick: fc.nat(9),
        answer: fc.constantFrom("succeeded", "pending", "insufficient_funds", "rejected_by_payee", "absent"),
      }),
    ),
    { minLength: 1, maxLength: 25 },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      let payment = samplePaymentIn("succeeded");
      let subscription: Subscription = sampleLiveSubscription();
      const refunds = new Map<string, Refund>();
      const circumstances = sampleCircumstances(now);
      const keep = (changes: ReturnType<typeof ask>) => {
        payment = changes.payments?.find(({ id }) => id === payment.id) ?? payment;
        subscription = changes.subscriptions?.[0] ?? subscription;
        for (const refund of changes.refunds ?? []) refunds.set(refund.id, refund);
      };
      for (const step of sequence) {
        if ("kind" in step) {
          const changes = attempt(() =>
            requestRefund(rowsOf({ payment, subscription }), step, { reason: "asked" }, circumstances),
          );
          if (!("code" in changes)) keep(changes);
        } else {
          const refund = [...refunds.values()][step.pick % Math.max(1, refunds.size)];
          if (refund === undefined || refund.status === "succeeded" || refund.status === "canceled") continue;
          const rows = { refund, payment, subscription, type: sampleType() };
          const said = {
            ...sampleRefundFacts({ amount: refund.amount, externalId: `${sampleExternalId} ${refund.id}` }),
            ...(step.answer === "succeeded" || step.answer === "pending"
              ? { status: step.answer }
              : {
                  status: "canceled" as const,
                  cancellation: { party: "refund_network", reason: step.answer },
                }),
          };
          keep(
            step.answer === "absent"
              ? settleRefundAbsence(rows, "refused_by_provider", circumstances)
              : settleRefund(rows, said, circumstances),
          );
        }
        const counted = [...refunds.values()]
          .filter(({ status }) => status !== "canceled")
          .reduce((sum, refund) => sum + refund.amount, 0);
        expect<number>(payment.refunded).toBe(counted);
        expect(counted).toBeLessThanOrEqual(payment.amount);
      }
      expect(payment.refunded >= zeroKopecks).toBe(true);
    }),
    { numRuns: 300 },
  );
});
