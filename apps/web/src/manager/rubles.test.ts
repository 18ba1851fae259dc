import { expect, test } from "bun:test";
import { kopecksOf } from "./rubles.ts";

test.each([
  ["399", 39_900],
  ["1 499,50", 149_950],
  ["1\u00a0499.5", 149_950],
  ["0", 0],
  ["0.29", 29],
  ["", undefined],
  ["-1", undefined],
  ["1.005", undefined],
  ["12 rub", undefined],
  ["1e3", undefined],
])("%p is %p kopecks", (typed, kopecks) => {
  expect(kopecksOf(typed)).toBe(kopecks);
});
