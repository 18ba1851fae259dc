import { parseArgs } from "node:util";
import { describeFinding } from "../chaos/describe-finding.ts";
import { runRolling } from "./run-rolling.ts";

/** `bun run rolling [--renewals N] [--rounds N]`; the exit code says whether everything held. */
async function main(parameters: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...parameters],
    options: { renewals: { type: "string", default: "1000" }, rounds: { type: "string", default: "2" } },
  });
  const [renewals, rounds] = [Number(values.renewals), Number(values.rounds)];
  if (!Number.isSafeInteger(renewals) || !Number.isSafeInteger(rounds) || renewals < 1 || rounds < 1) {
    process.stderr.write("usage: bun run rolling [--renewals N] [--rounds N]\n");
    return 2;
  }
  const begun = performance.now();
  const say = (line: string) => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    process.stdout.write(`${seconds.padStart(6)} s  ${line}\n`);
  };
  const { findings, counts, holds, logs } = await runRolling({ renewals, rounds, say });
  const done = Object.entries(counts).map(([what, count]) => `${what}: ${count}`);
  const ending = holds ? "everything held" : `NOT everything held; what the processes said is in ${logs}`;
  process.stdout.write(
    ["", done.join(", "), "", ...findings.flatMap(describeFinding), "", ending, ""].join("\n"),
  );
  return holds ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
