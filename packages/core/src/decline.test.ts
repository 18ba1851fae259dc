import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { classOf, type DeclineClass, nextTry, type RetryTable, retryTable } from "./decline.ts";
import { between, day, hour, type Instant, instant, instantOf, later, minute } from "./instant.ts";
import { readTable } from "./text-table.ts";

/** The wall clock in Moscow, as a person would write it: "2026-11-22 12:00". */
function moscow(at: Instant | undefined): string {
  if (at === undefined) return "-";
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO("Europe/Moscow")
    .toPlainDateTime()
    .toString()
    .replace("T", " ");
}

const at = (wall: string) => instant(`${wall.replace(" ", "T")}+03:00`);

// YooKassa's reasons (OpenAPI of 2026-07) and our own; law-and-contract.md says the class.
const reasons: Readonly<Record<string, DeclineClass>> = {
  card_expired: "stop",
  permission_revoked: "stop",
  invalid_card_number: "stop",
  payment_method_restricted: "stop",
  country_forbidden: "stop",
  fraud_suspected: "stop",
  refused_by_provider: "stop",
  insufficient_funds: "funds",
  payment_method_limit_exceeded: "funds",
  issuer_unavailable: "technical",
  internal_timeout: "technical",
  never_reached_provider: "technical",
  general_decline: "opaque",
  call_issuer: "opaque",
  "3d_secure_failed": "opaque",
  identification_required: "viewer_must_act",
  invalid_csc: "viewer_must_act",
  expired_on_confirmation: "viewer_must_act",
};
const oneOf: Readonly<Record<DeclineClass, string>> = {
  stop: "permission_revoked",
  funds: "insufficient_funds",
  technical: "issuer_unavailable",
  opaque: "general_decline",
  viewer_must_act: "invalid_csc",
};

describe("the class of a reason", () => {
  test.each(Object.entries(reasons))("%s is %s", (reason, declineClass) =>
    expect(classOf(reason)).toBe(declineClass),
  );

  test.each(["", "a_reason_of_tomorrow", "INSUFFICIENT_FUNDS", "constructor", "__proto__", "toString"])(
    "one that nobody knows is a refusal without detail: %p",
    (reason) => {
      expect(classOf(reason)).toBe("opaque");
      expect(nextTry(reason, 1, at("2026-11-22 12:00"))).toBe(at("2026-11-24 12:00"));
    },
  );

  test("whatever the provider says, there is a class for it", () => {
    fc.assert(fc.property(fc.string(), (reason) => expect(Object.keys(oneOf)).toContain(classOf(reason))));
  });
});

describe("every class, every try", () => {
  // From a decline on Sunday, 22 November 2026, at noon in Moscow.
  const grid = readTable(`
                    | 1                   | 2                   | 3                   | 4 | 15
    stop            | -                   | -                   | -                   | - | -
    funds           | 2026-11-23 12:00:00 | 2026-11-25 12:00:00 | 2026-11-25 12:00:00 | - | -
    technical       | 2026-11-22 12:15:00 | 2026-11-22 13:00:00 | 2026-11-22 16:00:00 | - | -
    opaque          | 2026-11-24 12:00:00 | 2026-11-27 12:00:00 | -                   | - | -
    viewer_must_act | -                   | -                   | -                   | - | -
  `);

  test("the grid is whole", () =>
    expect(new Set(grid.map(({ row }) => row))).toEqual(new Set(Object.keys(oneOf))));

  test.each(grid.map(({ row, column, value }) => [row, Number(column), value] as const))(
    "%s, declined %p times: %s",
    (row, tries, value) =>
      expect(moscow(nextTry(oneOf[row as DeclineClass], tries, at("2026-11-22 12:00")))).toBe(value),
  );
});

