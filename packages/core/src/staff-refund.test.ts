import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { day, type Instant, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { paymentStatuses } from "./payment.ts";
import type { Refund, RefundStatus } from "./refund.ts";
import { Refusal } from "./refusal.ts";
import { type RefundWish, requestRefund } from "./request-refund.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleRefund,
  sampleRefundFacts,
  sampleType,
} from "./sample-rows.ts";
import { settleRefund, settleRefundAbsence } from "./settle-refund.ts";
import {
  giveBackApproved,
  giveBackByStaff,
  previewStaffRefund,
  type RefundingRole,
  type StaffRefundCase,
  type StaffRefundWish,
} from "./staff-refund.ts";
import type { Subscription } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const limits = { supportRefund: kopecks(10_000), refundAlone: kopecks(20_000) };
const ground = { reason: "asked by telephone", requestedBy: "manager:anna" };
const payment = samplePaymentIn("succeeded");
const end = instant("2026-12-22T12:00:00+03:00");
const tenthDay = later(sampleNow, 10 * day);

const renewal = samplePaymentIn("succeeded", { id: sampleId(52), purpose: "renewal", periodNumber: 2 });
const inSecondMonth = sampleLiveSubscription({
  paidPeriods: 2,
  paymentId: renewal.id,
  endDate: instant("2027-01-22T12:00:00+03:00"),
});

const extended = sampleLiveSubscription({
  extensions: [{ periodNumber: 1, totalDays: 5 }],
  endDate: later(end, 5 * day),
});

function rowsOf(change: Partial<StaffRefundCase> = {}): StaffRefundCase {
  return {
    payment,
    subscription: sampleLiveSubscription(),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: undefined,
    previous: undefined,
    refunds: [],
    ...change,
  };
}

/** Where a payment's period stands: the rows and the moment. */
const periods: { readonly [name: string]: readonly [Partial<StaffRefundCase>, Instant] } = {
  "runs, the last paid": [{}, tenthDay],
  "not begun, the last paid": [
    { payment: renewal, previous: payment, subscription: inSecondMonth },
    later(end, -1 * day),
  ],
  "runs, the next one is paid": [{ subscription: inSecondMonth }, later(end, -1 * day)],
  "over, the next one runs": [{ subscription: inSecondMonth }, later(end, 1)],
  "over, not yet noticed": [{}, end],
  "over, free days run": [{ subscription: extended }, later(end, 2 * day)],
  "over, in grace": [{ subscription: sampleLiveSubscription({ state: "grace" }) }, later(end, 1 * day)],
  "over, on hold": [{ subscription: sampleLiveSubscription({ state: "hold" }) }, later(end, 5 * day)],
  "of an ended subscription": [{ subscription: sampleLiveSubscription({ state: "ended" }) }, tenthDay],
  "of a purchase that lost": [
    { subscription: sampleLiveSubscription({ state: "abandoned", paymentId: undefined }) },
    tenthDay,
  ],
  "three years ago": [{ subscription: inSecondMonth }, instant("2029-11-22T12:00:00+03:00")],
};

const wishes: { readonly [name: string]: RefundWish } = {
  full: { kind: "full" },
  prorated: { kind: "prorated" },
  part: { kind: "partial", amount: kopecks(100) },
  "part that is all": { kind: "partial", amount: payment.amount },
};

/** What a wish comes to: what becomes of the subscription, or why not. */
function outcome(rows: StaffRefundCase, wish: StaffRefundWish, now: Instant): string {
  try {
    const changes = giveBackByStaff(rows, wish, ground, sampleCircumstances(now));
    const [after] = changes.subscriptions ?? [];
    if (after === undefined) return "stays";
    return after.state === "ended" ? "ends" : "loses the period";
  } catch (error) {
    if (error instanceof Refusal) return error.code.replace("refund_", "");
    throw error;
  }
}

