import { describe, expect, test } from "bun:test";
import type { Changes } from "./changes.ts";
import { eventTopics } from "./event.ts";
import { later, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import { type Payment, type PaymentStatus, paymentStatuses } from "./payment.ts";
import {
  sampleCircumstances,
  sampleFacts,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  sampleSettlement,
  sampleSubscription,
  topicsOf,
} from "./sample-rows.ts";
import { settleAbsence, settlePayment } from "./settle-payment.ts";
import { type ProviderFacts, type SettlementCase, SettlementMismatch } from "./settlement.ts";
import type { Subscription, SubscriptionState } from "./subscription.ts";
import { readTable } from "./text-table.ts";
import { ForbiddenTransition } from "./transition.ts";

const now = later(sampleNow, 10 * minute);
const circumstances = () => sampleCircumstances(now);

const declined = { party: "payment_network", reason: "insufficient_funds" };
const factsIn: Readonly<Record<string, ProviderFacts>> = {
  pending: sampleFacts({
    status: "pending",
    capturedAt: undefined,
    method: undefined,
    confirmationUrl: "https://pay.test/1",
  }),
  waiting_for_capture: sampleFacts({ status: "waiting_for_capture", capturedAt: undefined }),
  succeeded: sampleFacts(),
  canceled: sampleFacts({ status: "canceled", capturedAt: undefined, cancellation: declined }),
};

/** The rows after a change, as a second settlement would read them. */
function applied(rows: SettlementCase, changes: Changes): SettlementCase {
  return {
    ...rows,
    payment: changes.payments?.[0] ?? rows.payment,
    subscription: changes.subscriptions?.[0] ?? rows.subscription,
  };
}

/** What a decision comes to, in the words of the grids below. */
function outcome(decide: () => Changes): string {
  let changes: Changes;
  try {
    changes = decide();
  } catch (error) {
    if (error instanceof SettlementMismatch) return "MISMATCH";
    if (error instanceof ForbiddenTransition) return "OUR BUG";
    throw error;
  }
  const said = [
    changes.payments?.[0]?.status,
    changes.subscriptions?.[0]?.state,
    changes.refunds?.length ? "refund" : undefined,
    changes.letters?.[0]?.template,
  ];
  return said.filter((word) => word !== undefined).join(" ") || "-";
}

/** The events that a cell of the grids calls for. */
function eventsOf(cell: string): string[] {
  return [
    ...(/^(succeeded|canceled)/.test(cell) ? [`payment.${cell.split(" ")[0]}`] : []),
    ...(cell.includes("active") ? ["subscription.activated"] : []),
  ];
}

// Rows: our payment before; columns: the provider's object now. A cell: the payment, its subscription, a refund
// and the letter that follow; "-": nothing changes.
const heading = "| pending | waiting_for_capture | succeeded | canceled";
const grids = {
  "the purchase waits": `
                        ${heading}
    draft               | OUR BUG | OUR BUG             | OUR BUG               | OUR BUG
    pending             | pending | waiting_for_capture | succeeded active paid | canceled abandoned payment_failed
    waiting_for_capture | -       | -                   | succeeded active paid | canceled abandoned payment_failed
    unknown             | pending | waiting_for_capture | succeeded active paid | canceled abandoned payment_failed
    succeeded           | -       | -                   | -                     | -
    canceled            | -       | -                   | MISMATCH              | -`,
  "the purchase waits, and another tab was paid": `
                        ${heading}
    draft               | OUR BUG | OUR BUG             | OUR BUG                    | OUR BUG
    pending             | pending | waiting_for_capture | succeeded abandoned refund | canceled abandoned
    waiting_for_capture | -       | -                   | succeeded abandoned refund | canceled abandoned
    unknown             | pending | waiting_for_capture | succeeded abandoned refund | canceled abandoned
    succeeded           | -       | -                   | -                          | -
    canceled            | -       | -                   | MISMATCH                   | -`,
  "the purchase is over": `
                        ${heading}
    draft               | OUR BUG | OUR BUG             | OUR BUG          | OUR BUG
    pending             | pending | waiting_for_capture | succeeded refund | canceled
    waiting_for_capture | -       | -                   | succeeded refund | canceled
    unknown             | pending | waiting_for_capture | succeeded refund | canceled
    succeeded           | -       | -                   | -                | -
    canceled            | -       | -                   | MISMATCH         | -`,
};

const other = (state: SubscriptionState) => sampleLiveSubscription({ id: sampleId(44), state });
type Situation = readonly [keyof typeof grids, Subscription, readonly Subscription[]];
const situations: readonly Situation[] = [
  ["the purchase waits", sampleSubscription(), []],
  ...(["pending", "ended", "abandoned"] as const).map(
    (state): Situation => ["the purchase waits", sampleSubscription(), [other(state)]],
  ),
  ...(["active", "grace", "hold"] as const).map(
    (state): Situation => [
      "the purchase waits, and another tab was paid",
      sampleSubscription(),
      [other(state)],
    ],
  ),
  ...(["active", "grace", "hold", "ended", "abandoned"] as const).map(
    (state): Situation => ["the purchase is over", sampleLiveSubscription({ state }), []],
  ),
];

describe.each(situations)("a first payment; %s", (name, subscription, others) => {
  const grid = readTable(grids[name]);

  test("the grid is whole", () => {
    expect(new Set(grid.map((cell) => cell.row))).toEqual(new Set(paymentStatuses));
    expect(grid).toHaveLength(paymentStatuses.length * 4);
  });

  test.each(grid.map((cell) => [cell.row, cell.column, cell.value] as const))(
    `${subscription.state}, others [${others.map((row) => row.state)}]: %s, provider says %s: %s`,
    (row, column, expected) => {
      const facts = factsIn[column] ?? sampleFacts();
      const rows = sampleSettlement({ payment: samplePaymentIn(row as PaymentStatus), subscription, others });
      const decide = (current: SettlementCase) => settlePayment(current, facts, circumstances());
      expect(outcome(() => decide(rows))).toBe(expected);
      if (expected === "OUR BUG" || expected === "MISMATCH") return;
      const told = topicsOf(decide(rows)).filter((topic) =>
        (eventTopics as readonly string[]).includes(topic),
      );
      expect(told).toEqual(eventsOf(expected));
      expect(decide(applied(rows, decide(rows)))).toEqual({});
    },
  );
});

describe("what does not fit", () => {
  test.each(paymentStatuses.filter((status) => status !== "draft" && status !== "unknown"))(
    "another object, payment %s",
    (status) => {
      const rows = sampleSettlement({ payment: samplePaymentIn(status) });
      expect(
        outcome(() => settlePayment(rows, sampleFacts({ externalId: "another" }), circumstances())),
      ).toBe("MISMATCH");
    },
  );

  test.each(paymentStatuses)("another sum, payment %s", (status) => {
    for (const amount of [0, 29_899, 29_901, 2_990_000]) {
      const rows = sampleSettlement({ payment: samplePaymentIn(status) });
      const facts = sampleFacts({ amount: kopecks(amount) });
      expect(outcome(() => settlePayment(rows, facts, circumstances()))).toBe("MISMATCH");
    }
  });

  test("taken although we wrote it off: a person has to look", () => {
    const lost = samplePaymentIn("canceled", {
      externalPaymentId: undefined,
      cancellation: { party: "merchant", reason: "never_reached_provider" },
    });
    expect(
      outcome(() => settlePayment(sampleSettlement({ payment: lost }), sampleFacts(), circumstances())),
    ).toBe("MISMATCH");
  });
});

test("whatever a pending answer brings is news once", () => {
  const base = { payment: samplePaymentIn("pending", { externalPaymentId: undefined, sentTimes: 1 }) };
  const bare = sampleFacts({ status: "pending", method: undefined });
  for (const said of [bare, { ...bare, receiptRegistration: "pending" as const }]) {
    const rows = sampleSettlement(base);
    const changes = settlePayment(rows, said, circumstances());
    expect(changes.payments).toMatchObject([
      { externalPaymentId: said.externalId, receiptRegistration: said.receiptRegistration },
    ]);
    expect(settlePayment(applied(rows, changes), said, circumstances())).toEqual({});
    const registered = { ...said, receiptRegistration: "succeeded" as const };
    expect(settlePayment(applied(rows, changes), registered, circumstances()).payments).toMatchObject([
      { status: "pending", receiptRegistration: "succeeded" },
    ]);
  }
});

describe("the receipt's registration", () => {
  const settled = (known: Payment["receiptRegistration"], said: ProviderFacts["receiptRegistration"]) =>
    settlePayment(
      sampleSettlement({ payment: samplePaymentIn("succeeded", { receiptRegistration: known }) }),
      sampleFacts({ receiptRegistration: said }),
      circumstances(),
    ).payments?.[0]?.receiptRegistration ?? "-";

  test("is learned after the payment is over, and an old answer does not take it back", () => {
    const cells = readTable(`
                | undefined | pending | succeeded | canceled
      undefined | -         | pending | succeeded | canceled
      pending   | -         | -       | succeeded | canceled
      succeeded | -         | -       | -         | -
      canceled  | -         | -       | -         | -
    `);
    const read = (text: string) => (text === "undefined" ? undefined : (text as "pending"));
    for (const { row, column, value } of cells)
      expect(`${row} + ${column} = ${settled(read(row), read(column))}`).toBe(
        `${row} + ${column} = ${value}`,
      );
  });
});

describe("the provider has no such payment", () => {
  const reasons = ["never_reached_provider", "refused_by_provider"] as const;
  const expected: Readonly<Record<PaymentStatus, string>> = {
    draft: "OUR BUG",
    pending: "canceled abandoned payment_failed",
    unknown: "canceled abandoned payment_failed",
    waiting_for_capture: "-",
    succeeded: "-",
    canceled: "-",
  };

  test.each(paymentStatuses.flatMap((status) => reasons.map((reason) => [status, reason] as const)))(
    "%s, %s",
    (status, reason) => {
      const externalPaymentId = status === "pending" ? undefined : samplePaymentIn(status).externalPaymentId;
      const rows = sampleSettlement({
        payment: samplePaymentIn(status, { externalPaymentId, sentTimes: 2 }),
      });
      const decide = (current: SettlementCase) => settleAbsence(current, reason, circumstances());
      expect(outcome(() => decide(rows))).toBe(expected[status]);
      if (expected[status] === "OUR BUG") return;
      const changes = decide(rows);
      if (changes.payments) expect(changes.payments[0]?.cancellation).toEqual({ party: "merchant", reason });
      if (changes.letters) expect(changes.letters[0]?.data.failure).toBe("provider");
      expect(decide(applied(rows, changes))).toEqual({});
    },
  );

  test("a look-up that came late does not undo what the provider has since answered", () => {
    expect(settleAbsence(sampleSettlement(), "never_reached_provider", circumstances())).toEqual({});
  });

  test("who is refused while he waits on the page is told there, not by letter", () => {
    const rows = sampleSettlement({ payment: samplePaymentIn("pending", { externalPaymentId: undefined }) });
    expect(outcome(() => settleAbsence(rows, "refused_by_provider", circumstances()))).toBe(
      "canceled abandoned",
    );
  });

  test("who has paid in another tab is not written to", () => {
    const rows = sampleSettlement({ payment: samplePaymentIn("unknown"), others: [other("active")] });
    expect(outcome(() => settleAbsence(rows, "never_reached_provider", circumstances()))).toBe(
      "canceled abandoned",
    );
  });
});

describe("the repeat that waits should an answer be lost", () => {
  const rows = sampleSettlement({ payment: samplePaymentIn("pending") });

  test.each(["succeeded", "canceled"])("goes away with the outcome %s", (status) => {
    const changes = settlePayment(rows, factsIn[status] ?? sampleFacts(), circumstances());
    expect(changes.needlessMessages).toEqual([`payment.charge:${rows.payment.id}`]);
  });

  test.each(["pending", "waiting_for_capture"])("stays while the provider says %s", (status) => {
    const changes = settlePayment(rows, factsIn[status] ?? sampleFacts(), circumstances());
    expect(changes.needlessMessages).toBeUndefined();
  });
});
