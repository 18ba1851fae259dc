import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { accessBy } from "./access.ts";
import { day, instant, later } from "./instant.ts";
import { defaultPatience } from "./pass-time.ts";
import { sampleLiveSubscription, sampleNow, sampleSubscription } from "./sample-rows.ts";
import { isLive, type SubscriptionState, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const graceEnd = later(end, defaultPatience.grace);
const moments: Readonly<Record<string, typeof end>> = {
  "at the start": sampleNow,
  "1 ms before the end": later(end, -1),
  "at the end": end,
  "1 ms before grace ends": later(graceEnd, -1),
  "when grace ends": graceEnd,
};

// Until when the answer holds; "-": the viewer may not watch.
const renewing = readTable(`
            | at the start | 1 ms before the end | at the end | 1 ms before grace ends | when grace ends
  pending   | -            | -                   | -          | -                      | -
  active    | grace        | grace               | grace      | grace                  | -
  grace     | grace        | grace               | grace      | grace                  | -
  hold      | -            | -                   | -          | -                      | -
  ended     | -            | -                   | -          | -                      | -
  abandoned | -            | -                   | -          | -                      | -
`);
const cancelled = readTable(`
            | at the start | 1 ms before the end | at the end | 1 ms before grace ends | when grace ends
  pending   | -            | -                   | -          | -                      | -
  active    | end          | end                 | -          | -                      | -
  grace     | grace        | grace               | grace      | grace                  | -
  hold      | -            | -                   | -          | -                      | -
  ended     | -            | -                   | -          | -                      | -
  abandoned | -            | -                   | -          | -                      | -
`);

describe.each([
  [true, renewing],
  [false, cancelled],
])("access, is_repeatable %p", (isRepeatable, grid) => {
  test("the grid is whole", () => {
    expect(grid).toHaveLength(subscriptionStates.length * Object.keys(moments).length);
  });

  test.each(grid.map((cell) => [cell.row, cell.column, cell.value] as const))(
    "%s, %s: until %s",
    (row, moment, until) => {
      const state = row as SubscriptionState;
      const base = state === "pending" || state === "abandoned" ? sampleSubscription : sampleLiveSubscription;
      const now = moments[moment] ?? sampleNow;
      expect(accessBy([base({ state, isRepeatable })], now)).toEqual({
        mayWatch: until !== "-",
        until: until === "end" ? end : until === "grace" ? graceEnd : undefined,
        state,
      });
    },
  );
});

test("who never had a subscription has no access and no state", () => {
  expect(accessBy([], sampleNow)).toEqual({ mayWatch: false, until: undefined, state: undefined });
});

test("a live subscription counts, however many others there are and in whatever order", () => {
  const live = sampleLiveSubscription();
  const others = fc.array(
    fc.record({
      state: fc.constantFrom<SubscriptionState>("pending", "ended", "abandoned"),
      age: fc.integer({ min: -30, max: 30 }),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(others, fc.nat(6), (rows, place) => {
      const all = rows.map(({ state, age }) =>
        sampleSubscription({ state, createdAt: later(sampleNow, age * day) }),
      );
      all.splice(place, 0, live);
      expect(accessBy(all, sampleNow)).toEqual(accessBy([live], sampleNow));
    }),
  );
});

test("without a live one the newest tells the state, and nothing else lets the viewer watch", () => {
  const old = sampleSubscription({ state: "ended", endDate: end, createdAt: later(sampleNow, -day) });
  const recent = sampleSubscription({ state: "pending" });
  expect(accessBy([old, recent], sampleNow)).toEqual({ mayWatch: false, until: undefined, state: "pending" });
  expect(accessBy([recent, old], sampleNow).state).toBe("pending");
});

test("grace is what it is set to, and it only ever lengthens access", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...subscriptionStates),
      fc.boolean(),
      fc.nat(20 * day),
      fc.integer({ min: -40 * day, max: 40 * day }),
      (state, isRepeatable, grace, offset) => {
        const subscription = sampleLiveSubscription({ state, isRepeatable });
        const now = later(end, offset);
        const access = accessBy([subscription], now, { grace, hold: 0 });
        expect(access.until === undefined).toBe(!access.mayWatch);
        if (access.until !== undefined) expect(access.until > now).toBe(true);
        if (!isLive(subscription)) expect(access.mayWatch).toBe(false);
        if (accessBy([subscription], now, { grace: 0, hold: 0 }).mayWatch) expect(access.mayWatch).toBe(true);
      },
    ),
  );
});
