import { expect, test } from "bun:test";
import { showProgress } from "./show-progress.ts";

function stream(isTTY: boolean | undefined) {
  const written: string[] = [];
  return { written, ...(isTTY === undefined ? {} : { isTTY }), write: (text: string) => written.push(text) };
}

test.each([[false], [undefined]])(
  "into a pipe (%p): plain lines, one every five seconds and the last",
  (isTTY) => {
    const pipe = stream(isTTY);
    let now = 100;
    const progress = showProgress(pipe, () => now);
    for (let seconds = 0; seconds <= 12; seconds++) {
      now = 100 + seconds * 1_000;
      progress.show(`${seconds} of 12 rows`);
    }
    progress.end();
    progress.end();
    expect(pipe.written).toEqual(["0 of 12 rows\n", "5 of 12 rows\n", "10 of 12 rows\n", "12 of 12 rows\n"]);
  },
);

test("a last line that was said is not said twice, and nothing is said of nothing", () => {
  const pipe = stream(false);
  const progress = showProgress(pipe, () => 0);
  progress.end();
  progress.show("1 of 1 rows");
  progress.end();
  expect(pipe.written).toEqual(["1 of 1 rows\n"]);
});

test("on a terminal one line is written over, and leaves nothing of a longer one", () => {
  const terminal = stream(true);
  const progress = showProgress(terminal, () => 0);
  progress.end();
  for (const text of ["10 rows", "9 rows"]) progress.show(text);
  progress.end();
  progress.end();
  expect(terminal.written).toEqual(["\r10 rows", "\r9 rows ", "\n"]);
});
