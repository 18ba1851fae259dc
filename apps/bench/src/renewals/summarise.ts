import type { Round, Run } from "./measure-renewals.ts";

/** The middle round in words, and who used the processors. */
export function summarise(rounds: readonly Round[]): string {
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
