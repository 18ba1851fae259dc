import { isJobName, jobNames, jobs } from "@cinema/billing/jobs";
import { runJob } from "@cinema/billing/run-job";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { sayingWhy } from "@cinema/wiring/saying-why";
import { showProgress } from "@cinema/wiring/show-progress";

/** How often a run asks whether the one before it is over, in milliseconds. */
const patience = 1_000;

const widest = Math.max(...jobNames.map((name) => name.length));
const list = jobNames.map((name) => `  ${name.padEnd(widest)}  ${jobs[name].what}\n`).join("");

const usage = `usage: bun run job <name> [--dry-run]\n${list}`;

/** `bun run job <name> [--dry-run]`: one run by hand, with what it does while it does it. */
async function main(given: readonly string[]): Promise<number> {
  const isDry = given.includes("--dry-run");
  const [name = "", ...rest] = given.filter((word) => word !== "--dry-run");
  if (!isJobName(name) || rest.length > 0) {
    const unknown = [isJobName(name) ? "" : name, ...rest].find((word) => word !== "");
    if (unknown !== undefined) process.stderr.write(`Unknown: ${unknown}\n`);
    process.stderr.write(usage);
    return 2;
  }
  const { world, close } = await openWorld(readConfiguration(worldSettings, process.env), "job");
  const progress = showProgress();
  const run = () =>
    runJob(world, name, {
      isDry,
      isImpatient: true,
      requestedBy: `person:${process.env.USER ?? "unknown"}`,
      reason: "by hand",
      onProgress: ({ seen, changed }) => progress.show(`${seen} seen, ${changed} to change`),
    });
  try {
    let counts = await run();
    if (counts === undefined)
      process.stderr.write(`another run of ${name} is under way: waiting for its end\n`);
    while (counts === undefined) {
      await Bun.sleep(patience);
      counts = await run();
    }
    progress.end();
    const said = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
    process.stdout.write(`${name}${isDry ? " (dry run, nothing was saved)" : ""}: ${said.join(", ")}\n`);
    return 0;
  } finally {
    progress.end();
    await close();
  }
}

process.exit(await sayingWhy(() => main(process.argv.slice(2)), usage));
