import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { day, hour, type Instant, instant, minute } from "./instant.ts";
import { kopecks } from "./money.ts";
import type { Passage } from "./simulated-life.ts";
import { SimulatedLife } from "./simulated-life.ts";

/** A calm stretch: every job runs, the mail goes out, the provider answers and every card pays. */
function live(life: SimulatedLife, time: number, step: number): void {
  for (let passed = 0; passed < time; passed += step) {
    life.wait(step);
    life.announce();
    life.deliverLetters();
    life.renew();
    life.send("answered");
    decideAll(life, "succeeded");
    life.settleAll();
    life.settleRefunds("succeeded");
    life.passTime();
  }
}

describe("fourteen months of calm, with an anchor on the last days of a month", () => {
  test.each([
    [
      "2027-01-31T12:00:00+03:00",
      [
        "02-28",
        "03-31",
        "04-30",
        "05-31",
        "06-30",
        "07-31",
        "08-31",
        "09-30",
        "10-31",
        "11-30",
        "12-31",
        "01-31",
        "02-29",
        "03-31",
      ],
    ],
    [
      "2026-12-30T00:30:00+03:00",
      [
        "01-30",
        "02-28",
        "03-30",
        "04-30",
        "05-30",
        "06-30",
        "07-30",
        "08-30",
        "09-30",
        "10-30",
        "11-30",
        "12-30",
        "01-30",
        "02-29",
      ],
    ],
    [
      "2026-12-29T23:30:00+03:00",
      [
        "01-29",
        "02-28",
        "03-29",
        "04-29",
        "05-29",
        "06-29",
        "07-29",
        "08-29",
        "09-29",
        "10-29",
        "11-29",
        "12-29",
        "01-29",
        "02-29",
      ],
    ],
  ])("%s: one payment, one announcement and one letter a month, and every end on its day", (anchor, ends) => {
    const life = new SimulatedLife(instant(anchor));
    const days = (at: Instant | undefined) =>
      Temporal.Instant.from(at ?? "")
        .toZonedDateTimeISO("Europe/Moscow")
        .toPlainDate()
        .toString()
        .slice(5);
    const seen = [days(life.rows.subscription.endDate)];
    for (let month = 1; month < ends.length; month += 1) {
      const { paidPeriods } = life.rows.subscription;
      for (let tick = 0; tick < 40 * 4 && life.rows.subscription.paidPeriods === paidPeriods; tick += 1)
        live(life, 6 * hour, 6 * hour);
      seen.push(days(life.rows.subscription.endDate));
    }
    expect(seen).toEqual(ends);
    const templates = [...life.rows.letters.values()].map(({ template }) => template);
    expect(templates.filter((template) => template === "renewed")).toHaveLength(13);
    expect(templates.filter((template) => template === "charge_coming")).toHaveLength(13);
    expect(templates).toHaveLength(1 + 13 + 13);
    expect(
      [...life.rows.payments.values()].map(({ periodNumber, status }) => [periodNumber, status]),
    ).toEqual(ends.map((_, index) => [index + 1, "succeeded"]));
    expect(life.rows.events.map(({ topic }) => topic as string)).toEqual([
      "payment.succeeded",
      "subscription.activated",
      ...Array.from({ length: 13 }, () => ["payment.succeeded", "subscription.renewed"]).flat(),
    ]);
  });
});

interface Step {
  readonly run: (life: SimulatedLife) => void;
}

/** A step that a counterexample calls by its name. */
function step(name: string, run: Step["run"]): Step {
  return { run, [fc.toStringMethod]: () => name } as Step;
}

const named = (weight: number, name: string, run: Step["run"]) => ({
  weight,
  arbitrary: fc.constant(step(name, run)),
});
const oneOf = <Choice extends string>(
  weight: number,
  choices: readonly Choice[],
  run: (life: SimulatedLife, choice: Choice) => void,
) => ({
  weight,
  arbitrary: fc.constantFrom(...choices).map((choice) => step(choice, (life) => run(life, choice))),
});

const declines = [
  "insufficient_funds",
  "general_decline",
  "internal_timeout",
  "permission_revoked",
  "expired_on_confirmation",
  "constructor",
];
const wishes: Readonly<Record<string, Parameters<SimulatedLife["refund"]>[0]>> = {
  "refund in full": { kind: "full" },
  "refund prorated": { kind: "prorated" },
  "refund in part": { kind: "partial", amount: kopecks(9_900) },
};

function decideAll(life: SimulatedLife, answer: string): void {
  for (const id of life.provider.keys()) life.decide(id, answer);
}

