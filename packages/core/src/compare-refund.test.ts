import { describe, expect, test } from "bun:test";
import { type RefundHere, type RefundThere, refundHere, type Shop } from "./both-sides.ts";
import { compareRefund } from "./compare-refund.ts";
import { hour, later, second } from "./instant.ts";
import { kopecks } from "./money.ts";
import { type RefundStatus, refundStatuses } from "./refund.ts";
import { sampleId, sampleNow, sampleRefund, sampleRefundThere } from "./sample-rows.ts";
import { readTable } from "./text-table.ts";

const shop: Shop = { isTest: true, givesReceipts: false };
const statusesThere = ["pending", "succeeded", "canceled"] as const;

function here(status: RefundStatus, change: Partial<RefundHere> = {}): RefundHere {
  const externalId = status === "requested" ? undefined : sampleRefundThere().externalId;
  return { ...refundHere(sampleRefund({ status })), externalId, sentAt: sampleNow, ...change };
}

function compare(
  ours: RefundHere | undefined,
  theirs: RefundThere | undefined,
  paymentId: string | null = sampleId(5),
  at: Shop = shop,
): string {
  const found = compareRefund({ ours, theirs, paymentId: paymentId ?? undefined }, at, sampleNow);
  return found.map((each) => `${each.class}${each.action ? ` > ${each.action}` : ""}`).join(", ") || "-";
}

const theirsIn = (status: string) =>
  status === "absent" ? undefined : sampleRefundThere({ status: status as RefundThere["status"] });

const cells: Readonly<Record<string, string>> = {
  "-": "-",
  accepted: "refund_accepted_unnoticed > settle_refund",
  returned: "refund_returned_unnoticed > settle_refund",
  rejected: "refund_rejected_unnoticed > settle_refund",
  "never returned": "refund_never_returned",
  "though canceled": "refund_returned_though_canceled",
  "missing there": "refund_missing_there",
  "missing here": "refund_missing_here > record_refund",
  "look up": "refund_unanswered > look_up_refund",
};

describe("ours by status, theirs by status", () => {
  const grid = readTable(`
              | absent        | pending        | succeeded       | canceled
    absent    | -             | missing here   | missing here    | -
    requested | -             | accepted       | returned        | rejected
    pending   | missing there | -              | returned        | rejected
    succeeded | missing there | never returned | -               | never returned
    canceled  | missing there | -              | though canceled | -
  `);

  test("the grid is whole", () =>
    expect(grid).toHaveLength((refundStatuses.length + 1) * (statusesThere.length + 1)));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, value) => {
      const ours = row === "absent" ? undefined : here(row as RefundStatus);
      expect(compare(ours, theirsIn(column))).toBe(cells[value] ?? "no such cell");
    },
  );
});

test("one that was written off before the provider's id was known can be recorded beside it", () => {
  const ours = here("canceled", { externalId: undefined });
  expect(compare(ours, theirsIn("succeeded"))).toBe("refund_returned_though_canceled > record_refund");
});

describe("ours without an id of the provider's, and nothing there", () => {
  test.each([
    ["requested", 20 * hour - second, "-"],
    ["requested", 20 * hour, "look up"],
    ["pending", 20 * hour, "look up"],
    ["succeeded", 0, "missing there"],
    ["canceled", 20 * hour, "-"],
  ] as const)("%s, sent %d ms ago: %s", (status, age, value) => {
    const ours = here(status, { externalId: undefined, sentAt: later(sampleNow, -age) });
    expect(compare(ours, undefined)).toBe(cells[value] ?? "");
  });

  test("one that never left", () =>
    expect(compare(here("requested", { externalId: undefined, sentAt: undefined }), undefined)).toBe("-"));
});

describe("who it belongs to", () => {
  // Theirs names a refund of ours, or none; its payment is here, or not.
  const grid = readTable(`
                        | pending                             | succeeded                           | canceled
    ours, paid here     | refund_missing_here > record_refund | refund_missing_here > record_refund | -
    ours, not here      | refund_missing_here                 | refund_missing_here                 | -
    by hand, paid here  | -                                   | refund_by_hand > record_refund      | -
    by hand, not here   | -                                   | refund_foreign                      | -
  `);
  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, value) => {
      const refundId = row.startsWith("ours") ? sampleId(7) : undefined;
      const theirs = sampleRefundThere({ refundId, status: column as RefundThere["status"] });
      expect(compare(undefined, theirs, row.endsWith("not here") ? null : sampleId(5))).toBe(value);
    },
  );

  test("another payment, another sum: named before any status, and never settled", () => {
    for (const ours of refundStatuses)
      for (const status of statusesThere) {
        const theirs = sampleRefundThere({ status });
        expect(compare(here(ours), theirs, sampleId(55))).toBe("refund_payment_differs");
        expect(compare(here(ours), { ...theirs, amount: kopecks(1) })).toBe("refund_amount_differs");
      }
  });

  test.each([
    ["pending", "-"],
    ["succeeded", "refund_returned_twice > record_refund"],
    ["canceled", "-"],
  ] as const)("our order under another id, %s: %s", (status, expected) => {
    const theirs = sampleRefundThere({ status, externalId: "another" });
    expect(compare(here("succeeded"), theirs)).toBe(expected);
  });
});

test("the receipt of one that has gone back", () => {
  const fiscal = { ...shop, givesReceipts: true };
  expect(compare(here("succeeded"), sampleRefundThere(), undefined, fiscal)).toBe(
    "receipt_missing > make_receipt",
  );
  const theirs = sampleRefundThere({ receiptRegistration: "succeeded" });
  expect(compare(here("succeeded"), theirs, undefined, fiscal)).toBe("receipt_unnoticed > settle_refund");
});
