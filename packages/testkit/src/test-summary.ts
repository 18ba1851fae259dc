export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Reads the counts that `bun test` prints at its end, one a line (" 12 pass"), todo counting as skipped.
 * @param exitCode a run that failed without a failed test (an error between tests, no tests at all) has one failure
 */
export function readSummary(output: string, exitCode: number): TestSummary {
  const plain = Bun.stripANSI(output);
  const ending = plain.slice(0, plain.lastIndexOf("\nRan ")).split("\n").slice(-10);
  const count = (word: string) =>
    Number(
      ending.map((line) => /^ *(\d+) (\w+)$/.exec(line)).findLast((found) => found?.[2] === word)?.[1] ?? 0,
    );
  const failed = count("fail");
  return {
    passed: count("pass"),
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: count("skip") + count("todo"),
  };
}

/** The closing line of the test command, which CI reads. */
export function closingLine({ passed, failed, skipped }: TestSummary): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
