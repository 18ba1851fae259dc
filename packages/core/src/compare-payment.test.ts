import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type PaymentHere, type PaymentThere, paymentHere, type Shop } from "./both-sides.ts";
import { comparePayment } from "./compare-payment.ts";
import { differenceClasses } from "./difference-class.ts";
import { hour, later, second } from "./instant.ts";
import { kopecks, zeroKopecks } from "./money.ts";
import { type PaymentStatus, paymentStatuses } from "./payment.ts";
import { sampleExternalId, sampleId, sampleNow, samplePaymentIn, samplePaymentThere } from "./sample-rows.ts";
import { readTable } from "./text-table.ts";

const shop: Shop = { isTest: true, givesReceipts: false };
const fiscalShop: Shop = { isTest: true, givesReceipts: true };

const statusesThere = ["pending", "waiting_for_capture", "succeeded", "canceled"] as const;

function here(status: PaymentStatus, change: Partial<PaymentHere> = {}): PaymentHere {
  return { ...paymentHere(samplePaymentIn(status), zeroKopecks), ...change };
}

function compare(
  ours: PaymentHere | undefined,
  theirs: PaymentThere | undefined,
  at: Shop = shop,
  now = sampleNow,
): string {
  const found = comparePayment({ ours, theirs }, at, now);
  return found.map((each) => `${each.class}${each.action ? ` > ${each.action}` : ""}`).join(", ") || "-";
}

/** What a cell of the grids stands for. */
const cells: Readonly<Record<string, string>> = {
  "-": "-",
  paid: "payment_paid_unnoticed > settle_payment",
  declined: "payment_declined_unnoticed > settle_payment",
  held: "payment_held_unnoticed > settle_payment",
  begun: "payment_begun_unnoticed > settle_payment",
  "never paid": "payment_never_paid",
  "for nothing": "payment_taken_for_nothing > record_payment",
  "held for nothing": "payment_taken_for_nothing",
  "look up": "payment_unanswered > look_up_payment",
  "missing there": "payment_missing_there",
  "missing here": "payment_missing_here > record_payment",
};

const theirsIn = (status: string) =>
  status === "absent" ? undefined : samplePaymentThere({ status: status as PaymentThere["status"] });

describe("ours by status, theirs by status", () => {
  // Ours stands under the provider's id wherever its status allows that.
  const grid = readTable(`
                        | absent        | pending      | waiting_for_capture | succeeded    | canceled
    absent              | -             | missing here | missing here        | missing here | missing here
    draft               | -             | begun        | held                | paid         | declined
    pending             | missing there | -            | held                | paid         | declined
    waiting_for_capture | missing there | -            | -                   | paid         | declined
    unknown             | -             | begun        | held                | paid         | declined
    succeeded           | missing there | never paid   | never paid          | -            | never paid
    canceled            | missing there | -            | held for nothing    | for nothing  | -
  `);

  test("the grid is whole", () =>
    expect(grid).toHaveLength((paymentStatuses.length + 1) * (statusesThere.length + 1)));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, value) => {
      const ours = row === "absent" ? undefined : here(row as PaymentStatus);
      expect(compare(ours, theirsIn(column))).toBe(cells[value] ?? "no such cell");
    },
  );
});

describe("ours without an id of the provider's, and nothing there", () => {
  // By how long ago the order left: a draft never did.
  const grid = readTable(`
                        | never         | now           | 20 h - 1 s    | 20 h
    draft               | -             | -             | -             | -
    pending             | -             | -             | -             | look up
    waiting_for_capture | -             | -             | -             | look up
    unknown             | -             | -             | -             | look up
    succeeded           | missing there | missing there | missing there | missing there
    canceled            | -             | -             | -             | -
  `);
  const ages: Readonly<Record<string, number>> = {
    now: 0,
    "20 h - 1 s": 20 * hour - second,
    "20 h": 20 * hour,
  };

  test.each(
    grid
      .filter(({ row, column }) => row !== "draft" || column === "never")
      .map(({ row, column, value }) => [row, column, value] as const),
  )("%s, sent %s ago: %s", (row, column, value) => {
    const age = ages[column];
    const sentAt = age === undefined ? undefined : later(sampleNow, -age);
    const ours = here(row as PaymentStatus, { externalId: undefined, sentAt });
    expect(compare(ours, undefined)).toBe(cells[value] ?? "no such cell");
  });
});

test.each(statusesThere.map((status) => [status] as const))(
  "ours that is sent and has no id yet, theirs %s",
  (status) => {
    const ours = here("pending", { externalId: undefined });
    const expected = {
      pending: "begun",
      waiting_for_capture: "held",
      succeeded: "paid",
      canceled: "declined",
    };
    expect(compare(ours, theirsIn(status))).toBe(cells[expected[status]] ?? "");
  },
);

