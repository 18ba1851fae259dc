import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { between, day, hour, type Instant, later, minute } from "./instant.ts";
import type { Payment } from "./payment.ts";
import { paymentStatuses } from "./payment.ts";
import {
  sampleCircumstances,
  sampleExternalId,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePayment,
  samplePaymentMethod,
  sampleSubscription,
} from "./sample-rows.ts";
import { decideNoAnswer, decideSending, type SendingCase } from "./send-payment.ts";
import { readTable } from "./text-table.ts";

const now = later(sampleNow, 2 * day);

/** Where a payment may stand, and how long ago it was made or first sent. */
const standings: Readonly<Record<string, (purpose: "first" | "renewal") => Payment>> = {
  draft: (purpose) => made(purpose, { createdAt: later(now, -1 * minute) }),
  "draft, 10 min old": (purpose) => made(purpose, { createdAt: later(now, -10 * minute) }),
  "draft, 23:59:59": (purpose) => made(purpose, { createdAt: later(now, 1000 - 24 * hour) }),
  "draft, 24 h": (purpose) => made(purpose, { createdAt: later(now, -24 * hour) }),
  "sent 1 min ago": (purpose) => sent(purpose, "pending", 1 * minute),
  "unknown, 5 min": (purpose) => sent(purpose, "unknown", 5 * minute),
  "unknown, 19:59:59": (purpose) => sent(purpose, "unknown", 20 * hour - 1000),
  "unknown, 20 h": (purpose) => sent(purpose, "unknown", 20 * hour),
  "sent, 2 days": (purpose) => sent(purpose, "pending", 2 * day),
  "at the provider": (purpose) => ({
    ...sent(purpose, "pending", 1 * minute),
    externalPaymentId: sampleExternalId,
  }),
  "held there": (purpose) => ({
    ...sent(purpose, "waiting_for_capture", 1 * minute),
    externalPaymentId: sampleExternalId,
  }),
  succeeded: (purpose) => sent(purpose, "succeeded", 1 * minute),
  canceled: (purpose) => sent(purpose, "canceled", 1 * minute),
};

function made(purpose: "first" | "renewal", change: Partial<Payment>): Payment {
  return samplePayment(
    purpose === "first"
      ? change
      : { purpose, periodNumber: 2, paymentMethodId: sampleId(6), returnUrl: undefined, ...change },
  );
}

function sent(purpose: "first" | "renewal", status: Payment["status"], ago: number): Payment {
  return made(purpose, {
    status,
    sentAt: later(now, -ago),
    lastSentAt: later(now, -ago),
    sentTimes: 1,
    createdAt: later(now, -ago),
  });
}

/** What stands in the way of a charge, or nothing. */
const cases: Readonly<Record<string, (payment: Payment) => SendingCase>> = {
  first: (payment) => ({ payment, subscription: sampleSubscription(), method: undefined }),
  "first, abandoned": (payment) => ({
    payment,
    subscription: sampleSubscription({ state: "abandoned" }),
    method: undefined,
  }),
  renewal: (payment) => renewal(payment),
  "halted, first": (payment) => ({
    payment,
    subscription: sampleSubscription(),
    method: undefined,
    isHalted: true,
  }),
  "halted, renewal": (payment) => ({ ...renewal(payment), isHalted: true }),
  "renewal, in hold": (payment) => renewal(payment, { state: "hold" }),
  unlinked: (payment) => ({ ...renewal(payment), method: samplePaymentMethod({ unlinkedAt: sampleNow }) }),
  "no method": (payment) => ({ ...renewal(payment), method: undefined }),
  "another method": (payment) => renewal(payment, { paymentMethodId: sampleId(66) }),
  parked: (payment) => renewal(payment, { parkedReason: "looked odd" }),
  cancelled: (payment) => renewal(payment, { isRepeatable: false }),
  "paid already": (payment) => renewal(payment, { paidPeriods: 2 }),
  "a gap before": (payment) => renewal(payment, { paidPeriods: 0 }),
  ended: (payment) => renewal(payment, { state: "ended" }),
};

function renewal(payment: Payment, change: Parameters<typeof sampleLiveSubscription>[0] = {}): SendingCase {
  return { payment, subscription: sampleLiveSubscription(change), method: samplePaymentMethod() };
}

