import { describe, expect, test } from "bun:test";
import { refundHere } from "./both-sides.ts";
import {
  closeDifference,
  type Difference,
  type DifferenceEvent,
  type DifferenceStatus,
  differenceStatuses,
  type Finding,
  noteDifference,
  requireOpen,
  type Sides,
} from "./difference.ts";
import { differenceActions, differenceClasses, differenceClassNames } from "./difference-class.ts";
import { day, later } from "./instant.ts";
import { Refusal } from "./refusal.ts";
import { sampleCircumstances, sampleId, sampleNow, samplePaymentThere, sampleRefund } from "./sample-rows.ts";
import { readTable } from "./text-table.ts";

const now = later(sampleNow, 1 * day);
const sides: Sides = { kind: "payment", ours: undefined, theirs: samplePaymentThere() };
const finding: Finding = { class: "payment_missing_here", action: "record_payment" };
const sighting = { object: "payment:x", sides, occurredAt: sampleNow, seenBy: "first run" };
const again = { ...sighting, seenBy: "second run" };

const found = noteDifference(undefined, finding, sighting, sampleCircumstances());
const closedBy = { by: "manager:anna", how: "looked at it" };

function inStatus(status: DifferenceStatus): Difference {
  return status === "open" ? found : closeDifference(found, status, closedBy, sampleNow);
}

test("what is found for the first time is open", () => {
  expect(found).toEqual({
    ...sighting,
    ...{ class: "payment_missing_here", action: "record_payment" },
    ...{ id: sampleId(901), obstacle: undefined, status: "open", foundAt: sampleNow, seenAt: sampleNow },
    ...{ resolvedAt: undefined, resolvedBy: undefined, resolution: undefined },
  });
});

describe("seen again", () => {
  // With the same facts on both sides, or with others.
  const grid = readTable(`
              | the same  | others
    open      | open      | open
    repaired  | open      | open
    dismissed | dismissed | open
    vanished  | open      | open
  `);

  test("the grid is whole", () => expect(grid).toHaveLength(2 * differenceStatuses.length));

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (row, column, value) => {
      const known = inStatus(row as DifferenceStatus);
      const changed: Sides = { ...sides, theirs: samplePaymentThere({ status: "canceled" }) };
      const seen = { ...again, sides: column === "others" ? changed : JSON.parse(JSON.stringify(sides)) };
      const after = noteDifference(known, { ...finding, obstacle: "why" }, seen, sampleCircumstances(now));
      expect(after).toMatchObject({ id: found.id, status: value, seenAt: now, seenBy: "second run" });
      if (value === "dismissed") expect(after).toEqual({ ...known, seenAt: now, seenBy: "second run" });
      else expect(after).toMatchObject({ sides: seen.sides, obstacle: "why", resolvedAt: undefined });
      // One that was open all along was found then; one that is back is found now.
      expect(after.foundAt).toBe(row === "open" || value === "dismissed" ? sampleNow : now);
    },
  );

  test("facts are the same whatever the order in which they are written", () => {
    const ours = refundHere(sampleRefund());
    const known = { ...inStatus("dismissed"), sides: { kind: "refund", ours } as const };
    const turned = Object.fromEntries(Object.entries(ours).reverse());
    const seen = { ...again, sides: { kind: "refund", ours: turned } as unknown as Sides };
    expect(noteDifference(known, finding, seen, sampleCircumstances(now)).status).toBe("dismissed");
  });
});

describe("closed", () => {
  test.each(["repaired", "dismissed", "vanished"] as const)("%s: by whom, how and when", (event) =>
    expect(closeDifference({ ...found, obstacle: "why" }, event, closedBy, now)).toEqual({
      ...found,
      ...{ status: event, obstacle: undefined },
      ...{ resolvedAt: now, resolvedBy: "manager:anna", resolution: "looked at it" },
    }),
  );

  test("once only, and only one that exists", () => {
    const codeOf = (work: () => unknown) => {
      try {
        return work();
      } catch (error) {
        return error instanceof Refusal ? `${error.code} ${error.path}` : error;
      }
    };
    for (const status of differenceStatuses)
      for (const event of ["repaired", "dismissed", "vanished"] as Exclude<DifferenceEvent, "found_again">[])
        expect(codeOf(() => closeDifference(inStatus(status), event, closedBy, now))).toEqual(
          status === "open" ? expect.anything() : "difference_closed differenceId",
        );
    expect(codeOf(() => requireOpen(undefined))).toBe("difference_unknown differenceId");
  });
});

test("every class has its words and its severity, and those by action have one ready", () => {
  expect(differenceClassNames.length).toBeGreaterThanOrEqual(30);
  for (const name of differenceClassNames) {
    const { what, toDo, severity, repair } = differenceClasses[name];
    expect([what, toDo].every((text) => /^[A-Z].*\.$/.test(text))).toBeTrue();
    expect(["notice", "warning", "critical"]).toContain(severity);
    expect(/by itself/i.test(toDo)).toBe(repair === "by_itself");
    if (repair === "by_action") expect(toDo).toContain("ready action");
  }
  for (const words of Object.values(differenceActions)) expect(words).toMatch(/^[A-Z].*\.$/);
});
