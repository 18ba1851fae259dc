import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { accessBy } from "./access.ts";
import { day, hour, type Instant, instant, later } from "./instant.ts";
import type { LetterTemplate } from "./letter.ts";
import { accessEnds, defaultPatience, type PassingCase, passTime, triesEnd } from "./pass-time.ts";
import { periodUnits } from "./period.ts";
import { sampleCircumstances, sampleLiveSubscription, sampleType, topicsOf } from "./sample-rows.ts";
import {
  isActive,
  type Subscription,
  type SubscriptionEvent,
  type SubscriptionState,
  subscriptionStates,
} from "./subscription.ts";
import { readTable } from "./text-table.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const graceEnd = later(end, 3 * day);
const holdEnd = later(end, 17 * day);
const moments: Readonly<Record<string, Instant>> = {
  "end - 1 ms": later(end, -1),
  end,
  "grace end - 1 ms": later(graceEnd, -1),
  "grace end": graceEnd,
  "hold end - 1 ms": later(holdEnd, -1),
  "hold end": holdEnd,
  "a year later": later(end, 365 * day),
};

function rowsOf(change: Partial<Subscription> = {}, isBeingPaid = false): PassingCase {
  return { subscription: sampleLiveSubscription(change), type: sampleType(), isBeingPaid };
}

const passed = (rows: PassingCase, now: Instant) => passTime(rows, sampleCircumstances(now));

// A cell: every step of that moment, the last one is the state; "-": nothing changes.
const heading =
  "| end - 1 ms | end | grace end - 1 ms | grace end | hold end - 1 ms | hold end | a year later";
const lifeless = `
  pending   | - | - | - | - | - | - | -
  ended     | - | - | - | - | - | - | -
  abandoned | - | - | - | - | - | - | -`;
const waiting = `
  ${heading}
  active | - | grace | grace | grace hold | grace hold | grace hold | grace hold
  grace  | - | -     | -     | hold       | hold       | hold       | hold
  hold   | - | -     | -     | -          | -          | -          | -${lifeless}`;
const grids: readonly (readonly [string, Partial<Subscription>, boolean, string])[] = [
  [
    "renewing",
    {},
    false,
    `${heading}
  active | - | grace | grace | grace hold | grace hold | grace hold ended | grace hold ended
  grace  | - | -     | -     | hold       | hold       | hold ended       | hold ended
  hold   | - | -     | -     | -          | -          | ended            | ended${lifeless}`,
  ],
  ["renewing, being paid", {}, true, waiting],
  [
    "cancelled",
    { isRepeatable: false },
    false,
    `${heading}
  active | - | ended | ended | ended | ended | ended | ended
  grace  | - | ended | ended | ended | ended | ended | ended
  hold   | - | ended | ended | ended | ended | ended | ended${lifeless}`,
  ],
  ["cancelled, being paid", { isRepeatable: false }, true, waiting],
  [
    "parked",
    { parkedReason: "looked odd" },
    false,
    `${heading}
  active | - | grace | grace | grace hold | grace hold | grace hold ended | grace hold ended
  grace  | - | -     | -     | hold       | hold       | hold ended       | hold ended
  hold   | - | -     | -     | -          | -          | ended            | ended${lifeless}`,
  ],
  ["parked, being paid", { parkedReason: "looked odd" }, true, waiting],
];

/** By what such a subscription comes to its end. */
function endCauseOf({ state, isRepeatable }: Subscription): SubscriptionEvent {
  if (isRepeatable) return "hold_over";
  return state === "active" ? "period_over_cancelled" : "withdrawn";
}

describe.each(grids)("%s", (_, change, isBeingPaid, text) => {
  const grid = readTable(text);

  test("the grid is whole", () => {
    expect(new Set(grid.map(({ row }) => row))).toEqual(new Set(subscriptionStates));
    expect(grid).toHaveLength(subscriptionStates.length * Object.keys(moments).length);
  });

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s at %s: %s",
    (row, column, value) => {
      const rows = rowsOf({ ...change, state: row as SubscriptionState }, isBeingPaid);
      const now = moments[column] ?? end;
      const changes = passed(rows, now);
      const steps = value === "-" ? [] : value.split(" ");
      expect(topicsOf(changes).filter((topic) => topic !== "letter.deliver")).toEqual(
        steps.map((step) => `subscription.${step}`),
      );
      if (steps.length === 0) {
        expect(changes).toEqual({});
        return;
      }
      const state = steps.at(-1) as SubscriptionState;
      const version = rows.subscription.version + steps.length;
      const { endedAt, endCause, ...after } = changes.subscriptions?.[0] ?? {};
      const { endedAt: _, endCause: __, ...before } = rows.subscription;
      expect(after).toEqual({ ...before, state, version });
      expect([endedAt, endCause]).toEqual(
        state === "ended" ? [now, endCauseOf(rows.subscription)] : [undefined, undefined],
      );
      // Each step is told at its own version and as it stood then.
      expect(
        (changes.messages ?? [])
          .slice(0, steps.length)
          .map(({ body }) => [body.state, body.version, body.is_active]),
      ).toEqual(steps.map((step, index) => [step, 3 + index, step === "grace"]));
      // Only the last step is written about.
      const template = new Map<string, LetterTemplate>([
        ["hold", "access_paused"],
        ["ended", "ended"],
      ]).get(state);
      expect(changes.letters?.map((letter) => letter.template)).toEqual(
        template === undefined ? undefined : [template],
      );
      expect(passed({ ...rows, subscription: { ...rows.subscription, state, version } }, now)).toEqual({});
    },
  );
});