describe("the rule over payment, period, wish and override", () => {
  const byRule = readTable(`
    by the rule                | full             | prorated         | part        | part that is all
    runs, the last paid        | ends             | ends             | stays       | ends
    not begun, the last paid   | loses the period | loses the period | stays       | loses the period
    runs, the next one is paid | period_over      | period_over      | period_over | period_over
    over, the next one runs    | period_over      | period_over      | period_over | period_over
    over, not yet noticed      | period_over      | period_over      | period_over | period_over
    over, free days run        | period_over      | period_over      | period_over | period_over
    over, in grace             | period_over      | period_over      | period_over | period_over
    over, on hold              | period_over      | period_over      | period_over | period_over
    of an ended subscription   | period_over      | period_over      | period_over | period_over
    of a purchase that lost    | period_over      | period_over      | period_over | period_over
    three years ago            | period_over      | period_over      | period_over | period_over
  `);
  const byOverride = readTable(`
    by override                | full             | prorated         | part        | part that is all
    runs, the last paid        | ends             | ends             | stays       | ends
    not begun, the last paid   | loses the period | loses the period | stays       | loses the period
    runs, the next one is paid | stays            | not_proratable   | stays       | stays
    over, the next one runs    | stays            | not_proratable   | stays       | stays
    over, not yet noticed      | ends             | not_proratable   | stays       | ends
    over, free days run        | ends             | not_proratable   | stays       | ends
    over, in grace             | ends             | not_proratable   | stays       | ends
    over, on hold              | ends             | not_proratable   | stays       | ends
    of an ended subscription   | stays            | not_proratable   | stays       | stays
    of a purchase that lost    | stays            | not_proratable   | stays       | stays
    three years ago            | too_old          | too_old          | too_old     | too_old
  `);

  test.each([byRule, byOverride])("the grid is whole: %#", (...grid) => {
    expect(grid).toHaveLength(Object.keys(periods).length * Object.keys(wishes).length);
  });

  test.each([
    ...byRule.map((cell) => ({ ...cell, overridesPeriod: false })),
    ...byOverride.map((cell) => ({ ...cell, overridesPeriod: true })),
  ])("$row, $column, override $overridesPeriod: $value", ({ row, column, overridesPeriod, value }) => {
    const [change, now] = periods[row] ?? [];
    const wish = wishes[column];
    if (now === undefined || wish === undefined) throw new Error(`unknown: ${row}, ${column}`);
    expect(outcome(rowsOf(change), { ...wish, overridesPeriod }, now)).toBe(value);
  });

  test.each(paymentStatuses)("whatever the period, only what is paid goes back: %s", (status) => {
    for (const [name, [change, now]] of Object.entries(periods))
      for (const wish of Object.values(wishes)) {
        const rows = rowsOf(change);
        const isPaid = status === "succeeded";
        const unpaid = { ...rows, payment: { ...rows.payment, status } };
        const said = outcome(unpaid, { ...wish, overridesPeriod: true }, now);
        expect([name, said === "not_paid"]).toEqual([name, !isPaid]);
      }
  });

  test("nothing of it more than once, and no kopeck more than is left, also by override", () => {
    const now = later(end, 1 * day);
    const refunded = rowsOf({
      payment: { ...payment, refunded: payment.amount },
      subscription: inSecondMonth,
    });
    for (const wish of Object.values(wishes)) {
      const expected = wish.kind === "prorated" ? ["nothing_left", "not_proratable"] : ["nothing_left"];
      expect(expected).toContain(outcome(refunded, { ...wish, overridesPeriod: true }, now));
    }
    const rest = rowsOf({ payment: { ...payment, refunded: kopecks(29_800) }, subscription: inSecondMonth });
    expect(outcome(rest, { kind: "partial", amount: kopecks(101), overridesPeriod: true }, now)).toBe(
      "too_large",
    );
    expect(outcome(rest, { kind: "partial", amount: kopecks(100), overridesPeriod: true }, now)).toBe(
      "stays",
    );
  });
});

