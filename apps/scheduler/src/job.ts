import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { isJobName, jobs } from "./jobs.ts";
import { runJob } from "./run-job.ts";
import { sayingWhy } from "./saying-why.ts";

/** `bun run job <name> [--dry-run]`: one run by hand, with what it does while it does it. */
async function main(given: readonly string[]): Promise<number> {
  const isDry = given.includes("--dry-run");
  const [name = "", ...rest] = given.filter((word) => word !== "--dry-run");
  if (!isJobName(name) || rest.length > 0) {
    const list = Object.entries(jobs).map(([job, { what }]) => `  ${job.padEnd(12)} ${what}\n`);
    process.stderr.write(`usage: bun run job <name> [--dry-run]\n${list.join("")}`);
    return 2;
  }
  const open = await openWorld(readConfiguration(worldSettings, process.env), "job");
  try {
    const counts = await runJob(open.world, open.sql, name, {
      isDry,
      isImpatient: true,
      onProgress: ({ seen, changed }) => process.stderr.write(`\r${seen} seen, ${changed} to change `),
    });
    const said = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
    process.stdout.write(`\n${name}${isDry ? " (dry run, nothing was saved)" : ""}: ${said.join(", ")}\n`);
    return 0;
  } finally {
    await open.close();
  }
}

process.exit(await sayingWhy(() => main(process.argv.slice(2))));
