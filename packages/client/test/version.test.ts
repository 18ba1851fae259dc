import { expect, test } from "bun:test";
import { compareVersions, type Distance, leastVersion } from "../publish/version.ts";

test.each<[string, Distance, string]>([
  ["0.3.4", "words", "0.3.5"],
  ["0.3.4", "addition", "0.3.5"],
  ["0.3.4", "break", "0.4.0"],
  ["1.2.3", "words", "1.2.4"],
  ["1.2.3", "addition", "1.3.0"],
  ["1.2.3", "break", "2.0.0"],
  ["12.0.9", "words", "12.0.10"],
])("after %s with %s comes %s", (version, distance, next) => {
  expect(leastVersion(version, distance)).toBe(next);
  expect(compareVersions(next, version)).toBeGreaterThan(0);
});

test("versions are compared by their numbers, not by their digits", () => {
  expect(compareVersions("0.10.0", "0.9.9")).toBeGreaterThan(0);
  expect(compareVersions("1.0.0", "1.0.0")).toBe(0);
  expect(compareVersions("1.9.9", "2.0.0")).toBeLessThan(0);
});

test.each(["1.2", "1.2.3-beta", "v1.2.3", ""])("%p is no version", (version) => {
  expect(() => leastVersion(version, "words")).toThrow("write three numbers");
});