describe("how long the provider gives a payment back", () => {
  const [rows, override] = [rowsOf({ subscription: inSecondMonth }), true];

  test.each([
    ["bank_card", "2029-11-22T11:59:59.999+03:00", "stays"],
    ["bank_card", "2029-11-22T12:00:00+03:00", "too_old"],
    ["sberbank", "2027-11-22T11:59:59.999+03:00", "stays"],
    ["sberbank", "2027-11-22T12:00:00+03:00", "too_old"],
    [undefined, "2029-11-22T11:59:59.999+03:00", "stays"],
    [undefined, "2029-11-22T12:00:00+03:00", "too_old"],
  ] as const)("%s at %s: %s", (methodType, at, expected) => {
    const paid = { ...rows, payment: { ...payment, methodType } };
    expect(outcome(paid, { kind: "full", overridesPeriod: override }, instant(at))).toBe(expected);
  });

  test("the viewer's own wish for a running plan of several years is held to it too", () => {
    const type = sampleType({ length: { unit: "year", count: 2 } });
    const subscription = sampleLiveSubscription({ endDate: instant("2028-11-22T12:00:00+03:00") });
    const paid = rowsOf({ type, subscription, payment: { ...payment, methodType: "sberbank" } });
    const ask = (at: string) => () =>
      requestRefund(paid, { kind: "full" }, ground, sampleCircumstances(instant(at)));
    expect(ask("2027-11-22T11:00:00+03:00")().refunds).toHaveLength(1);
    expect(ask("2027-11-22T12:00:00+03:00")).toThrow(expect.objectContaining({ code: "refund_too_old" }));
  });
});

describe("what an override leaves behind", () => {
  const wish = { kind: "partial", amount: kopecks(5_000), overridesPeriod: true } as const;

  test("an act that names the refund, when the rule was set aside", () => {
    const changes = giveBackByStaff(
      rowsOf({ subscription: inSecondMonth }),
      wish,
      ground,
      sampleCircumstances(later(end, 1 * day)),
    );
    const [refund] = changes.refunds ?? [];
    expect(refund).toMatchObject({ ...ground, kind: "partial", amount: 5_000, status: "requested" });
    expect(changes.acts).toMatchObject([
      {
        name: "refund.period_overridden",
        subject: `refund:${refund?.id}`,
        details: { paymentId: payment.id, kind: "partial", amountKopecks: 5_000 },
      },
    ]);
  });

  test("no act, when the rule for viewers allowed it anyway", () => {
    const changes = giveBackByStaff(rowsOf(), wish, ground, sampleCircumstances(tenthDay));
    expect(changes.refunds).toHaveLength(1);
    expect(changes.acts).toBeUndefined();
  });
});

/** A refund of the payment that somebody asked for. */
function given(amount: number, requestedBy: string | undefined, status: RefundStatus = "succeeded"): Refund {
  return sampleRefund({
    id: sampleId(700 + amount),
    amount: kopecks(amount),
    requestedBy,
    status,
    kind: "partial",
  });
}

