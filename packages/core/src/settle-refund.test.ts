import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Changes } from "./changes.ts";
import { between, day, hour, instant, later, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import { isRefundFinal, type Refund, type RefundStatus, refundStatuses } from "./refund.ts";
import {
  sampleCircumstances,
  sampleExternalId,
  sampleLiveSubscription,
  sampleNow,
  samplePayment,
  sampleRefund,
  sampleRefundFacts,
  sampleSubscription,
  sampleType,
} from "./sample-rows.ts";
import { decideRefundNoAnswer, decideRefundSending } from "./send-refund.ts";
import { isGivenUp, type RefundCase, settleRefund, settleRefundAbsence } from "./settle-refund.ts";
import { SettlementMismatch } from "./settlement.ts";
import { readTable } from "./text-table.ts";

const externalRefundId = sampleRefundFacts().externalId;
const now = later(sampleNow, 1 * hour);
const end = instant("2026-12-22T12:00:00+03:00");
const circumstances = () => sampleCircumstances(now);

function standing(status: RefundStatus, change: Partial<Refund> = {}): Refund {
  return sampleRefund({
    status,
    sentAt: sampleNow,
    sentTimes: 1,
    externalRefundId: status === "requested" ? undefined : externalRefundId,
    refundDate: status === "succeeded" ? sampleNow : undefined,
    ...change,
  });
}

function rowsOf(refund: Refund, refunded = kopecks(29_900)): RefundCase {
  return {
    refund,
    payment: samplePayment({ status: "succeeded", externalPaymentId: sampleExternalId, refunded }),
    subscription: sampleSubscription({ state: "abandoned" }),
    type: sampleType(),
  };
}

const canceledFor = (reason: string) =>
  sampleRefundFacts({ status: "canceled", cancellation: { party: "refund_network", reason } });

function outcome({ refunds = [], payments, letters }: Changes): string {
  const said = [
    ...refunds.map((refund) => refund.status),
    payments ? "released" : undefined,
    letters?.[0]?.template,
  ];
  return said.filter((word) => word !== undefined).join(" ") || "-";
}

describe("the provider's refund settles ours", () => {
  const facts = {
    pending: sampleRefundFacts({ status: "pending" }),
    succeeded: sampleRefundFacts(),
    "canceled for good": canceledFor("rejected_by_payee"),
    "canceled for now": canceledFor("insufficient_funds"),
  };
  const grid = readTable(`
              | pending | succeeded          | canceled for good               | canceled for now
    requested | pending | succeeded refunded | canceled released refund_failed | canceled requested
    pending   | -       | succeeded refunded | canceled released refund_failed | canceled requested
    succeeded | -       | -                  | -                               | -
    canceled  | -       | MISMATCH           | -                               | -
  `);

  test("the grid is whole", () => {
    expect(grid).toHaveLength(refundStatuses.length * Object.keys(facts).length);
  });

  test.each(grid.map((cell) => [cell.row, cell.column, cell.value] as const))(
    "%s, provider says %s: %s",
    (row, column, expected) => {
      const rows = rowsOf(standing(row as RefundStatus));
      const said = facts[column as keyof typeof facts];
      if (expected === "MISMATCH") {
        expect(() => settleRefund(rows, said, circumstances())).toThrow(SettlementMismatch);
        return;
      }
      const changes = settleRefund(rows, said, circumstances());
      expect(outcome(changes)).toBe(expected);
      const after = {
        ...rows,
        refund: changes.refunds?.[0] ?? rows.refund,
        payment: changes.payments?.[0] ?? rows.payment,
      };
      expect(settleRefund(after, said, circumstances())).toEqual({});
    },
  );

  test("the letter names the sum that came back and why", () => {
    const { refunds, letters, messages } = settleRefund(
      rowsOf(standing("pending")),
      sampleRefundFacts(),
      circumstances(),
    );
    expect(refunds).toMatchObject([{ externalRefundId, refundDate: now }]);
    expect(letters).toMatchObject([
      {
        cause: `refund:${sampleRefund().id}`,
        template: "refunded",
        userId: "viewer",
        data: { amount: kopecks(29_900), refundKind: "duplicate", planName: "Месяц" },
      },
    ]);
    expect(messages).toMatchObject([
      {
        topic: "refund.succeeded",
        body: {
          refund_id: sampleRefund().id,
          payment_id: samplePayment().id,
          amount_kopecks: 29_900,
          kind: "duplicate",
          occurred_at: now,
        },
      },
      { topic: "letter.deliver", body: { letter_id: letters?.[0]?.id } },
    ]);
  });

  test.each([
    ["ended", { subscriptionNow: "ended" }, sampleLiveSubscription({ state: "ended" })],
    [
      "cancelled, and it runs out",
      { subscriptionNow: "runs_out", until: end },
      sampleLiveSubscription({ isRepeatable: false }),
    ],
    ["renewing", { subscriptionNow: "goes_on" }, sampleLiveSubscription()],
    ["in grace", { subscriptionNow: "goes_on" }, sampleLiveSubscription({ state: "grace" })],
  ] as const)(
    "all of a payment back, and the subscription is %s: the letter says so",
    (_, said, subscription) => {
      const answer = sampleRefundFacts();
      for (const kind of ["full", "prorated"] as const) {
        const rows = { ...rowsOf(standing("pending", { kind })), subscription };
        const [letter] = settleRefund(rows, answer, circumstances()).letters ?? [];
        expect(letter?.data).toEqual({
          planName: "Месяц",
          amount: kopecks(29_900),
          refundKind: kind,
          ...said,
        });
      }
      for (const kind of ["partial", "duplicate"] as const) {
        const rows = { ...rowsOf(standing("pending", { kind })), subscription };
        const [letter] = settleRefund(rows, answer, circumstances()).letters ?? [];
        expect(letter?.data).toEqual({ planName: "Месяц", amount: kopecks(29_900), refundKind: kind });
      }
    },
  );

  test("another object or another sum: a person has to look, whatever the status", () => {
    for (const status of refundStatuses) {
      const other = sampleRefundFacts({ amount: kopecks(29_899) });
      expect(() => settleRefund(rowsOf(standing(status)), other, circumstances())).toThrow(
        SettlementMismatch,
      );
      if (status !== "requested")
        expect(() =>
          settleRefund(
            rowsOf(standing(status)),
            sampleRefundFacts({ externalId: "another" }),
            circumstances(),
          ),
        ).toThrow(SettlementMismatch);
    }
  });

  test("given back although we wrote it off: a person has to look", () => {
    const lost = standing("canceled", { externalRefundId: undefined });
    expect(() => settleRefund(rowsOf(lost), sampleRefundFacts(), circumstances())).toThrow(
      SettlementMismatch,
    );
  });

  test("the receipt's registration is learned afterwards, and an old answer does not take it back", () => {
    const settled = (known: Refund["receiptRegistration"], said: Refund["receiptRegistration"]) =>
      settleRefund(
        rowsOf(standing("succeeded", { receiptRegistration: known })),
        sampleRefundFacts({ receiptRegistration: said }),
        circumstances(),
      ).refunds?.[0]?.receiptRegistration;
    expect(settled(undefined, "pending")).toBe("pending");
    expect(settled("pending", "succeeded")).toBe("succeeded");
    expect(settled("succeeded", "pending")).toBeUndefined();
    expect(settled("succeeded", undefined)).toBeUndefined();
  });
});

describe("a refund that did not go through", () => {
  test.each([
    ["insufficient_funds", 1 * day],
    ["rejected_by_timeout", 30 * minute],
  ])("%s: asked for again, as a new refund with a new id", (reason, wait) => {
    const before = standing("pending", { receiptRegistration: "pending" });
    const {
      refunds = [],
      messages = [],
      payments,
    } = settleRefund(rowsOf(before), canceledFor(reason), circumstances());
    const [rejected, again] = refunds;
    expect(rejected).toMatchObject({ id: before.id, status: "canceled", cancellation: { reason } });
    expect(again).toEqual({
      ...sampleRefund(),
      id: again?.id ?? "",
      tries: 2,
      createdAt: now,
    });
    expect(again?.id).not.toBe(before.id);
    expect(payments).toBeUndefined();
    expect(messages.map(({ topic, body, availableAt }) => [topic, body, between(now, availableAt)])).toEqual([
      ["refund.issue", { refund_id: again?.id ?? "" }, wait],
    ]);
  });

  test.each([
    "rejected_by_payee",
    "general_decline",
    "yoo_money_account_closed",
    "payment_expired",
    "a_reason_of_tomorrow",
    "constructor",
  ])("%s: final, the sum can be refunded another way", (reason) => {
    const { refunds, payments, messages, letters } = settleRefund(
      rowsOf(standing("pending")),
      canceledFor(reason),
      circumstances(),
    );
    expect(refunds).toHaveLength(1);
    expect(refunds?.map(isGivenUp)).toEqual([true]);
    expect(payments?.[0]?.refunded).toBe(kopecks(0));
    expect(messages).toMatchObject([
      {
        topic: "refund.canceled",
        body: { refund_id: sampleRefund().id, cancellation_reason: reason, version: 1 },
      },
      { topic: "letter.deliver", body: { letter_id: letters?.[0]?.id } },
    ]);
    expect(letters).toMatchObject([
      {
        ...{ template: "refund_failed", cause: `refund:${sampleRefund().id}`, userId: "viewer" },
        data: { planName: "Месяц", amount: kopecks(29_900) },
      },
    ]);
  });

  test.each([
    ["insufficient_funds", 1 * day, 1 * day],
    ["rejected_by_timeout", 30 * minute, 1 * day],
    ["never_reached_provider", 1 * minute, 1 * day],
  ])("%s: the waits double from %p to %p, and the fourteenth try is the last", (reason, first, longest) => {
    let rows = rowsOf(sampleRefund({ requestId: "request", requestedBy: "support:anna" }));
    for (let tries = 1; tries < 14; tries += 1) {
      const { refunds, messages, payments } = settleRefund(rows, canceledFor(reason), circumstances());
      const [before, again] = refunds ?? [];
      if (before === undefined || again === undefined) throw new Error(`given up after ${tries}`);
      expect(isGivenUp(before)).toBe(false);
      expect(again).toMatchObject({
        ...{ tries: tries + 1, kind: "duplicate" },
        ...{ requestId: "request", requestedBy: "support:anna" },
      });
      expect(messages?.map(({ availableAt }) => between(now, availableAt))).toEqual([
        Math.min(longest, first * 2 ** (tries - 1)),
      ]);
      expect(payments).toBeUndefined();
      rows = { ...rows, refund: again };
    }
    const last = settleRefund(rows, canceledFor(reason), circumstances());
    expect(outcome(last)).toBe("canceled released refund_failed");
    expect(last.messages?.[0]).toMatchObject({ topic: "refund.canceled", body: { request_id: "request" } });
    expect(last.refunds?.map(isGivenUp)).toEqual([true]);
  });

  test("one that is not refused is not given up", () => {
    for (const status of ["requested", "pending", "succeeded"] as const)
      expect(isGivenUp(standing(status, { tries: 14 }))).toBe(false);
  });

  test("what is under way for a payment stays within what was paid, whatever the answers", () => {
    const step = fc.oneof(
      fc.constant(sampleRefundFacts({ status: "pending" })),
      fc.constant(sampleRefundFacts()),
      fc
        .constantFrom("insufficient_funds", "rejected_by_timeout", "rejected_by_payee", "other")
        .map(canceledFor),
      fc.constantFrom("never_reached_provider", "refused_by_provider"),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 29_900 }),
        fc.nat(29_899),
        fc.array(step, { maxLength: 12 }),
        (asked, elsewhere, steps) => {
          const amount = kopecks(asked);
          const rest = Math.min(elsewhere, 29_900 - asked);
          let rows = rowsOf(
            standing("requested", { amount, externalRefundId: undefined }),
            kopecks(asked + rest),
          );
          for (const said of steps) {
            const externalId = rows.refund.externalRefundId ?? `external ${rows.refund.id}`;
            const changes =
              typeof said === "string"
                ? settleRefundAbsence(rows, said, circumstances())
                : isRefundFinal(rows.refund)
                  ? {}
                  : settleRefund(rows, { ...said, amount, externalId }, circumstances());
            rows = {
              ...rows,
              refund: changes.refunds?.at(-1) ?? rows.refund,
              payment: changes.payments?.[0] ?? rows.payment,
            };
            const counted = rows.refund.status === "canceled" ? rest : asked + rest;
            expect<number>(rows.payment.refunded).toBe(counted);
          }
        },
      ),
    );
  });
});

