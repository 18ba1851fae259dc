import {
  auditedTables,
  type TrailEntry,
  type TrailPosition,
  trailSources,
} from "@cinema/billing/audit-trail";
import { z } from "zod";
import type { PresentedPage } from "../page.ts";
import { router, staffProcedure } from "../procedures.ts";
import { line } from "../text-input.ts";
import { instantInput } from "./instant-input.ts";
import { keysetInput, presentKeysetPage } from "./keyset-page.ts";
import { type PresentedTrailEntry, presentTrailEntry } from "./present-trail.ts";

const historyKey = z.string().regex(/^\d{1,18}$/);
const position = z.union([
  z.strictObject({ at: instantInput, source: z.literal("act"), key: z.uuid() }),
  z.strictObject({
    at: instantInput,
    source: z.enum(trailSources).exclude(["act"]),
    key: historyKey,
  }),
]);

/** Nothing that was done later than this. */
const until = instantInput.optional();

const ofRow = keysetInput(
  { table: z.enum(auditedTables), id: z.uuid() },
  z.strictObject({ key: historyKey }),
);

const ofActor = keysetInput(
  {
    /** As it stands in the trail: "manager:<user id>", "service:<name>", "billing:<what>" ... */
    actor: line(300).optional(),
    /** Or a person, in whatever role he did it. */
    userId: line(255).optional(),
    until,
  },
  position,
).refine(({ actor, userId }) => (actor === undefined) !== (userId === undefined), {
  path: ["actor"],
  message: "Name either an actor or a userId",
});

const ofRequest = keysetInput({ requestId: line(200) }, position);
const recent = keysetInput({ until }, position);

/** The names under which a person may stand in the trail. */
const hats = ["manager", "support", "finance", "auditor", "viewer"] as const;

/** Who changed what, from what to what, when, why and for which request; everywhere the latest first. */
export const auditRouter = router({
  /** Everything that became of one row. */
  row: staffProcedure.input(ofRow).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedTrailEntry>> =>
      presentKeysetPage(
        input,
        ({ after, limit }) =>
          ctx.world.store.auditTrail.ofRow(input.table, input.id, { after: after?.key, limit }),
        presentTrailEntry,
        ({ key }) => ({ key }),
      ),
  ),

  /** Everything that somebody did. */
  actor: staffProcedure
    .input(ofActor)
    .query(
      ({ ctx, input: { actor, userId, until, ...asked } }): Promise<PresentedPage<PresentedTrailEntry>> =>
        presentKeysetPage(
          asked,
          (page) =>
            ctx.world.store.auditTrail.ofActors(
              actor === undefined ? hats.map((hat) => `${hat}:${userId}`) : [actor],
              until,
              page,
            ),
          presentTrailEntry,
          positionOf,
        ),
    ),

  /** Everything that was done for one request, or by one run of a job. */
  request: staffProcedure
    .input(ofRequest)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedTrailEntry>> =>
        presentKeysetPage(
          input,
          (page) => ctx.world.store.auditTrail.ofRequest(input.requestId, page),
          presentTrailEntry,
          positionOf,
        ),
    ),

  /** Everything that people of the cinema did. */
  recent: staffProcedure
    .input(recent)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedTrailEntry>> =>
        presentKeysetPage(
          input,
          (page) => ctx.world.store.auditTrail.ofStaff(input.until, page),
          presentTrailEntry,
          positionOf,
        ),
    ),
});

function positionOf({ at, source, key }: TrailEntry): TrailPosition {
  return { at, source, key };
}
