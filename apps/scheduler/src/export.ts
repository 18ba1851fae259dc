import { open as openFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { dayRange } from "@cinema/api/admin/day-range";
import { writeCsv } from "@cinema/api/admin/write-csv";
import { exportKinds, takeOut } from "@cinema/billing/export";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import { momentsOf } from "@cinema/core/reporting";
import { openWorld, worldSettings } from "@cinema/wiring/open-world";
import { sayingWhy } from "@cinema/wiring/saying-why";
import { showProgress } from "@cinema/wiring/show-progress";
import { z } from "zod";

const usage = `usage: bun run export <${exportKinds.join("|")}> --from 2026-10-01 --to 2026-11-01 --file FILE
  the rows of these days (Moscow's, the last one not included) as CSV
`;

/** `bun run export ...`: a table of a stretch of days into a file, saying how far it is. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { from: { type: "string" }, to: { type: "string" }, file: { type: "string" } },
    allowPositionals: true,
  });
  const kind = exportKinds.find((known) => known === positionals[0]);
  const range = dayRange.safeParse({ from: values.from, to: values.to });
  if (kind === undefined || values.file === undefined || !range.success) {
    if (kind === undefined && positionals.length > 0) process.stderr.write(`Unknown: ${positionals[0]}\n`);
    const areDaysGiven = values.from !== undefined && values.to !== undefined;
    if (areDaysGiven && !range.success) process.stderr.write(`${z.prettifyError(range.error)}\n`);
    process.stderr.write(usage);
    return 2;
  }
  const open = await openWorld(readConfiguration(worldSettings, process.env), "export");
  const file = await openFile(values.file, "wx");
  const progress = showProgress();
  try {
    const actor = `person:${process.env.USER ?? "unknown"}`;
    const by = { actor, reason: `takes out ${kind}`, requestId: open.world.newId() };
    const { count, pages } = await takeOut(open.world, by, {
      ...{ kind, range: momentsOf(range.data), language: "ru" },
    });
    let written = 0;
    for await (const rows of pages) {
      await file.write(writeCsv(rows, { isFirst: written === 0 }));
      written += rows.length;
      progress.show(`${written} of ${count} rows`);
    }
    progress.end();
    process.stdout.write(`${values.file}: ${written} ${written === 1 ? "row" : "rows"}\n`);
    return 0;
  } finally {
    progress.end();
    await file.close();
    await open.close();
  }
}

process.exit(await sayingWhy(main, usage));