describe("who may give it alone", () => {
  /** Alone, with a second Manager, or why not at all. */
  function word(rows: StaffRefundCase, wish: StaffRefundWish, role: RefundingRole, now: Instant): string {
    try {
      return previewStaffRefund(rows, wish, role, limits, now).needsApproval ? "two" : "alone";
    } catch (error) {
      if (error instanceof Refusal) return error.code.replace("refund_", "");
      throw error;
    }
  }

  const grid = readTable(`
    sum   | support     | support, override  | manager | manager, override
    1     | alone       | override_forbidden | alone   | alone
    10000 | alone       | override_forbidden | alone   | alone
    10001 | above_limit | override_forbidden | alone   | alone
    20000 | above_limit | override_forbidden | alone   | alone
    20001 | above_limit | override_forbidden | two     | two
    29900 | above_limit | override_forbidden | two     | two
    29901 | too_large   | override_forbidden | too_large | too_large
  `);

  test.each(grid.map((cell) => [cell.row, cell.column, cell.value] as const))(
    "%s kopecks of the running period by %s: %s",
    (sum, column, expected) => {
      const [role = "", override] = column.split(", ");
      const wish = {
        kind: "partial",
        amount: kopecks(Number(sum)),
        overridesPeriod: override !== undefined,
      } as const;
      expect(word(rowsOf(), wish, role as RefundingRole, tenthDay)).toBe(expected);
    },
  );

  test.each(Object.entries(periods))(
    "of any period %s: Support is held to the rule, a Manager by his limit",
    (_, where) => {
      const [change, now] = where;
      const rows = rowsOf(change);
      const small = { kind: "partial", amount: kopecks(100) } as const;
      const byRule = outcome(rows, { ...small, overridesPeriod: false }, now);
      const expected = byRule === "stays" ? "alone" : byRule;
      expect(word(rows, { ...small, overridesPeriod: false }, "support", now)).toBe(expected);
      expect(word(rows, { ...small, overridesPeriod: false }, "manager", now)).toBe(expected);
      expect(word(rows, { ...small, overridesPeriod: true }, "support", now)).toBe("override_forbidden");
      const byOverride = outcome(rows, { ...small, overridesPeriod: true }, now);
      const full = word(rows, { kind: "full", overridesPeriod: true }, "manager", now);
      expect(full).toBe(byOverride === "stays" ? "two" : byOverride);
    },
  );

  const before = readTable(`
    given before                  | support, 4000 | manager, 4000
    nothing                       | alone         | alone
    6000 by support:boris         | alone         | alone
    6001 by support:boris         | above_limit   | alone
    6001 by manager:anna          | above_limit   | alone
    16000 by manager:anna         | above_limit   | alone
    16001 by manager:anna         | above_limit   | two
    16001 by support:boris        | above_limit   | two
    16001 by viewer:anna          | alone         | alone
    16001 by service:shop         | alone         | alone
    16001 by itself               | alone         | alone
    16001 by manager:anna refused | alone         | alone
    16001 by manager:anna pending | above_limit   | two
  `);

  test.each(before.map((cell) => [cell.row, cell.column, cell.value] as const))(
    "%s, then %s: %s",
    (row, column, expected) => {
      const [, sum = "0", by, fate] = /^(\d+) by (\S+)(?: (\S+))?$/.exec(row) ?? [];
      const status = fate === "refused" ? "canceled" : fate === "pending" ? "pending" : "succeeded";
      const refunds = sum === "0" ? [] : [given(Number(sum), by === "itself" ? undefined : by, status)];
      const refunded = status === "canceled" ? kopecks(0) : kopecks(Number(sum));
      const [role] = column.split(", ");
      const wish = { kind: "partial", amount: kopecks(4_000), overridesPeriod: false } as const;
      const rows = rowsOf({ refunds, payment: { ...payment, refunded } });
      expect(word(rows, wish, role as RefundingRole, tenthDay)).toBe(expected);
    },
  );

  test("the sum of several is what counts, and it is shown", () => {
    const refunds = [
      given(4_000, "support:boris"),
      given(3_000, "manager:anna", "requested"),
      given(2_000, undefined),
    ];
    const preview = previewStaffRefund(
      rowsOf({ refunds, payment: { ...payment, refunded: kopecks(9_000) } }),
      { kind: "full", overridesPeriod: false },
      "manager",
      limits,
      tenthDay,
    );
    expect(preview).toMatchObject({ amount: 20_900, givenByStaff: 7_000, needsApproval: true });
  });
});

describe("what a second Manager has agreed to", () => {
  const agreed = {
    kind: "full",
    overridesPeriod: false,
    endsSubscription: true,
    most: kopecks(29_900),
  } as const;
  const give = (
    rows: StaffRefundCase,
    approved: Parameters<typeof giveBackApproved>[1] = agreed,
    now = tenthDay,
  ) => giveBackApproved(rows, approved, ground, sampleCircumstances(now));
  const changed = expect.objectContaining({ code: "refund_changed" });

  test("is given back in the name of who asked, whatever the limits", () => {
    expect(give(rowsOf())).toMatchObject({
      refunds: [{ amount: 29_900, kind: "full", ...ground }],
      subscriptions: [{ state: "ended" }],
    });
  });

  test("may have become less", () => {
    const refunded = kopecks(9_900);
    expect(give(rowsOf({ payment: { ...payment, refunded } })).refunds).toMatchObject([{ amount: 20_000 }]);
    const prorated = { ...agreed, kind: "prorated" } as const;
    expect(give(rowsOf(), prorated, later(tenthDay, 5 * day)).refunds?.[0]?.amount).toBeLessThan(29_900);
  });

  test("is never more", () => {
    expect(() => give(rowsOf(), { ...agreed, most: kopecks(29_899) })).toThrow(changed);
  });

  test("does to the subscription what was agreed to, or nothing at all", () => {
    const override = { ...agreed, overridesPeriod: true };
    expect(() => give(rowsOf({ subscription: inSecondMonth }), override)).toThrow(changed);
    expect(() => give(rowsOf(), { ...override, endsSubscription: false })).toThrow(changed);
    const part = { kind: "partial", amount: kopecks(20_000), overridesPeriod: false } as const;
    const rest = rowsOf({ payment: { ...payment, refunded: kopecks(9_900) } });
    expect(() => give(rest, { ...part, endsSubscription: false, most: kopecks(20_000) })).toThrow(changed);
  });

  test("is refused when the rule says no by now", () => {
    expect(() => give(rowsOf(), agreed, end)).toThrow(
      expect.objectContaining({ code: "refund_period_over" }),
    );
  });
});

