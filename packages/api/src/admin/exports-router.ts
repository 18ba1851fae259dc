import { type ExportKind, exportKinds } from "@cinema/billing/export";
import { momentsOf } from "@cinema/core/reporting";
import { z } from "zod";
import { router, staffProcedure } from "../procedures.ts";
import { dayRange } from "./day-range.ts";

const prepared = z.strictObject({ kind: z.enum(exportKinds), range: dayRange });

export interface PresentedExport {
  readonly kind: ExportKind;
  /** How many rows it has now. */
  readonly rows: number;
  /** Where it is: a GET with the same access token streams it as CSV. */
  readonly path: string;
}

/** Tables to take out; the path of `prepare` also decides who may take them, see `apps/server/src/export-door.ts`. */
export const exportsRouter = router({
  prepare: staffProcedure.input(prepared).query(async ({ ctx, input }): Promise<PresentedExport> => {
    const { kind, range } = input;
    return {
      kind,
      rows: await ctx.world.store.exports.count(kind, momentsOf(range)),
      path: `/exports/${kind}.csv?${new URLSearchParams({ ...range })}`,
    };
  }),
});
