import { expect, test } from "bun:test";
import { closingLine, errorsIn, readSummary } from "./test-summary.ts";

const summary = (lines: string[]) =>
  `(pass) 99 pass\n 99 fail\nRan 198 tests across 9 files.\n\n${lines.join("\n")}\n`;

test.each([
  [
    [" 12 pass", " 0 fail", " 30 expect() calls", "Ran 12 tests across 3 files. [1.00s]"],
    0,
    "12 passed, 0 failed",
  ],
  [
    [" 1 pass", " 1 skip", " 2 todo", " 0 fail", "Ran 4 tests across 1 file. [4.00ms]"],
    0,
    "1 passed, 0 failed, 3 skipped",
  ],
  [[" 1 pass", " 2 fail", " 2 errors", "Ran 3 tests across 3 files. [4.00ms]"], 1, "1 passed, 2 failed"],
  [[" 1 pass", " 0 fail", " 1 error", "Ran 1 test across 1 file. [4.00ms]"], 1, "1 passed, 1 failed"],
  [
    ["\u001b[32m 7 pass\u001b[0m", "\u001b[2m 0 fail\u001b[0m", "Ran 7 tests across 1 file."],
    0,
    "7 passed, 0 failed",
  ],
])("%j with exit code %d is %s", (lines, exitCode, line) => {
  expect(closingLine(readSummary(summary(lines), exitCode))).toBe(line);
});

test("a run that ended before its summary has failed", () => {
  expect(closingLine(readSummary("error: no such file\n", 1))).toBe("0 passed, 1 failed");
});

test("the errors of a run are found whether their test is named before or after them, without the code around them", () => {
  const output = [
    "one.test.ts:",
    "(fail) first [1.00ms]",
    "(pass) second [1.00ms]",
    "3 | expect(1).toBe(2);",
    "\u001b[31merror\u001b[0m: expect(received).toBe(expected)",
    "",
    "Expected: 2",
    "Received: 1",
    "",
    "      at <anonymous> (one.test.ts:3:80)",
    "two.test.ts:",
    "(pass) third [1.00ms]",
    "error: gone",
    "      at <anonymous> (two.test.ts:4:1)",
    "(fail) fourth [1.00ms]",
    "",
  ].join("\n");
  expect(errorsIn(output)).toEqual([
    "error: expect(received).toBe(expected)\n\nExpected: 2\nReceived: 1\n\n      at <anonymous> (one.test.ts:3:80)",
    "error: gone\n      at <anonymous> (two.test.ts:4:1)",
  ]);
});