test("any row of wishes of the staff and answers of the provider: the payment is never exceeded, nor a limit", () => {
  const wish = fc.record({
    role: fc.constantFrom<RefundingRole>("support", "manager"),
    what: fc.oneof(
      fc.constantFrom<RefundWish>({ kind: "full" }, { kind: "prorated" }),
      fc
        .integer({ min: 1, max: 32_000 })
        .map((amount): RefundWish => ({ kind: "partial", amount: kopecks(amount) })),
    ),
    overridesPeriod: fc.boolean(),
    after: fc.integer({ min: 0, max: 40 * day }),
  });
  const answer = fc.record({
    pick: fc.nat(9),
    said: fc.constantFrom("succeeded", "insufficient_funds", "rejected_by_payee", "absent"),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(wish, answer), { minLength: 1, maxLength: 25 }), (steps) => {
      let paid = payment;
      let subscription: Subscription = sampleLiveSubscription();
      const refunds = new Map<string, Refund>();
      const circumstances = sampleCircumstances(tenthDay);
      const keep = (changes: ReturnType<typeof giveBackByStaff>) => {
        paid = changes.payments?.find(({ id }) => id === paid.id) ?? paid;
        subscription = changes.subscriptions?.[0] ?? subscription;
        for (const refund of changes.refunds ?? []) refunds.set(refund.id, refund);
      };
      const rows = () => rowsOf({ payment: paid, subscription, refunds: [...refunds.values()] });
      for (const step of steps) {
        if ("what" in step) {
          const { role, what, overridesPeriod, after } = step;
          const asked = { ...what, overridesPeriod };
          const moment = { ...circumstances, now: later(sampleNow, after) };
          try {
            const { needsApproval, amount } = previewStaffRefund(rows(), asked, role, limits, moment.now);
            if (needsApproval) continue;
            const changes = giveBackByStaff(
              rows(),
              asked,
              { reason: "x", requestedBy: `${role}:anna` },
              moment,
            );
            expect(changes.refunds?.[0]?.amount).toBe(amount);
            keep(changes);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        } else {
          const open = [...refunds.values()].filter(({ status }) => status === "requested");
          const refund = open[step.pick % Math.max(1, open.length)];
          if (refund === undefined) continue;
          const standing = { refund, payment: paid, subscription, type: sampleType() };
          const facts = sampleRefundFacts({ amount: refund.amount, externalId: `external ${refund.id}` });
          const refused = { party: "refund_network", reason: step.said };
          keep(
            step.said === "absent"
              ? settleRefundAbsence(standing, "refused_by_provider", circumstances)
              : settleRefund(
                  standing,
                  step.said === "succeeded" ? facts : { ...facts, status: "canceled", cancellation: refused },
                  circumstances,
                ),
          );
        }
        const sumOf = (of: readonly Refund[]) =>
          of.filter(({ status }) => status !== "canceled").reduce((total, { amount }) => total + amount, 0);
        const all = [...refunds.values()];
        expect<number>(paid.refunded).toBe(sumOf(all));
        expect(sumOf(all)).toBeLessThanOrEqual(paid.amount);
        expect(sumOf(all)).toBeLessThanOrEqual(limits.refundAlone);
      }
    }),
    { numRuns: 500 },
  );
});