/** Everything that may happen to a subscription, in any order; what ends it for good is rare, or little else is seen. */
const happening: fc.Arbitrary<Step> = fc.oneof(
  oneOf<Passage>(300, ["answered", "lost on the way", "answer lost"], (life, passage) => {
    life.announce();
    life.deliverLetters();
    life.renew();
    life.send(passage);
    life.passTime();
  }),
  named(60, "pass time", (life) => life.passTime()),
  named(60, "announce", (life) => life.announce()),
  named(60, "deliver letters", (life) => life.deliverLetters()),
  named(80, "renew", (life) => life.renew()),
  oneOf<Passage>(100, ["answered", "lost on the way", "answer lost"], (life, passage) => life.send(passage)),
  named(100, "the cards pay", (life) => decideAll(life, "succeeded")),
  oneOf(60, declines, decideAll),
  named(120, "settle", (life) => life.settleAll()),
  named(12, "switch off", (life) => life.switchOff()),
  named(30, "switch on", (life) => life.switchOn()),
  named(2, "unlink", (life) => life.unlink()),
  named(20, "pay what is due", (life) => life.payDue()),
  named(20, "pay what is due, at once", (life) => {
    life.payDue();
    life.send("answered");
  }),
  oneOf(3, Object.keys(wishes), (life, wish) => life.refund(wishes[wish] ?? { kind: "full" })),
  oneOf(12, Object.keys(wishes), (life, wish) => life.refundByStaff(wishes[wish] ?? { kind: "full" }, 1)),
  oneOf(1, Object.keys(wishes), (life, wish) => life.refundByStaff(wishes[wish] ?? { kind: "full" }, 0)),
  oneOf(30, ["succeeded", "insufficient_funds", "rejected_by_payee"], (life, answer) =>
    life.settleRefunds(answer),
  ),
  named(5, "park", (life) => life.park()),
  named(20, "unpark", (life) => life.unpark()),
  named(2, "cancelled by the staff", (life) => life.cancel("period_end")),
  named(1, "closed by the staff", (life) => life.cancel("now")),
  {
    weight: 15,
    arbitrary: fc
      .integer({ min: 1, max: 20 })
      .map((days) => step(`${days} free days`, (life) => life.extend(days))),
  },
  {
    weight: 20,
    arbitrary: fc
      .tuple(fc.integer({ min: 10_000, max: 50_000 }), fc.integer({ min: -1, max: 20 }))
      .map(([amount, days]) => step(`price ${amount} in ${days} d`, (life) => life.addPrice(amount, days))),
  },
);
const wait = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 0, max: 90 }).map((count) => count * minute) },
  { weight: 40, arbitrary: fc.integer({ min: 1, max: 72 }).map((count) => count * hour) },
  { weight: 1, arbitrary: fc.integer({ min: 3, max: 40 }).map((count) => count * day) },
);
const history = fc.array(fc.tuple(wait, happening), { minLength: 30, maxLength: 300, size: "max" });
const anchors = fc.constantFrom(
  "2027-01-29T12:00:00+03:00",
  "2027-01-30T00:00:00+03:00",
  "2027-01-31T23:59:59.999+03:00",
  "2027-12-31T00:30:00+03:00",
  "2028-02-29T12:00:00+03:00",
);

/** Every kopeck the provider took has bought its period, or is on its way back whole, or its period is taken back. */
function requireEveryKopeckAccounted(life: SimulatedLife): void {
  const bought = [...life.rows.payments.values()].filter(({ id, status, undoneAt }) => {
    const isDuplicate = [...life.rows.refunds.values()].some(
      (refund) => refund.paymentId === id && refund.kind === "duplicate",
    );
    return status === "succeeded" && undoneAt === undefined && !isDuplicate;
  });
  expect(bought.map(({ periodNumber }) => periodNumber).sort((one, other) => one - other)).toEqual(
    Array.from({ length: life.rows.subscription.paidPeriods }, (_, index) => index + 1),
  );
  for (const [id, { status }] of life.provider)
    if (status === "succeeded") expect(life.rows.payments.get(id)?.status).toBe("succeeded");
}

test("whatever happens, every save keeps every rule; and when calm returns, all comes to rest", () => {
  fc.assert(
    fc.property(anchors, history, (anchor, steps) => {
      const life = new SimulatedLife(instant(anchor));
      for (const [milliseconds, { run }] of steps) {
        life.wait(milliseconds);
        run(life);
      }
      life.unpark();
      live(life, 44 * day, 12 * hour);
      expect(life.unfinished()).toEqual([]);
      requireEveryKopeckAccounted(life);
      const { state, endDate = life.now } = life.rows.subscription;
      if (state === "active") expect(endDate > life.now).toBe(true);
      else expect(state).toBe("ended");
    }),
    { numRuns: 200, includeErrorInReport: true },
  );
}, 60_000);