describe("the third try for want of money waits for a day on which salaries are paid", () => {
  test.each([
    ["2026-11-22 12:00", "2026-11-25 12:00:00"],
    ["2026-11-24 23:59", "2026-11-25 12:00:00"],
    // Never the day of the decline itself.
    ["2026-11-25 00:00", "-"],
    ["2026-11-25 09:00", "-"],
    ["2026-11-26 00:00", "-"],
    ["2026-11-26 11:59", "-"],
    ["2026-11-26 12:00", "2026-12-10 12:00:00"],
    ["2026-11-30 23:59", "2026-12-10 12:00:00"],
    ["2026-12-31 20:00", "2027-01-10 12:00:00"],
    ["2027-01-09 23:59", "2027-01-10 12:00:00"],
    ["2027-01-10 00:00", "-"],
    ["2027-01-11 11:59", "-"],
    ["2027-01-11 12:00", "2027-01-25 12:00:00"],
    // February is short: from the 25th the 10th is 13 days away, in a leap year 14.
    ["2027-02-25 09:00", "2027-03-10 12:00:00"],
    ["2028-02-25 11:59", "-"],
    ["2028-02-25 12:00", "2028-03-10 12:00:00"],
    // 21:30Z on the 24th is the 25th in Moscow.
    ["2026-11-25 00:30", "-"],
  ])("declined on %s: %s", (declined, next) =>
    expect(moscow(nextTry("insufficient_funds", 3, at(declined)))).toBe(next),
  );

  test("always the 10th or the 25th at noon, after the decline, within a fortnight, and the first such", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * 365 * 24 * 60 }), (minutes) => {
        const declined = later(at("2026-01-01 00:00"), minutes * minute);
        const next = nextTry("payment_method_limit_exceeded", 3, declined);
        const noons = Array.from({ length: 17 }, (_, index) => later(noonOf(declined), (index + 1) * day));
        const first = noons.find((noon) => /-(10|25) 12:00:00$/.test(moscow(noon)));
        expect(next).toBe(first !== undefined && between(declined, first) <= 14 * day ? first : undefined);
      }),
    );
  });
});

/** Noon in Moscow of the day of a moment; Moscow keeps +03:00 in these years. */
function noonOf(moment: Instant): Instant {
  return at(`${moscow(moment).slice(0, 10)} 12:00`);
}

describe("money is asked for in Moscow's daytime", () => {
  test.each([
    ["2026-11-22 00:00", "2026-11-23 10:00:00"],
    ["2026-11-22 09:59:59.999", "2026-11-23 10:00:00"],
    ["2026-11-22 10:00", "2026-11-23 10:00:00"],
    ["2026-11-22 19:59:59.999", "2026-11-23 19:59:59.999"],
    ["2026-11-22 20:00", "2026-11-24 10:00:00"],
    ["2026-11-22 23:59:59.999", "2026-11-24 10:00:00"],
    ["2026-11-29 21:00", "2026-12-01 10:00:00"],
    ["2026-12-30 20:00", "2027-01-01 10:00:00"],
    ["2028-02-27 20:00", "2028-02-29 10:00:00"],
  ])("declined at %s, tried again at %s", (declined, next) =>
    expect(moscow(nextTry("insufficient_funds", 1, at(declined)))).toBe(next),
  );

  test("any class but the technical one, any try, any moment; and never sooner than the table says", () => {
    const cases = fc.record({
      reason: fc.constantFrom(...Object.keys(reasons), "a_reason_of_tomorrow"),
      tries: fc.integer({ min: 1, max: 5 }),
      moment: fc.integer({ min: 0, max: 4_000 * day }),
    });
    fc.assert(
      fc.property(cases, ({ reason, tries, moment }) => {
        const declined = instantOf(Date.UTC(2026, 0) + moment);
        const next = nextTry(reason, tries, declined);
        const wait = retryTable.waits[classOf(reason)][tries - 1];
        if (wait === undefined) expect(next).toBeUndefined();
        if (next === undefined) return;
        const late = between(declined, next) - (typeof wait === "number" ? wait : 0);
        if (classOf(reason) === "technical") expect(late).toBe(0);
        else {
          expect(late).toBeGreaterThanOrEqual(0);
          expect(late).toBeLessThanOrEqual(14 * (typeof wait === "number" ? hour : day));
          const hours = Number(moscow(next).slice(11, 13));
          expect(hours >= 10 && hours < 20).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("the card schemes' limit: at most 15 charges of a card in 30 days, whatever the reasons", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.keys(reasons)), { minLength: 16, maxLength: 16 }),
      (said) => {
        let now = at("2026-11-22 12:00");
        let charges = 0;
        for (const reason of said) {
          charges += 1;
          const next = nextTry(reason, charges, now);
          if (next === undefined) break;
          expect(next > now).toBe(true);
          now = next;
        }
        expect(charges).toBeLessThanOrEqual(15);
      },
    ),
  );
});

test("a table is data: another version has its own classes and waits", () => {
  const table: RetryTable = {
    version: "test",
    classes: { call_issuer: "funds" },
    waits: { ...retryTable.waits, funds: [7 * day] },
  };
  expect(classOf("call_issuer", table)).toBe("funds");
  expect(classOf("insufficient_funds", table)).toBe("opaque");
  expect(nextTry("call_issuer", 1, at("2026-11-22 12:00"), table)).toBe(at("2026-11-29 12:00"));
  expect(nextTry("call_issuer", 2, at("2026-11-22 12:00"), table)).toBeUndefined();
});
