import { describe, expect, test } from "bun:test";
import { hour, later, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import {
  sampleCircumstances,
  sampleConsent,
  sampleExternalId,
  sampleFacts,
  sampleId,
  sampleNow,
  samplePaymentIn,
  sampleSettlement,
  sampleSubscription,
  topicsOf,
} from "./sample-rows.ts";
import { settlePayment } from "./settle-payment.ts";

const now = later(sampleNow, 10 * minute);
const circumstances = () => sampleCircumstances(now);

describe("paid", () => {
  const rows = sampleSettlement();
  const changes = settlePayment(rows, sampleFacts(), circumstances());

  test("access begins now, for one month of Moscow's calendar, whenever the money was taken", () => {
    const late = settlePayment(rows, sampleFacts({ capturedAt: sampleNow }), circumstances());
    expect(late.subscriptions).toEqual([
      {
        ...rows.subscription,
        state: "active",
        startDate: now,
        endDate: later(now, 30 * 24 * hour),
        paidPeriods: 1,
        paymentId: rows.payment.id,
        paymentMethodId: late.paymentMethods?.[0]?.id,
        version: 2,
      },
    ]);
    expect(late.payments?.[0]).toMatchObject({ paymentDate: sampleNow, confirmationUrl: undefined });
  });

  test("without a time from the provider the money was taken now", () => {
    const { payments } = settlePayment(rows, sampleFacts({ capturedAt: undefined }), circumstances());
    expect(payments?.[0]?.paymentDate).toBe(now);
  });

  test("one letter about this payment says until when and what is debited then, and is delivered", () => {
    expect(changes.letters).toMatchObject([
      {
        cause: `payment:${rows.payment.id}`,
        template: "paid",
        status: "queued",
        language: "ru",
        userId: "viewer",
        data: {
          planName: "Месяц",
          amount: kopecks(29_900),
          nextAmount: kopecks(29_900),
          until: later(now, 30 * 24 * hour),
        },
      },
    ]);
    expect(changes.messages?.[0]).toMatchObject({
      topic: "letter.deliver",
      body: { letter_id: changes.letters?.[0]?.id },
    });
  });

  test("others hear of the payment and of the subscription, as both are after it", () => {
    expect(topicsOf(changes)).toEqual(["letter.deliver", "payment.succeeded", "subscription.activated"]);
    expect(changes.messages?.slice(1).map(({ body }) => body)).toEqual([
      {
        payment_id: rows.payment.id,
        subscription_id: rows.subscription.id,
        user_id: "viewer",
        version: 2,
        amount_kopecks: 29_900,
        purpose: "first",
        period_number: 1,
        cancellation_reason: undefined,
        request_id: undefined,
        occurred_at: now,
      },
      {
        subscription_id: rows.subscription.id,
        user_id: "viewer",
        version: 2,
        state: "active",
        is_active: true,
        is_repeatable: true,
        start_date: now,
        end_date: later(now, 30 * 24 * hour),
        occurred_at: now,
      },
    ]);
  });

  test("the saved card is remembered as the provider names it, under the consent", () => {
    expect(changes.paymentMethods).toMatchObject([
      {
        externalId: sampleExternalId,
        type: "bank_card",
        title: "Bank card *4477",
        cardLast4: "4477",
        cardExpiryMonth: 12,
        cardExpiryYear: 2030,
        consentId: sampleConsent().id,
        linkedAt: now,
        unlinkedAt: undefined,
        userId: "viewer",
      },
    ]);
  });

  const method = sampleFacts().method;
  test.each([
    ["the provider did not save it", {}, sampleFacts({ method: method && { ...method, saved: false } })],
    ["the provider names no method", {}, sampleFacts({ method: undefined })],
    ["there is no consent", { consent: undefined }, sampleFacts()],
    [
      "the viewer does not want renewal (a tick on the provider's page saved it)",
      { subscription: sampleSubscription({ isRepeatable: false }) },
      sampleFacts(),
    ],
  ] as const)("no method is kept and nothing renews when %s", (_, change, facts) => {
    const kept = settlePayment(sampleSettlement(change), facts, circumstances());
    expect(kept.paymentMethods).toBeUndefined();
    expect(kept.subscriptions?.[0]).toMatchObject({
      state: "active",
      isRepeatable: false,
      paymentMethodId: undefined,
    });
    expect(kept.letters?.[0]?.data.nextAmount).toBeUndefined();
  });

  test("a wallet without a title or a card is known by its kind", () => {
    const wallet = { externalId: "w", type: "yoo_money", saved: true, title: undefined, card: undefined };
    const [kept] = settlePayment(rows, sampleFacts({ method: wallet }), circumstances()).paymentMethods ?? [];
    expect(kept).toMatchObject({ title: "yoo_money", cardLast4: undefined });
  });
});

describe("two tabs", () => {
  const first = sampleSettlement();
  const second = sampleSettlement({
    payment: samplePaymentIn("pending", {
      id: sampleId(55),
      subscriptionId: sampleId(44),
      externalPaymentId: "second",
    }),
    subscription: sampleSubscription({ id: sampleId(44) }),
  });

  test("whichever is paid first gives access; the other goes back whole and its method is forgotten", () => {
    const won = settlePayment(first, sampleFacts(), circumstances()).subscriptions?.[0];
    if (won === undefined) throw new Error("nobody won");
    const lost = settlePayment(
      { ...second, others: [won] },
      sampleFacts({ externalId: "second" }),
      circumstances(),
    );
    expect(won.state).toBe("active");
    expect(lost.subscriptions).toMatchObject([{ id: sampleId(44), state: "abandoned" }]);
    expect(lost.payments).toMatchObject([{ status: "succeeded", refunded: kopecks(29_900) }]);
    expect(lost.refunds).toMatchObject([
      {
        paymentId: sampleId(55),
        amount: kopecks(29_900),
        kind: "duplicate",
        status: "requested",
        sentTimes: 0,
      },
    ]);
    expect(lost.messages).toMatchObject([
      { topic: "refund.issue", body: { refund_id: lost.refunds?.[0]?.id }, availableAt: now },
      {
        topic: "payment.succeeded",
        body: { payment_id: sampleId(55), subscription_id: sampleId(44), version: 2 },
      },
    ]);
    expect(lost.paymentMethods).toBeUndefined();
    expect(lost.letters).toBeUndefined();
  });
});

describe("declined", () => {
  const declined = { party: "payment_network", reason: "insufficient_funds" };

  test("the letter says the reason in its class", () => {
    const facts = sampleFacts({ status: "canceled", cancellation: declined });
    const { payments, letters } = settlePayment(sampleSettlement(), facts, circumstances());
    expect(payments?.[0]?.cancellation).toEqual(declined);
    expect(letters).toMatchObject([
      { template: "payment_failed", data: { failure: "funds", amount: kopecks(29_900) } },
    ]);
    expect(letters?.[0]?.data.until).toBeUndefined();
  });

  test("others hear the reason, at the version that was saved with it", () => {
    const facts = sampleFacts({ status: "canceled", cancellation: declined });
    const changes = settlePayment(sampleSettlement(), facts, circumstances());
    expect(topicsOf(changes)).toEqual(["payment.canceled", "letter.deliver"]);
    expect(changes.messages?.[0]?.body).toMatchObject({
      cancellation_reason: "insufficient_funds",
      version: changes.subscriptions?.[0]?.version,
    });
  });

  test("without a reason it is a general decline", () => {
    const facts = sampleFacts({ status: "canceled", cancellation: undefined });
    const { payments, letters } = settlePayment(sampleSettlement(), facts, circumstances());
    expect(payments?.[0]?.cancellation?.reason).toBe("general_decline");
    expect(letters?.[0]?.data.failure).toBe("bank");
  });
});
