import { expect, test } from "bun:test";
import { closingLine, readSummary } from "./test-summary.ts";

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
