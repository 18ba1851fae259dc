import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { between, earliest, epochMilliseconds, instant, instantOf, later, latest } from "./instant.ts";

const moments = fc.integer({
  min: Date.parse("0001-01-02T00:00:00.000Z"),
  max: Date.parse("9999-12-30T23:59:59.999Z"),
});

describe("instants", () => {
  test("every way to write a moment comes to the one form", () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, offset) => {
        const wall = new Date(at + offset * 60_000).toISOString();
        const sign = offset < 0 ? "-" : "+";
        const two = (value: number) => String(value).padStart(2, "0");
        const text = `${wall.slice(0, -1)}${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
        expect<string>(instant(text)).toBe(new Date(at).toISOString());
        expect<string>(instantOf(at)).toBe(new Date(at).toISOString());
        expect(epochMilliseconds(instant(text))).toBe(at);
      }),
    );
  });

  test("the order of the strings is the order of the moments", () => {
    fc.assert(
      fc.property(moments, moments, (one, other) => {
        expect(instantOf(one) < instantOf(other)).toBe(one < other);
        expect(instantOf(one) === instantOf(other)).toBe(one === other);
      }),
    );
  });

  test("of two, one is the earlier and the other the later", () => {
    fc.assert(
      fc.property(moments, moments, (one, other) => {
        const [first, last] = [instantOf(Math.min(one, other)), instantOf(Math.max(one, other))];
        expect([
          earliest(instantOf(one), instantOf(other)),
          latest(instantOf(one), instantOf(other)),
        ]).toEqual([first, last]);
      }),
    );
  });

  test("later and between undo each other", () => {
    fc.assert(
      fc.property(moments, moments, (one, other) => {
        const start = instantOf(one);
        const end = instantOf(other);
        expect(between(start, end)).toBe(other - one);
        expect(later(start, between(start, end))).toBe(end);
      }),
    );
  });

  test.each([
    ["2026-11-22T09:00:00Z", "2026-11-22T09:00:00.000Z"],
    ["2026-11-22T09:00:00.1Z", "2026-11-22T09:00:00.100Z"],
    ["2026-11-22T12:00:00+03:00", "2026-11-22T09:00:00.000Z"],
    // PostgreSQL's microseconds are cut, never rounded into the future.
    ["2026-11-22 09:00:00.123999+00", "2026-11-22T09:00:00.123Z"],
    ["2026-01-31T23:59:59.999999-00:30", "2026-02-01T00:29:59.999Z"],
  ])("%s is %s", (text, form) => expect<string>(instant(text)).toBe(form));

  test.each([
    "",
    "now",
    "2026-11-22",
    "2026-11-22T09:00:00",
    "2026-13-01T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "1790000000000",
    "2026-11-22T25:00:00Z",
  ])("%p is no instant", (text) => expect(() => instant(text)).toThrow(RangeError));

  test("a year that would not compare as a string is refused", () => {
    expect(() => instant("+012026-01-01T00:00:00Z")).toThrow(RangeError);
    expect(() => instant("-000001-01-01T00:00:00Z")).toThrow(RangeError);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])("%p milliseconds are no length of time", (wait) => {
    expect(() => later(instant("2026-11-22T09:00:00Z"), wait)).toThrow(RangeError);
  });
});