test("a subscription that never began stays, whatever its state says", () => {
  for (const state of subscriptionStates)
    expect(
      passed(rowsOf({ state, startDate: undefined, endDate: undefined }), later(end, 999 * day)),
    ).toEqual({});
});

describe("the letter", () => {
  test("in hold says when the card is tried next, and now when that was due while nobody looked", () => {
    const letter = (change: Partial<Subscription>, now = graceEnd) =>
      passed(rowsOf({ state: "grace", tries: 1, ...change }), now).letters?.[0];
    const retryAt = later(graceEnd, 2 * day);
    expect(letter({ retryAt })).toMatchObject({
      template: "access_paused",
      cause: `subscription:${sampleLiveSubscription().id}:hold:1`,
      data: { planName: "Месяц", nextChargeAt: retryAt },
    });
    expect(letter({ retryAt: end })?.data.nextChargeAt).toBe(graceEnd);
    expect(letter({ retryAt: undefined })?.data).toEqual({ planName: "Месяц" });
  });

  test("promises no try that will not be made", () => {
    for (const change of [{ parkedReason: "looked odd" }, { paymentMethodId: undefined }])
      expect(
        passed(rowsOf({ state: "grace", retryAt: holdEnd, ...change }), graceEnd).letters?.[0]?.data,
      ).toEqual({
        planName: "Месяц",
      });
    expect(passed(rowsOf({ tries: 1, retryAt: end }), holdEnd).letters).toMatchObject([
      {
        template: "ended",
        cause: `subscription:${sampleLiveSubscription().id}:ended:1`,
        data: { planName: "Месяц" },
      },
    ]);
    expect(
      passed(rowsOf({ tries: 1, retryAt: end }), holdEnd).letters?.[0]?.data.nextChargeAt,
    ).toBeUndefined();
  });
});

describe("patience", () => {
  test("is what it is set to", () => {
    const patience = { grace: 1 * hour, hold: 2 * hour };
    const state = (wait: number) =>
      passTime(rowsOf(), sampleCircumstances(later(end, wait)), patience).subscriptions?.[0]?.state;
    expect([0, hour - 1, hour, 3 * hour - 1, 3 * hour].map(state)).toEqual([
      "grace",
      "grace",
      "hold",
      "hold",
      "ended",
    ]);
  });

  test("three days of grace and fourteen of hold, unless the owed period is over before", () => {
    expect(defaultPatience).toEqual({ grace: 3 * day, hold: 14 * day });
    const weekly = sampleType({ length: { unit: "week", count: 1 } });
    const week = sampleLiveSubscription({ startDate: later(end, -7 * day) });
    expect(triesEnd(sampleLiveSubscription(), sampleType())).toBe(holdEnd);
    expect(triesEnd(week, weekly)).toBe(later(end, 7 * day));
    const state = (now: Instant) =>
      passed({ subscription: { ...week, state: "hold" }, type: weekly, isBeingPaid: false }, now)
        .subscriptions?.[0]?.state;
    expect([later(end, 7 * day - 1), later(end, 7 * day)].map(state)).toEqual([undefined, "ended"]);
  });

  test("access ends with the period, or with grace when it is to renew", () => {
    expect(accessEnds(sampleLiveSubscription())).toBe(graceEnd);
    expect(accessEnds(sampleLiveSubscription({ state: "grace", isRepeatable: false }))).toBe(graceEnd);
    expect(accessEnds(sampleLiveSubscription({ state: "hold" }))).toBeUndefined();
    expect(accessEnds(sampleLiveSubscription({ endDate: undefined }))).toBeUndefined();
    expect(accessEnds(sampleLiveSubscription({ parkedReason: "looked odd" }))).toBe(graceEnd);
    for (const change of [{ isRepeatable: false }, { paymentMethodId: undefined }])
      expect(accessEnds(sampleLiveSubscription(change))).toBe(end);
  });
});

const lives = fc.record({
  state: fc.constantFrom<SubscriptionState>("active", "grace", "hold"),
  isRepeatable: fc.boolean(),
  parkedReason: fc.constantFrom(undefined, "looked odd"),
  isBeingPaid: fc.boolean(),
  unit: fc.constantFrom(...periodUnits),
  looks: fc.array(fc.integer({ min: 0, max: 40 * 24 }), { minLength: 1, maxLength: 8 }),
});

test("looking often or once after a long standstill comes to the same", () => {
  fc.assert(
    fc.property(lives, ({ state, isRepeatable, parkedReason, isBeingPaid, unit, looks }) => {
      const type = sampleType({ length: { unit, count: 1 } });
      const before = sampleLiveSubscription({ state, isRepeatable, parkedReason });
      let often = before;
      const hours = [...looks].sort((one, other) => one - other);
      for (const wait of hours)
        often =
          passTime({ subscription: often, type, isBeingPaid }, sampleCircumstances(later(end, wait * hour)))
            .subscriptions?.[0] ?? often;
      const last = later(end, Math.max(...looks) * hour);
      const once = passed({ subscription: before, type, isBeingPaid }, last).subscriptions?.[0] ?? before;
      // Only when it is noted tells the two apart: what a report of a closed month says must not change later.
      expect({ ...often, endedAt: undefined }).toEqual({ ...once, endedAt: undefined });
      // The answer about access does not wait for the job; only whether a charge is under way is not known to it.
      if (isRepeatable && !isBeingPaid)
        expect(accessBy([before], last).mayWatch).toBe(accessBy([once], last).mayWatch);
      // Once the job has looked, the state alone tells what the access rule tells.
      expect(accessBy([once], last).mayWatch).toBe(isActive(once));
    }),
    { numRuns: 500 },
  );
});
