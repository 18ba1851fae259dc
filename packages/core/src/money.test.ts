import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromDecimal, type Kopecks, kopecks, shareOf, split, subtract, sum, toDecimal } from "./money.ts";

const amounts = fc.oneof(fc.maxSafeNat(), fc.nat(1_000_000)).map((value) => kopecks(value));
const payable = fc.integer({ min: 0, max: 999_999_999_999_999 }).map((value) => kopecks(value));

describe("kopecks", () => {
  test.each([-1, 0.1, 29_900.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("%p is no amount", (value) =>
    expect(() => kopecks(value)).toThrow(RangeError),
  );

  test("sums and differences keep to whole kopecks, and never go below zero or beyond what is exact", () => {
    fc.assert(
      fc.property(amounts, amounts, (one, other) => {
        const total = BigInt(one) + BigInt(other);
        if (total <= BigInt(Number.MAX_SAFE_INTEGER)) {
          expect(BigInt(sum(one, other))).toBe(total);
          expect(subtract(sum(one, other), other)).toBe(one);
        } else expect(() => sum(one, other)).toThrow(RangeError);
        if (one < other) expect(() => subtract(one, other)).toThrow(RangeError);
      }),
    );
    expect<number>(sum()).toBe(0);
  });
});

describe("split", () => {
  test("parts sum up to the whole, differ by a kopeck at most, the larger first", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 400 }), (amount, count) => {
        const parts = split(amount, count);
        expect(parts).toHaveLength(count);
        expect(parts.reduce((total, part) => total + BigInt(part), 0n)).toBe(BigInt(amount));
        expect(Number(parts[0]) - Number(parts.at(-1))).toBeLessThanOrEqual(1);
        expect(parts).toEqual([...parts].sort((one, other) => other - one));
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])("not into %p parts", (count) =>
    expect(() => split(kopecks(100), count)).toThrow(RangeError),
  );

  test("299 roubles over three months", () => {
    expect<number[]>([...split(kopecks(29_900), 3)]).toEqual([9967, 9967, 9966]);
  });
});

describe("shareOf", () => {
  const shares = fc
    .tuple(fc.nat(1_000_000_000), fc.integer({ min: 1, max: 1_000_000_000 }))
    .map(([one, other]) => ({ part: Math.min(one, other), whole: other }));

  test("lies between nothing and everything, and leaves the complement", () => {
    fc.assert(
      fc.property(amounts, shares, (amount, { part, whole }) => {
        const share = shareOf(amount, part, whole);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(amount);
        expect<number>(sum(share, subtract(amount, share))).toBe(amount);
        // Half a kopeck off at most: |share * whole - amount * part| * 2 <= whole.
        const off = BigInt(share) * BigInt(whole) - BigInt(amount) * BigInt(part);
        expect((off < 0n ? -off : off) * 2n).toBeLessThanOrEqual(BigInt(whole));
        // The share and the share of the rest may both be rounded up, so they differ from the whole by one at most.
        const both = BigInt(share) + BigInt(shareOf(amount, whole - part, whole)) - BigInt(amount);
        expect(both === 0n || both === 1n).toBe(true);
      }),
    );
  });

  test("never grows smaller when the part grows", () => {
    fc.assert(
      fc.property(amounts, shares, fc.nat(1000), (amount, { part, whole }, more) => {
        const greater = Math.min(part + more, whole);
        expect(shareOf(amount, greater, whole)).toBeGreaterThanOrEqual(shareOf(amount, part, whole));
      }),
    );
  });

  test.each([
    [29_900, 0, 30, 0],
    [29_900, 30, 30, 29_900],
    [29_900, 1, 3, 9967],
    [1, 1, 2, 1],
    [3, 1, 2, 2],
    [Number.MAX_SAFE_INTEGER, 1, 1, Number.MAX_SAFE_INTEGER],
  ])("%i kopecks x %i/%i = %i", (amount, part, whole, share) =>
    expect<number>(shareOf(kopecks(amount), part, whole)).toBe(share),
  );

  test.each([
    [-1, 30],
    [31, 30],
    [0, 0],
    [1, -2],
    [0.5, 1],
    [1, 1.5],
    [Number.NaN, 1],
  ])("%p/%p is no share", (part, whole) =>
    expect(() => shareOf(kopecks(100), part, whole)).toThrow(RangeError),
  );
});

describe("the provider's decimals", () => {
  test("go out and come back the same", () => {
    fc.assert(
      fc.property(payable, (amount) => {
        expect(toDecimal(amount)).toMatch(/^(0|[1-9]\d*)\.\d{2}$/);
        expect(fromDecimal(toDecimal(amount))).toBe(amount);
      }),
    );
  });

  test("are read as exactly as they are written", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(99), (roubles, rest) => {
        const cents = String(rest).padStart(2, "0");
        expect<Kopecks | undefined>(fromDecimal(`${roubles}.${cents}`)).toBe(
          kopecks(Number(`${roubles}${cents}`)),
        );
        expect<number | undefined>(fromDecimal(`${roubles}`)).toBe(roubles * 100);
      }),
    );
  });

  test.each([
    ["100.00", 10_000],
    ["100.5", 10_050],
    ["0.01", 1],
    ["0.29", 29],
    ["4.35", 435],
    ["1.15", 115],
    ["9999999999999.99", 999_999_999_999_999],
  ])("%s is %i kopecks", (text, amount) => expect<number | undefined>(fromDecimal(text)).toBe(amount));

  test.each([
    "",
    " ",
    "100.",
    ".5",
    "100.001",
    "1e3",
    "-1",
    "+1",
    "1,5",
    "1 000",
    " 100",
    "100\n",
    "0x10",
    "NaN",
    "Infinity",
    "١٠٠",
    "10000000000000.00",
    "1.5.5",
  ])("%p is no amount", (text) => expect(fromDecimal(text)).toBeUndefined());

  test("whatever else comes is either an amount or undefined, never an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        const read = fromDecimal(text);
        if (read !== undefined) expect(kopecks(read)).toBe(read);
      }),
    );
  });
});
