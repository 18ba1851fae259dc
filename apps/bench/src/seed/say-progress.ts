/** Milliseconds between two lines. */
const pause = 2_000;

/**
 * Says how far a long work has come and how long it may still take, at most every two seconds and at its end.
 * @param clock milliseconds of any clock that does not go back
 */
export function sayProgress(what: string, say: (line: string) => void, clock: () => number) {
  const begun = clock();
  let said = begun - pause;
  return (done: number, total: number) => {
    const now = clock();
    if (now - said < pause && done < total) return;
    said = now;
    const seconds = (now - begun) / 1_000;
    const left = done === 0 ? 0 : (seconds / done) * (total - done);
    const rest = done < total ? `, about ${left.toFixed(0)} s to go` : "";
    say(`${grouped(done)} of ${grouped(total)} ${what}, ${seconds.toFixed(0)} s${rest}`);
  };
}

function grouped(count: number): string {
  return count.toLocaleString("en-GB");
}
