import { describe, expect, test } from "bun:test";
import { day, hour, instant, later, minute } from "./instant.ts";
import {
  advanceReconciliation,
  askForReconciliation,
  nightlySpan,
  type ReconciliationEvent,
  type ReconciliationStatus,
  reconciliationTransitions,
} from "./reconciliation.ts";
import { Refusal } from "./refusal.ts";
import { sampleCircumstances, sampleId, sampleNow } from "./sample-rows.ts";
import { readTable } from "./text-table.ts";
import { ForbiddenTransition } from "./transition.ts";

const asking = { by: "finance:olga", reason: "end of the month" };
const ask = (from: number, to: number) =>
  askForReconciliation(
    { from: later(sampleNow, from), to: later(sampleNow, to) },
    asking,
    sampleCircumstances(),
  );

describe("asking", () => {
  test("waits, as far as the span is over", () =>
    expect(ask(-3 * day, 1 * day)).toMatchObject({
      ...{ id: sampleId(901), status: "waiting", requestedBy: "finance:olga", reason: "end of the month" },
      ...{ from: later(sampleNow, -3 * day), to: later(sampleNow, -10 * minute) },
      ...{ comparedUntil: later(sampleNow, -3 * day), counts: { payments: 0, seen: 0 } },
    }));

  test("a span in the past is left as it is", () =>
    expect(ask(-3 * day, -1 * day).to).toBe(later(sampleNow, -1 * day)));

  test.each([
    ["what has just begun", -10 * minute, 0, "reconciliation_too_early from"],
    ["the future", 1 * day, 2 * day, "reconciliation_too_early from"],
    ["what the provider no longer lists", -3 * 365 * day - 1, 0, "reconciliation_too_old from"],
  ])("%s is refused", (_, from, to, expected) => {
    try {
      ask(from, to);
      throw new Error("not refused");
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      if (error instanceof Refusal) expect(`${error.code} ${error.path}`).toBe(expected);
    }
  });
});

describe("a run", () => {
  const grid = readTable(`
            | begun   | interrupted | finished | broken
    waiting | running | -           | -        | -
    running | running | waiting     | done     | failed
    done    | -       | -           | -        | -
    failed  | -       | -           | -        | -
  `);

  test("the grid is whole", () =>
    expect(grid).toHaveLength(4 * Object.keys(reconciliationTransitions).length));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, value) => {
      const run = { ...ask(-1 * day, 0), status: row as ReconciliationStatus };
      const advance = () => advanceReconciliation(run, column as ReconciliationEvent, sampleNow);
      if (value === "-") expect(advance).toThrow(ForbiddenTransition);
      else
        expect(advance()).toMatchObject({
          ...{ status: value, beatAt: sampleNow, startedAt: sampleNow },
          finishedAt: value === "done" || value === "failed" ? sampleNow : undefined,
        });
    },
  );

  test("what is taken over began when it first began", () => {
    const begun = advanceReconciliation(ask(-1 * day, 0), "begun", sampleNow);
    const again = advanceReconciliation(begun, "begun", later(sampleNow, 1 * hour));
    expect(again).toMatchObject({ startedAt: sampleNow, beatAt: later(sampleNow, 1 * hour) });
  });
});

describe("every night from five o'clock in Moscow on, the last three days", () => {
  const [before, at] = [instant("2026-11-22T04:59:59.999+03:00"), instant("2026-11-22T05:00:00+03:00")];
  const span = { from: instant("2026-11-19T00:00:00+03:00"), to: at };
  test.each([
    ["never asked, too early", undefined, before, undefined],
    ["never asked", undefined, at, span],
    ["asked last night", later(at, -1 * day), at, span],
    ["asked this night", at, at, undefined],
    ["asked this night, in the evening", at, instant("2026-11-22T23:59:00+03:00"), undefined],
    [
      "missed this night",
      later(at, -1 * day),
      instant("2026-11-22T23:00:00+03:00"),
      { ...span, to: instant("2026-11-22T23:00:00+03:00") },
    ],
  ])("%s", (_, lastAsked, now, expected) => expect(nightlySpan(lastAsked, now)).toEqual(expected));
});
