import { expect, test } from "bun:test";
import { kopecksIn } from "./roubles.ts";

test.each([
  ["100", 10_000],
  ["1 499,5", 149_950],
  ["1\u00a0499.5", 149_950],
  ["0.01", 1],
  ["399,00 ₽", 39_900],
  ["29.29", 2_929],
  ["0.29", 29],
  ["0", undefined],
  ["", undefined],
  ["-5", undefined],
  ["1,234", undefined],
  ["1e3", undefined],
  ["ten", undefined],
] as const)("%p is %p kopecks", (typed, kopecks) => {
  expect(kopecksIn(typed)).toBe(kopecks);
});
