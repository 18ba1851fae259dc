/** What of two lists is not in both, as problems in words; order and repetitions do not matter. */
export function differences(
  what: string,
  found: Iterable<string>,
  wanted: Iterable<string>,
): readonly string[] {
  const [has, needs] = [new Set(found), new Set(wanted)];
  return [
    ...[...needs.difference(has)].map((name) => `${what}: ${name} is missing`),
    ...[...has.difference(needs)].map((name) => `${what}: ${name} is not known to the code`),
  ];
}

/** A problem when two values, of any depth, are not the same. */
export function same(what: string, found: unknown, wanted: unknown): readonly string[] {
  return Bun.deepEquals(found, wanted, true)
    ? []
    : [`${what} is ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`];
}
