import { closeSync, openSync, writeSync } from "node:fs";
import type { Difference, DifferenceStatus } from "@cinema/core/difference";
import { type DifferenceClass, differenceClasses, differenceClassNames } from "@cinema/core/difference-class";
import type { Reconciliation } from "@cinema/core/reconciliation";

/** What a person is told of a comparison: on the screen by classes, in a file each difference. */
export interface Report {
  readonly see: (difference: Difference) => void;
  readonly openOnes: () => number;
  /** Completes the file; answers the closing words. */
  close(run: Reconciliation): string;
}

type Counts = { readonly [status in DifferenceStatus]?: number };

/** Open differences that are named one by one on the screen. */
const mostNamed = 20;

/**
 * Counts differences and writes them away as they come, so that any number of them takes no more memory.
 * @param path the file, JSON; none when not given
 * @throws when the file cannot be written
 */
export function createReport(path: string | undefined, isDry: boolean): Report {
  const file = path === undefined ? undefined : openSync(path, "w");
  const write = (text: string) => {
    if (file !== undefined) writeSync(file, text);
  };
  const counts = new Map<DifferenceClass, Counts>();
  const named: Difference[] = [];
  let written = 0;
  write('{"differences":[');
  const openOnes = () => [...counts.values()].reduce((sum, { open = 0 }) => sum + open, 0);
  return {
    see(difference) {
      const { class: name, status } = difference;
      const known = counts.get(name);
      counts.set(name, { ...known, [status]: (known?.[status] ?? 0) + 1 });
      if (status === "open" && named.length < mostNamed) named.push(difference);
      write(`${written === 0 ? "\n" : ",\n"}${JSON.stringify(difference)}`);
      written += 1;
    },
    openOnes,
    close(run) {
      write(`\n],"run":${JSON.stringify(run)}}\n`);
      if (file !== undefined) closeSync(file);
      return describe(run, counts, named, { isDry, openOnes: openOnes() });
    },
  };
}

function describe(
  { from, to, counts: { payments, refunds } }: Reconciliation,
  counts: ReadonlyMap<DifferenceClass, Counts>,
  named: readonly Difference[],
  { isDry, openOnes }: { readonly isDry: boolean; readonly openOnes: number },
): string {
  const head = `${from} to ${to}: ${payments} payments and ${refunds} refunds of the provider's were compared.`;
  if (counts.size === 0) return `${head}\nThe books agree.\n`;
  const width = Math.max(...[...counts.keys()].map(({ length }) => length));
  const rows = differenceClassNames.flatMap((name) => {
    const { repaired = 0, open = 0, dismissed = 0 } = counts.get(name) ?? {};
    if (!counts.has(name)) return [];
    const numbers = (isDry ? [open] : [repaired, open, dismissed]).map((number) => `${number}`.padStart(9));
    return [`${name.padEnd(width)}${numbers.join("")}   ${differenceClasses[name].severity}`];
  });
  const table = [`${"".padEnd(width)}${isDry ? "    found" : " repaired     open dismissed"}`, ...rows];
  const left = named.map((difference) => describeOpen(difference, isDry));
  const more = openOnes > named.length ? [`... and ${openOnes - named.length} more`] : [];
  const title = isDry ? "Found, and nothing was done about it (dry run):" : "Open:";
  return `${[head, "", ...table, ...(openOnes > 0 ? ["", title, ...left, ...more] : [])].join("\n")}\n`;
}

function describeOpen({ id, class: name, object, action, obstacle }: Difference, isDry: boolean): string {
  const { what, toDo } = differenceClasses[name];
  const lines = [
    isDry ? `${name} ${object}` : `${name} ${object} (difference ${id})`,
    `  ${what}`,
    ...(obstacle === undefined ? [] : [`  ${obstacle}`]),
    `  ${toDo}`,
    ...(action === undefined ? [] : [`  ready: ${action}`]),
  ];
  return lines.map((line) => `  ${line}`).join("\n");
}
