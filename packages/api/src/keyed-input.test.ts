import { expect, test } from "bun:test";
import { keyedInput } from "./keyed-input.ts";

const hashOf = (input: object) => keyedInput({ ...input, idempotencyKey: "key" })?.inputHash;

test.each([[undefined], [null], ["key"], [7], [{}], [[]], [{ key: "key" }]])("%p has no key", (input) => {
  expect(keyedInput(input)).toBeUndefined();
});

test.each([[""], ["a b"], ["ключ"], ["a\n"], ["a".repeat(65)], [7], [null], [{}]])(
  "%p is left to the schema to refuse",
  (key) => {
    expect(keyedInput({ idempotencyKey: key })).toBeUndefined();
  },
);

test.each(["k", "0-9_A-z", crypto.randomUUID(), "a".repeat(64)])("%p is a key", (key) => {
  expect(keyedInput({ idempotencyKey: key })).toEqual({ key, inputHash: hashOf({}) ?? "" });
});

test("the same fields in any order are the same input", () => {
  expect(hashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOf({ b: { d: null, c: [1, 2] }, a: 1 }) ?? "");
});

test.each([[{ a: 2 }], [{ a: "1" }], [{ b: 1 }], [{ a: 1, b: 1 }], [{ a: [1] }], [{}]])(
  "%p is not {a: 1}",
  (other) => {
    expect(hashOf(other)).not.toBe(hashOf({ a: 1 }) ?? "");
  },
);

test.each([
  ["lists", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
])("an input of %s as deep as a body allows is left to the schema to refuse", (_name, text) => {
  expect(hashOf({ deep: JSON.parse(text) })).toBeUndefined();
});