// A repeat takes the money when the first order never arrived, so a repeat needs what a first order needs.
const grid = readTable(`
                    | first    | first, abandoned | renewal  | halted, first | halted, renewal | renewal, in hold | unlinked | no method | another method | parked   | cancelled | paid already | a gap before | ended
  draft             | send     | withdraw         | send     | send          | wait            | send             | withdraw | withdraw  | withdraw       | withdraw | withdraw  | withdraw     | withdraw     | withdraw
  draft, 10 min old | withdraw | withdraw         | send     | withdraw      | wait            | send             | withdraw | withdraw  | withdraw       | withdraw | withdraw  | withdraw     | withdraw     | withdraw
  draft, 23:59:59   | withdraw | withdraw         | send     | withdraw      | wait            | send             | withdraw | withdraw  | withdraw       | withdraw | withdraw  | withdraw     | withdraw     | withdraw
  draft, 24 h       | withdraw | withdraw         | withdraw | withdraw      | withdraw        | withdraw         | withdraw | withdraw  | withdraw       | withdraw | withdraw  | withdraw     | withdraw     | withdraw
  sent 1 min ago    | send     | send             | send     | send          | wait            | send             | wait     | wait      | wait           | wait     | wait      | wait         | wait         | wait
  unknown, 5 min    | send     | send             | send     | send          | look_up         | send             | look_up  | look_up   | look_up        | look_up  | look_up   | look_up      | look_up      | look_up
  unknown, 19:59:59 | send     | send             | send     | send          | look_up         | send             | look_up  | look_up   | look_up        | look_up  | look_up   | look_up      | look_up      | look_up
  unknown, 20 h     | look_up  | look_up          | look_up  | look_up       | look_up         | look_up          | look_up  | look_up   | look_up        | look_up  | look_up   | look_up      | look_up      | look_up
  sent, 2 days      | look_up  | look_up          | look_up  | look_up       | look_up         | look_up          | look_up  | look_up   | look_up        | look_up  | look_up   | look_up      | look_up      | look_up
  at the provider   | settle   | settle           | settle   | settle        | settle          | settle           | settle   | settle    | settle         | settle   | settle    | settle       | settle       | settle
  held there        | settle   | settle           | settle   | settle        | settle          | settle           | settle   | settle    | settle         | settle   | settle    | settle       | settle       | settle
  succeeded         | nothing  | nothing          | nothing  | nothing       | nothing         | nothing          | nothing  | nothing   | nothing        | nothing  | nothing   | nothing      | nothing      | nothing
  canceled          | nothing  | nothing          | nothing  | nothing       | nothing         | nothing          | nothing  | nothing   | nothing        | nothing  | nothing   | nothing      | nothing      | nothing
`);

function decided(rows: SendingCase): string {
  const { step, changes } = decideSending(rows, sampleCircumstances(now));
  if (step !== "nothing") return step;
  if (changes.payments === undefined) return changes.messages === undefined ? "nothing" : "wait";
  return "withdraw";
}

describe("may a payment go out now", () => {
  test("the grid is whole", () => {
    expect(grid).toHaveLength(Object.keys(standings).length * Object.keys(cases).length);
    const tried = Object.values(standings).map((standing) => standing("first").status);
    expect(new Set(tried)).toEqual(new Set(paymentStatuses));
  });

  test.each(grid.map((cell) => [cell.row, cell.column, cell.value] as const))(
    "%s, %s: %s",
    (row, column, step) => {
      const payment = standings[row]?.(column.includes("first") ? "first" : "renewal");
      const rows = payment && cases[column]?.(payment);
      if (rows === undefined) throw new Error(`unknown: ${row}, ${column}`);
      expect(decided(rows)).toBe(step);
    },
  );

  test("two things in the way are no less than one", () => {
    const flaws = fc.record({
      parked: fc.boolean(),
      cancelled: fc.boolean(),
      unlinked: fc.boolean(),
      state: fc.constantFrom("pending", "active", "grace", "hold", "ended", "abandoned"),
      paidPeriods: fc.integer({ min: 0, max: 3 }),
      ago: fc.integer({ min: 0, max: 3 * day }),
      status: fc.constantFrom("draft", "pending", "unknown"),
    });
    fc.assert(
      fc.property(flaws, ({ parked, cancelled, unlinked, state, paidPeriods, ago, status }) => {
        const payment =
          status === "draft" ? made("renewal", { createdAt: now }) : sent("renewal", status, ago);
        const method = samplePaymentMethod({ unlinkedAt: unlinked ? sampleNow : undefined });
        const subscription = sampleLiveSubscription({
          state,
          paidPeriods,
          isRepeatable: !cancelled,
          parkedReason: parked ? "looked odd" : undefined,
        });
        const isFree = !parked && !cancelled && !unlinked && paidPeriods === 1;
        const isLive = state === "active" || state === "grace" || state === "hold";
        const isFresh = status === "draft" || ago < 20 * hour;
        expect(decided({ payment, subscription, method }) === "send").toBe(isFree && isLive && isFresh);
      }),
    );
  });
});

