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

/** Where an error's text ends: at the next test, at code that is shown around the next error, at the next file. */
const afterAnError = /^(\((pass|fail|skip|todo)\) |\d+ \| |\S+\.test\.tsx?:$|error: )/;

/** So many lines of one error are repeated. */
const longestError = 40;

/**
 * The errors that `bun test` printed, each with where it was thrown: repeated at the end of a long run, because what
 * CI keeps of an output is its end.
 */
export function errorsIn(output: string): readonly string[] {
  const lines = Bun.stripANSI(output).split("\n");
  return lines.flatMap((line, index) => {
    if (!line.startsWith("error: ")) return [];
    const rest = lines.slice(index + 1, index + longestError);
    const end = rest.findIndex((next) => afterAnError.test(next));
    return [line, ...(end === -1 ? rest : rest.slice(0, end))].join("\n").trimEnd();
  });
}