describe("the provider has no such refund", () => {
  test("it never reached it: asked for again soon; it was refused: released", () => {
    const rows = rowsOf(standing("requested"));
    const again = settleRefundAbsence(rows, "never_reached_provider", circumstances());
    expect(outcome(again)).toBe("canceled requested");
    expect(again.messages?.[0]?.availableAt).toBe(later(now, 1 * minute));
    expect(outcome(settleRefundAbsence(rows, "refused_by_provider", circumstances()))).toBe(
      "canceled released refund_failed",
    );
  });

  test("a look-up that came late does not undo what the provider has since answered", () => {
    for (const status of ["pending", "succeeded", "canceled"] as const)
      expect(
        settleRefundAbsence(rowsOf(standing(status)), "never_reached_provider", circumstances()),
      ).toEqual({});
  });
});

describe("may a refund go out now", () => {
  const decided = (refund: Refund) => decideRefundSending(refund, circumstances());

  test.each([
    ["fresh", "send", sampleRefund()],
    ["sent 1 min ago", "send", standing("requested", { sentAt: later(now, -1 * minute) })],
    ["sent 19:59:59 ago", "send", standing("requested", { sentAt: later(now, 1000 - 20 * hour) })],
    ["sent 20 h ago", "look_up", standing("requested", { sentAt: later(now, -20 * hour) })],
    ["at the provider", "settle", standing("pending")],
    ["given back", "nothing", standing("succeeded")],
    ["canceled", "nothing", standing("canceled")],
  ] as const)("%s: %s", (_, step, refund) => expect(decided(refund).step).toBe(step));

  test("the intent is committed first, with somebody to ask again", () => {
    const { changes, refund } = decided(sampleRefund());
    expect(refund).toEqual({ ...sampleRefund(), sentAt: now, lastSentAt: now, sentTimes: 1 });
    expect(changes.refunds).toEqual([refund]);
    expect(changes.messages).toMatchObject([{ topic: "refund.issue", availableAt: later(now, 1 * minute) }]);
    const repeated = decideRefundSending(refund, sampleCircumstances(later(now, 5 * minute))).refund;
    expect(repeated).toMatchObject({ id: refund.id, sentAt: now, sentTimes: 2 });
  });

  test("without an answer it is asked again by the ladder, or after the named wait", () => {
    const refund = standing("requested", { sentAt: later(now, -2 * minute) });
    const waits = [undefined, 30 * minute].map((wait) =>
      between(now, decideRefundNoAnswer(refund, circumstances(), wait).messages?.[0]?.availableAt ?? now),
    );
    expect(waits).toEqual([3 * minute, 30 * minute]);
  });

  test.each([
    ["not sent", sampleRefund()],
    ["answered meanwhile", standing("pending")],
    ["over", standing("succeeded")],
  ])("no answer changes nothing when it comes late: %s", (_, refund) =>
    expect(decideRefundNoAnswer(refund, circumstances())).toEqual({}),
  );
});
