import { parseArgs } from "node:util";
import { describeFinding } from "./describe-finding.ts";
import { type ChaosReport, runChaos } from "./run-chaos.ts";

/** `bun run chaos [--seed N] [--renewals N]`; the exit code says whether everything held. */
async function main(parameters: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...parameters],
    options: { seed: { type: "string", default: "1" }, renewals: { type: "string", default: "2000" } },
  });
  const [seed, renewals] = [Number(values.seed), Number(values.renewals)];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(renewals) || renewals < 1) {
    process.stderr.write("usage: bun run chaos [--seed N] [--renewals N]\n");
    return 2;
  }
  const begun = performance.now();
  const say = (line: string) => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    process.stdout.write(`${seconds.padStart(6)} s  ${line}\n`);
  };
  const report = await runChaos({ seed, renewals, say });
  say("done");
  process.stdout.write(describe(report));
  return report.holds ? 0 : 1;
}

function describe({ findings, counts, holds, logs }: ChaosReport): string {
  const done = Object.entries(counts).map(([what, count]) => `${what}: ${count}`);
  return [
    "",
    done.join(", "),
    "Waits of minutes and hours (the outbox, the ladder of retries) were ended by the driver, not waited for.",
    "",
    ...findings.flatMap(describeFinding),
    "",
    holds ? "everything held" : `NOT everything held; what the processes said is in ${logs}`,
    "",
  ].join("\n");
}

process.exit(await main(process.argv.slice(2)));
