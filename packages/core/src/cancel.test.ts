import { describe, expect, test } from "bun:test";
import { endNow, type LiveCase, switchAutoRenewOff } from "./auto-renew.ts";
import { cancel, cancelTimes } from "./cancel.ts";
import type { Changes } from "./changes.ts";
import { instant } from "./instant.ts";
import type { PaymentStatus } from "./payment.ts";
import {
  sampleCircumstances,
  sampleFacts,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleSettlement,
  sampleType,
} from "./sample-rows.ts";
import { settlePayment } from "./settle-payment.ts";
import { type Subscription, type SubscriptionState, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const chargeIn = (status: PaymentStatus) =>
  samplePaymentIn(status, {
    id: sampleId(52),
    purpose: "renewal",
    periodNumber: 2,
    returnUrl: undefined,
    saveMethod: false,
  });

function rowsOf(change: Partial<Subscription>, status?: PaymentStatus): LiveCase {
  return {
    subscription: sampleLiveSubscription(change),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: status && chargeIn(status),
  };
}

function outcome({ subscriptions, payments, letters }: Changes): string {
  const [after] = subscriptions ?? [];
  return (
    [after?.state, payments?.[0]?.cancellation?.reason, letters?.map(({ template }) => template).join(" ")]
      .filter((word) => word !== undefined)
      .join(" ") || "-"
  );
}

describe("every state x when x whether it renewed", () => {
  const grid = readTable(`
              | period_end, on     | period_end, off | now, on      | now, off
    pending   | refused            | refused         | refused      | refused
    active    | active renewal_off | -               | ended closed | ended closed
    grace     | ended ended        | ended ended     | ended closed | ended closed
    hold      | ended ended        | ended ended     | ended closed | ended closed
    ended     | refused            | refused         | refused      | refused
    abandoned | refused            | refused         | refused      | refused
  `);

  test("the grid is whole", () => {
    expect(new Set(grid.map(({ row }) => row))).toEqual(new Set(subscriptionStates));
    expect(grid).toHaveLength(subscriptionStates.length * cancelTimes.length * 2);
  });

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (state, column, expected) => {
      const at = column.startsWith("now") ? "now" : "period_end";
      const rows = rowsOf({ state: state as SubscriptionState, isRepeatable: column.endsWith("on") });
      const attempt = () => cancel(rows, at, sampleCircumstances());
      if (expected === "refused")
        expect(attempt).toThrow(
          expect.objectContaining({ code: "subscription_not_live", path: "subscriptionId" }),
        );
      else expect(outcome(attempt())).toBe(expected);
    },
  );
});

test("with the period: what the viewer's own switch does, and a letter, for he did not do it", () => {
  const rows = rowsOf({ language: "en" }, "draft");
  const { letters, messages = [], ...rest } = cancel(rows, "period_end", sampleCircumstances());
  const { messages: events = [], ...own } = switchAutoRenewOff(rows, sampleCircumstances());
  expect(rest).toEqual(own);
  expect(messages.slice(0, events.length)).toEqual([...events]);
  expect(letters).toMatchObject([
    {
      template: "renewal_off",
      cause: `subscription:${sampleId(4)}:off:3`,
      language: "en",
      data: { planName: "Month", until: instant("2026-12-22T12:00:00+03:00") },
    },
  ]);
});

test("with the period, while a charge is on its way: the letter does not promise that nothing is charged", () => {
  const dataOf = (status?: PaymentStatus) =>
    cancel(rowsOf({}, status), "period_end", sampleCircumstances()).letters?.[0]?.data;
  for (const status of ["pending", "unknown", "waiting_for_capture"] as const)
    expect(dataOf(status)).toMatchObject({ nextAmount: 29_900 });
  for (const status of ["draft", undefined] as const) expect(dataOf(status)).not.toHaveProperty("nextAmount");
});

test("now: it ends with its paid days, nothing goes back, and what is prepared goes no more", () => {
  const rows = rowsOf({ retryAt: sampleNow, tries: 1 }, "draft");
  const changes = cancel(rows, "now", sampleCircumstances());
  expect(changes).toEqual(endNow(rows, "closed", sampleCircumstances()));
  expect(changes.subscriptions).toEqual([
    {
      ...rows.subscription,
      state: "ended",
      isRepeatable: false,
      retryAt: undefined,
      endedAt: sampleNow,
      endCause: "closed",
      version: 3,
    },
  ]);
  expect(changes.refunds).toBeUndefined();
  expect(changes.payments).toMatchObject([{ status: "canceled", cancellation: { reason: "withdrawn" } }]);
  expect(changes.messages?.map(({ topic }) => topic as string)).toEqual([
    "subscription.ended",
    "payment.canceled",
    "letter.deliver",
  ]);
});

test("now, while a charge is on its way: paid after all, it goes back whole", () => {
  const rows = rowsOf({}, "pending");
  const closed = cancel(rows, "now", sampleCircumstances());
  expect(closed.payments).toBeUndefined();
  const [subscription = rows.subscription] = closed.subscriptions ?? [];
  const { refunds, subscriptions } = settlePayment(
    sampleSettlement({ payment: chargeIn("pending"), subscription }),
    sampleFacts(),
    sampleCircumstances(),
  );
  expect(subscriptions).toBeUndefined();
  expect(refunds).toMatchObject([{ kind: "duplicate", amount: 29_900 }]);
});
