import { parseArgs } from "node:util";
import { measureRenewals, type Round, type Run } from "./renewals/measure-renewals.ts";

const usage = "usage: bun run bench renewals [--count N] [--rounds N] [--consumers N] [--json FILE]\n";

/** `bun run bench renewals`: renewals per second, and how far above the bare floor of the same run. */
async function main(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      count: { type: "string", default: "3000" },
      rounds: { type: "string", default: "3" },
      consumers: { type: "string", default: "1" },
      json: { type: "string" },
    },
  });
  const [count, rounds, consumers] = [values.count, values.rounds, values.consumers].map(Number);
  if (positionals.join() !== "renewals" || !count || !rounds || !consumers) {
    process.stderr.write(usage);
    return 2;
  }
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const measured = await measureRenewals({ count, rounds, consumers, say });
  say(summarise(measured));
  if (values.json !== undefined)
    await Bun.write(values.json, `${JSON.stringify({ count, consumers, measured }, null, 2)}\n`);
  return 0;
}

function summarise(rounds: readonly Round[]): string {
  const middle = rounds.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(rounds.length / 2)];
  if (middle === undefined) return "";
  const { ours, floor, ratio } = middle;
  return [
    "",
    `median: ${ours.perSecond.toFixed(0)} renewals/s, ${ratio.toFixed(2)} times the floor's time (${floor.perSecond.toFixed(0)}/s)`,
    `the job took ${ours.job.toFixed(2)} s of ${ours.seconds.toFixed(2)} s`,
    `${ours.putOff} messages were put off by a minute; doing them took ${ours.afterwards.seconds.toFixed(2)} s`,
    "",
    "processor seconds   ours   floor",
    ...Object.keys(ours.cpu).map((who) => `  ${who.padEnd(16)} ${cell(ours, who)}  ${cell(floor, who)}`),
    `  ${"of each second".padEnd(16)} ${load(ours)}  ${load(floor)}`,
  ].join("\n");
}

function cell({ cpu }: Run, who: string): string {
  return (cpu[who] ?? 0).toFixed(2).padStart(6);
}

/** How many processors were busy. */
function load({ cpu, seconds }: Run): string {
  return (Object.values(cpu).reduce((sum, one) => sum + one, 0) / seconds).toFixed(2).padStart(6);
}

process.exit(await main(process.argv.slice(2)));
