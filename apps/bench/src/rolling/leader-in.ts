import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Which of the schedulers was the last to say that it leads. @throws when none did */
export function leaderIn(logs: string, names: readonly string[]): string {
  const said = names.flatMap((name) =>
    readFileSync(join(logs, `${name}.log`), "utf8")
      .split("\n")
      .filter((line) => line.includes('"scheduler.leads"'))
      .map((line) => ({ name, at: String(Object(JSON.parse(line)).time) })),
  );
  const last = said.toSorted((one, other) => (one.at < other.at ? 1 : -1))[0];
  if (last === undefined) throw new Error(`no scheduler of ${names} has led`);
  return last.name;
}
