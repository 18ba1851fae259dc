/** How far two contracts are apart, for those who call. */
export type Distance =
  /** Nothing but comments. */
  | "words"
  /** What worked goes on to work, and something came along. */
  | "addition"
  /** Code that compiled may no longer do so. */
  | "break";

/** The place of the number that a change moves: major, minor, patch. */
const moved: { readonly [D in Distance]: number } = { break: 0, addition: 1, words: 2 };

/**
 * The least version that may follow. Before 1.0.0 each change moves one place further right, as npm's caret reads
 * it: `^0.3.0` takes 0.3.1 and not 0.4.0, so a break moves the second number, all else the third.
 */
export function leastVersion(version: string, distance: Distance): string {
  const numbers = numbersOf(version);
  const place = Math.min(2, moved[distance] + (numbers[0] === 0 ? 1 : 0));
  return numbers.map((number, at) => (at < place ? number : at === place ? number + 1 : 0)).join(".");
}

/** Below zero when the one comes before the other, zero when they are the same. */
export function compareVersions(one: string, other: string): number {
  const others = numbersOf(other);
  const differences = numbersOf(one).map((number, at) => number - (others[at] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

function numbersOf(version: string): readonly number[] {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`the version is ${version}: write three numbers, 1.2.3`);
  return version.split(".").map(Number);
}