describe("what is committed before the call", () => {
  test("the intent of the first sending, and somebody to ask again should we die", () => {
    const payment = samplePayment({ createdAt: now });
    const sending = decideSending(
      { payment, subscription: sampleSubscription(), method: undefined },
      sampleCircumstances(now),
    );
    expect(sending.payment).toEqual({
      ...payment,
      status: "pending",
      sentAt: now,
      lastSentAt: now,
      sentTimes: 1,
    });
    expect(sending.changes.payments).toEqual([sending.payment]);
    expect(sending.changes.messages).toMatchObject([
      { topic: "payment.charge", body: { payment_id: payment.id }, availableAt: later(now, 1 * minute) },
    ]);
  });

  test("a repeat keeps the id, the moment of the first sending and the status, and counts", () => {
    const payment = sent("first", "unknown", 3 * hour);
    const sending = decideSending(
      { payment, subscription: sampleSubscription(), method: undefined },
      sampleCircumstances(now),
    );
    expect(sending.payment).toEqual({ ...payment, lastSentAt: now, sentTimes: 2 });
  });

  test("a look-up is believed only when the last sending cannot be on its way any more", () => {
    const payment = { ...sent("renewal", "unknown", 3 * hour), lastSentAt: later(now, -5 * minute + 1) };
    const rows = {
      payment,
      subscription: sampleLiveSubscription({ isRepeatable: false }),
      method: undefined,
    };
    expect(decided(rows)).toBe("wait");
    expect(decided({ ...rows, payment: { ...payment, lastSentAt: later(now, -5 * minute) } })).toBe(
      "look_up",
    );
  });

  test("a withdrawn draft ends its purchase and writes no letter; a renewal's subscription stays", () => {
    const draft = samplePayment({ createdAt: later(now, -1 * hour) });
    const first = decideSending(
      { payment: draft, subscription: sampleSubscription(), method: undefined },
      sampleCircumstances(now),
    );
    expect(first.changes).toEqual({
      payments: [{ ...draft, status: "canceled", cancellation: { party: "merchant", reason: "withdrawn" } }],
      subscriptions: [{ ...sampleSubscription(), state: "abandoned", version: 2 }],
      messages: [expect.objectContaining({ topic: "payment.canceled" })],
    });
    expect(first.changes.messages?.[0]?.body).toMatchObject({ version: 2, cancellation_reason: "withdrawn" });
    const second = decideSending(
      renewal(made("renewal", { requestId: "request" }), { isRepeatable: false }),
      sampleCircumstances(now),
    );
    expect(second.changes.subscriptions).toEqual([]);
    expect(second.changes.messages?.[0]?.body).toMatchObject({
      payment_id: sampleId(5),
      version: 2,
      request_id: "request",
    });
    expect(second.changes.letters).toBeUndefined();
  });

  test("a charge that waits for the end of a halt looks again in ten minutes, and changes nothing till then", () => {
    const { changes } = decideSending(
      { ...renewal(made("renewal", { createdAt: now })), isHalted: true },
      sampleCircumstances(now),
    );
    expect(changes).toEqual({
      messages: [expect.objectContaining({ topic: "payment.charge", availableAt: later(now, 10 * minute) })],
    });
  });

  test("a charge that was forbidden after it left is asked about later, when a look-up can be trusted", () => {
    const payment = sent("renewal", "unknown", 1 * minute);
    const { changes } = decideSending(renewal(payment, { isRepeatable: false }), sampleCircumstances(now));
    expect(changes.payments).toBeUndefined();
    expect(changes.messages).toMatchObject([
      { topic: "payment.charge", availableAt: later(payment.sentAt as Instant, 5 * minute) },
    ]);
  });
});

describe("no answer", () => {
  test("the outcome is unknown, and it is asked again at the ladder's next time", () => {
    const payment = sent("first", "pending", 2 * minute);
    const changes = decideNoAnswer(payment, sampleCircumstances(now));
    expect(changes.payments).toEqual([{ ...payment, status: "unknown" }]);
    expect(changes.messages?.map(({ topic, availableAt }) => [topic, between(now, availableAt)])).toEqual([
      ["payment.charge", 3 * minute],
    ]);
  });

  test("or after the wait that the provider named", () => {
    const changes = decideNoAnswer(
      sent("first", "unknown", 2 * minute),
      sampleCircumstances(now),
      30 * minute,
    );
    expect(changes.messages?.[0]?.availableAt).toBe(later(now, 30 * minute));
  });

  test.each(["draft", "at the provider", "held there", "succeeded", "canceled"])(
    "nothing is changed when it comes late: %s",
    (standing) => {
      const payment = standings[standing]?.("first") ?? samplePayment();
      expect(decideNoAnswer(payment, sampleCircumstances(now))).toEqual({});
    },
  );
});

test("left without any answer, a payment is never sent at or after twenty hours, and is never given up", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4 * hour), { minLength: 30, maxLength: 30 }), (delays) => {
      let payment = samplePayment();
      let at = sampleNow;
      for (const delay of delays) {
        const rows = { payment, subscription: sampleSubscription(), method: undefined };
        const { step, payment: after } = decideSending(rows, sampleCircumstances(at));
        expect(step).toBe(between(sampleNow, at) < 20 * hour ? "send" : "look_up");
        const changes = decideNoAnswer(after, sampleCircumstances(at));
        payment = changes.payments?.[0] ?? after;
        const next = changes.messages?.[0]?.availableAt;
        if (next === undefined) throw new Error("given up");
        expect(next > at).toBe(true);
        at = later(next, delay);
      }
      expect(payment.sentAt).toBe(sampleNow);
    }),
  );
});
