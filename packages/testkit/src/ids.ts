/**
 * Ids shaped like UUID version 7 that count up, so that a test's output is the same each time:
 * `00000000-0000-7000-8000-000000000001`, `...002`. They sort in the order they were made.
 * @param series tells the ids of one source from those of another, 0 to 65535
 */
export function testIds(series = 0): () => string {
  let made = 0;
  return () => {
    made += 1;
    const counted = made.toString(16).padStart(12, "0");
    return `00000000-${series.toString(16).padStart(4, "0")}-7000-8000-${counted}`;
  };
}
