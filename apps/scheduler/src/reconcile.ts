import { parseArgs } from "node:util";
import { reconcileNow } from "@cinema/billing/ask-for-reconciliation";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import type { Reconciliation } from "@cinema/core/reconciliation";
import { calendarSpan, moment, type TimeSpan } from "@cinema/core/time-span";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { sayingWhy } from "@cinema/wiring/saying-why";
import { showProgress } from "@cinema/wiring/show-progress";
import { createReport } from "./reconciliation-report.ts";

const usage = `usage: bun run reconcile --period <2026, 2026-10 or 2026-10-05> [options]
       bun run reconcile --from <moment> [--to <moment>] [options]
  Compares our payments and refunds with the provider's lists and puts right what is safe.
  A moment is a date (its beginning in Moscow) or an instant with an offset; --to itself is left out, now when not given.
  --dry-run      look and tell, but save and repair nothing
  --json FILE    writes the run and every difference that was seen into a file
exit code: 0 nothing is open, 3 differences are open, 1 the comparison failed, 2 wrong parameters
`;

/** The exit code when differences remain. */
const open = 3;

/** `bun run reconcile ...`: one comparison with the provider by hand. */
async function main(): Promise<number> {
  const wish = readWish();
  if (wish === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { span, isDry, file } = wish;
  const report = createReport(file, isDry);
  const { world, close } = await openWorld(readConfiguration(worldSettings, process.env), "reconcile");
  const progress = showProgress();
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  try {
    const by = {
      actor: `person:${process.env.USER ?? "unknown"}`,
      reason: "bun run reconcile",
      requestId: undefined,
    };
    const { signal } = stopping;
    const run = await reconcileNow(world, by, span, {
      ...{ isDry, signal, onProgress: (run) => progress.show(describe(run)), onSeen: report.see },
    });
    progress.end();
    process.stdout.write(report.close(run));
    if (run.status !== "done") return interrupted(run, isDry);
    return report.openOnes() === 0 ? 0 : open;
  } finally {
    progress.end();
    await close();
  }
}

/** Stopped by Ctrl-C; the scheduler takes up what it finds waiting. */
function interrupted({ comparedUntil }: Reconciliation, isDry: boolean): number {
  const rest = isDry ? "" : " The scheduler goes on with the rest.";
  process.stderr.write(`Stopped: only what began before ${comparedUntil} was compared.${rest}\n`);
  return 1;
}

interface Wish {
  readonly span: TimeSpan;
  readonly isDry: boolean;
  readonly file: string | undefined;
}

function readWish(): Wish | undefined {
  try {
    const { values } = parseArgs({
      options: {
        period: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        json: { type: "string" },
      },
    });
    const span = spanOf(values);
    if (span === undefined) process.stderr.write(misreadIn(values));
    return span && { span, isDry: values["dry-run"], file: values.json };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

/** Names the first value that is no time; nothing when all are and they only do not go together. */
function misreadIn({ period, ...moments }: { period?: string; from?: string; to?: string }): string {
  if (period !== undefined && calendarSpan(period) === undefined)
    return `--period ${period} is no year, month or day\n`;
  for (const name of ["from", "to"] as const) {
    const value = moments[name];
    if (value !== undefined && moment(value) === undefined) return `--${name} ${value} is no moment\n`;
  }
  return "";
}

function spanOf(values: { period?: string; from?: string; to?: string }): TimeSpan | undefined {
  if (values.period !== undefined)
    return values.from === undefined && values.to === undefined ? calendarSpan(values.period) : undefined;
  const from = moment(values.from ?? "");
  const to = moment(values.to ?? "9999-01-01");
  return from && to && { from, to };
}

function describe({ comparedUntil, counts }: Reconciliation): string {
  const { payments, refunds, seen, repaired } = counts;
  return `up to ${comparedUntil}: ${payments} payments, ${refunds} refunds, ${seen} differences, ${repaired} repaired`;
}

process.exit(await sayingWhy(main, usage));
