import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatKopecks, parseKopecks } from "./amounts.ts";
import { startTwin, type Twin } from "./start-twin.ts";
import { call, createPayment, rubles } from "./testing/call.ts";

const HOUR = 3_600_000;

type Step =
  | { readonly kind: "create"; readonly kopecks: number; readonly capture: boolean }
  | { readonly kind: "pay"; readonly good: boolean }
  | { readonly kind: "capture" | "refund" | "stuck refund"; readonly kopecks: number }
  | { readonly kind: "cancel" }
  | { readonly kind: "resolve"; readonly good: boolean }
  | { readonly kind: "wait"; readonly hours: number };

const kopecks = fc.constantFrom(1, 100, 150, 300);
const create = fc.record({ kind: fc.constant("create" as const), kopecks, capture: fc.boolean() });
const pay = fc.record({ kind: fc.constant("pay" as const), good: fc.boolean() });
const refund = fc.record({ kind: fc.constantFrom("refund" as const, "stuck refund" as const), kopecks });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  create,
  { weight: 2, arbitrary: pay },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("capture" as const), kopecks }) },
  { weight: 6, arbitrary: refund },
  fc.record({ kind: fc.constant("cancel" as const) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("resolve" as const), good: fc.boolean() }) },
  fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 200 }) }),
);
/** Few sums, so that they often fit exactly, and a paid payment at the start: most steps then have something to work on. */
const steps: fc.Arbitrary<Step[]> = fc
  .tuple(create, fc.array(anyStep, { minLength: 5, maxLength: 30 }))
  .map(([first, rest]) => [first, { kind: "pay", good: true }, ...rest]);

/** What the twin knows of the last payment and refund, for steps that need one. */
type Last = { payment: string; refund: string };

async function take(twin: Twin, last: Last, step: Step): Promise<void> {
  switch (step.kind) {
    case "create":
      last.payment = (
        await createPayment(twin, { amount: rubles(formatKopecks(step.kopecks)), capture: step.capture })
      ).id;
      return;
    case "pay":
      attempt(() => twin.pay(last.payment, step.good ? {} : { card: "5555555555554600" }));
      return;
    case "resolve":
      attempt(() => twin.finishRefund(last.refund, step.good ? null : "general_decline"));
      return;
    case "wait":
      twin.clock.advance(step.hours * HOUR);
      return;
    case "cancel":
      await call(twin, "POST", `/payments/${last.payment}/cancel`);
      return;
    case "capture":
      await call(twin, "POST", `/payments/${last.payment}/capture`, {
        amount: rubles(formatKopecks(step.kopecks)),
      });
      return;
    default: {
      if (step.kind === "stuck refund") twin.faults.add({ kind: "refund_pending", milliseconds: null });
      const body = { payment_id: last.payment, amount: rubles(formatKopecks(step.kopecks)) };
      const { status, body: refund } = await call(twin, "POST", "/refunds", body);
      if (status === 200) last.refund = refund.id;
      twin.faults.clear();
    }
  }
}

/** Orders that come at the wrong time are refused; that is part of the game. */
function attempt(order: () => unknown): void {
  try {
    order();
  } catch (error) {
    expect(error).toMatchObject({ name: "ControlRefusal" });
  }
}

function kopecksOf(amount: unknown): number {
  const { value } = (amount ?? { value: "0" }) as { value: string };
  return parseKopecks(value) ?? Number.NaN;
}

async function checkMoney(twin: Twin): Promise<void> {
  const { payments, totals, entries } = twin.ledger();
  let net = 0;
  for (const row of payments) {
    const { body } = await call(twin, "GET", `/payments/${row.paymentId}`);
    const succeeded = body.status === "succeeded";
    expect(row.takenKopecks).toBe(succeeded ? kopecksOf(body.amount) : 0);
    expect(row.returnedKopecks).toBe(kopecksOf(body.refunded_amount));
    expect(row.returnedKopecks).toBeLessThanOrEqual(row.takenKopecks);
    expect(row.heldKopecks > 0).toBe(body.status === "waiting_for_capture");
    const refunds = (await call(twin, "GET", `/refunds?payment_id=${row.paymentId}&limit=100`)).body.items;
    const open = refunds.filter(({ status }) => status !== "canceled");
    const asked = open.reduce((sum, { amount }) => sum + kopecksOf(amount), 0);
    expect(asked).toBeLessThanOrEqual(row.takenKopecks);
    expect(body.refundable).toBe(succeeded && asked < row.takenKopecks);
    net += row.takenKopecks - row.returnedKopecks;
  }
  expect(totals.netKopecks).toBe(net);
  expect(new Set(entries.map((entry) => `${entry.kind} ${entry.refundId ?? entry.paymentId}`)).size).toBe(
    entries.length,
  );
}

test("whatever is asked, money moves once and never back further than it came", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      await using twin = startTwin();
      const last: Last = { payment: crypto.randomUUID(), refund: crypto.randomUUID() };
      for (const step of script) await take(twin, last, step);
      await checkMoney(twin);
    }),
    { numRuns: 100 },
  );
});

test("amounts are read and written to the kopeck", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (sum) => {
      expect(parseKopecks(formatKopecks(sum))).toBe(sum);
    }),
  );
});