describe("who it belongs to", () => {
  test.each([
    ["pending", "-"],
    ["waiting_for_capture", "payment_foreign"],
    ["succeeded", "payment_foreign"],
    ["canceled", "-"],
  ] as const)("theirs, %s, names nothing of ours: %s", (status, expected) =>
    expect(compare(undefined, samplePaymentThere({ status, paymentId: undefined }))).toBe(expected),
  );

  test.each([
    ["pending", "-"],
    ["waiting_for_capture", "payment_charged_twice"],
    ["succeeded", "payment_charged_twice > record_payment"],
    ["canceled", "-"],
  ] as const)("theirs, %s, is our order under another id: %s", (status, expected) => {
    const theirs = samplePaymentThere({ status, externalId: "3d3f1234-000f-5000-9000-1edaf29243f2" });
    for (const ours of ["pending", "succeeded", "canceled"] as const)
      expect(compare(here(ours), theirs)).toBe(expected);
  });

  test("another subscription, another sum, play money: named before any status, and never settled", () => {
    for (const ours of paymentStatuses)
      for (const status of statusesThere) {
        const theirs = (change: Partial<PaymentThere>) => samplePaymentThere({ status, ...change });
        expect(compare(here(ours), theirs({ subscriptionId: sampleId(44) }))).toBe(
          "payment_subscription_differs",
        );
        expect(compare(here(ours), theirs({ amount: kopecks(29_899) }))).toBe("payment_amount_differs");
        expect(compare(here(ours), theirs({ isTest: false }))).toBe("payment_test");
        expect(compare(here(ours), theirs({}), { ...shop, isTest: false })).toBe("payment_test");
      }
    expect(compare(undefined, samplePaymentThere({ isTest: false }))).toBe("payment_test");
  });

  test("an older order, which names its payment alone, is compared all the same", () => {
    const theirs = samplePaymentThere({ subscriptionId: undefined, userId: undefined, priceId: undefined });
    expect(compare(here("succeeded"), theirs)).toBe("-");
  });
});

describe("paid on both sides", () => {
  test("what has gone back is the same, or differs either way", () => {
    const returned = (ours: number, theirs: number) =>
      compare(
        here("succeeded", { returned: kopecks(ours) }),
        samplePaymentThere({ refunded: kopecks(theirs) }),
      );
    expect(returned(10_000, 10_000)).toBe("-");
    expect(returned(10_000, 10_001)).toBe("payment_refunded_sum_differs");
    expect(returned(10_000, 0)).toBe("payment_refunded_sum_differs");
  });

  test("a method that this payment saved needs a consent, one that it charged does not", () => {
    const saved = samplePaymentThere({ isMethodSaved: true, methodId: sampleExternalId });
    expect(compare(here("succeeded", { saveMethod: true }), saved)).toBe("-");
    expect(compare(here("succeeded", { saveMethod: false }), saved)).toBe("method_saved_without_consent");
    const charged = samplePaymentThere({ isMethodSaved: true, methodId: "an-older-payment" });
    expect(compare(here("succeeded", { saveMethod: false }), charged)).toBe("-");
  });

  // Rows: our registration; columns: theirs.
  const grid = readTable(`
              | none    | pending | succeeded | canceled
    none      | missing | -       | noticed   | noticed canceled
    pending   | missing | -       | noticed   | noticed canceled
    succeeded | missing | -       | -         | canceled
    canceled  | missing | -       | -         | canceled
  `);
  const words: Readonly<Record<string, string>> = {
    missing: "receipt_missing > make_receipt",
    canceled: "receipt_canceled > make_receipt",
    noticed: "receipt_unnoticed > settle_payment",
    "-": "-",
  };
  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "receipt %s here, %s there: %s",
    (row, column, value) => {
      const registration = (text: string) =>
        text === "none" ? undefined : (text as "pending" | "succeeded" | "canceled");
      const ours = here("succeeded", { receiptRegistration: registration(row) });
      const theirs = samplePaymentThere({ receiptRegistration: registration(column) });
      const expected = value.split(" ").map((word) => words[word]);
      expect(compare(ours, theirs, fiscalShop)).toBe(expected.join(", "));
      // A shop without receipts lacks none; what it says of one is written down all the same.
      const noticed = expected.filter((word) => word === words.noticed);
      expect(compare(ours, theirs)).toBe(noticed.join(", ") || "-");
    },
  );
});

test("whatever both sides say: equal facts differ in nothing, and every finding has a class with words", () => {
  const anything = fc.record({
    status: fc.constantFrom(...statusesThere),
    amount: fc.integer({ min: 1, max: 3 }).map(kopecks),
    refunded: fc.integer({ min: 0, max: 3 }).map(kopecks),
    externalId: fc.constantFrom(sampleExternalId, "other"),
    isTest: fc.boolean(),
    isMethodSaved: fc.boolean(),
  });
  fc.assert(
    fc.property(anything, fc.constantFrom(...paymentStatuses), fc.boolean(), (there, status, isLinked) => {
      const ours = here(status, {
        amount: kopecks(2),
        externalId: isLinked ? sampleExternalId : undefined,
      });
      const findings = comparePayment({ ours, theirs: samplePaymentThere(there) }, shop, sampleNow);
      for (const finding of findings) expect(differenceClasses[finding.class].what).not.toBe("");
      // What is settled by itself is of the same sum, under no other id, and of the right kind of money.
      if (findings.some(({ action }) => action === "settle_payment"))
        expect([there.amount, there.isTest, !isLinked || there.externalId === sampleExternalId]).toEqual([
          kopecks(2),
          true,
          true,
        ]);
    }),
  );
});
