import { eraseViewer } from "@cinema/billing/erase-viewer";
import {
  type FoundViewer,
  type StaffHappening,
  timelineSources,
  type ViewerPosition,
  type WantedViewer,
} from "@cinema/billing/viewers";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import { authorship } from "../context.ts";
import type { PresentedPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { canBeKept, line } from "../text-input.ts";
import { changeInput } from "./change-input.ts";
import { instantInput } from "./instant-input.ts";
import { keysetInput, presentKeysetPage } from "./keyset-page.ts";
import { type PresentedStaffHappening, presentStaffHappening } from "./present-staff-happening.ts";
import {
  type PresentedErasure,
  type PresentedViewer,
  type PresentedViewerFile,
  presentErasure,
  presentViewer,
  presentViewerFile,
} from "./present-viewer.ts";

const userId = line(255);

/** What somebody types or pastes: spaces around it mean nothing. */
const typed = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .refine(canBeKept, "This text holds characters that cannot be kept");

const viewerPosition = z.strictObject({ key: line(1_000), userId });

/** Looked for by one thing at a time: each has an index of its own. */
const searched = z.discriminatedUnion("by", [
  keysetInput({ by: z.literal("userId"), userId }, viewerPosition),
  keysetInput({ by: z.literal("email"), email: typed, isPrefix: z.boolean().default(false) }, viewerPosition),
  keysetInput({ by: z.literal("name"), prefix: typed }, viewerPosition),
]);

const named = z.strictObject({ userId });
const erased = changeInput({ userId });

const timelinePosition = z.strictObject({
  at: instantInput,
  id: z.string().regex(/^[a-z]{1,20}-[0-9a-z_-]{1,60}$/),
});

const told = keysetInput(
  {
    userId,
    /** Only what comes from these; all when it is not given. */
    only: z.array(z.enum(timelineSources)).min(1).max(timelineSources.length).optional(),
  },
  timelinePosition,
);

/** Who the viewers are and what happened to them. */
export const viewersRouter = router({
  /** By user id, by e-mail or its beginning, by the beginning of the name; case does not matter. */
  search: staffProcedure.input(searched).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedViewer>> =>
      presentKeysetPage(
        input,
        (page) => ctx.world.store.viewers.find(wantedIn(input), page),
        ({ viewer }) => presentViewer(viewer),
        positionOf,
      ),
  ),

  get: staffProcedure.input(named).query(async ({ ctx, input }): Promise<PresentedViewerFile> => {
    const { world, language } = ctx;
    const now = world.now();
    const file = await world.store.viewers.get(input.userId, now);
    if (file === undefined) throw new Refusal("viewer_unknown", "userId");
    return presentViewerFile(file, language, now);
  }),

  /**
   * Payments, refunds, letters, methods, consents, every change of subscriptions, and what the staff did, in one
   * list, the latest first, each with who did it and why.
   */
  timeline: staffProcedure.input(told).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedStaffHappening>> =>
      presentKeysetPage(
        input,
        (page) => ctx.world.store.viewers.timeline(input.userId, input.only, page),
        (happening) => presentStaffHappening(happening, ctx.language),
        ({ at, id }: StaffHappening) => ({ at, id }),
      ),
  ),

  /**
   * Takes everything personal out and unlinks what is saved; the rows about money stay, and a paid period runs on to
   * its end. It cannot be undone.
   */
  erase: staffMutation.input(erased).mutation(async ({ ctx, input }): Promise<PresentedErasure> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentErasure(input.userId, await eraseViewer(ctx.world, by, { userId: input.userId }));
  }),
});

function wantedIn(input: z.output<typeof searched>): WantedViewer {
  switch (input.by) {
    case "userId":
      return { by: "userId", userId: input.userId };
    case "email":
      return { by: "email", email: input.email, isPrefix: input.isPrefix };
    case "name":
      return { by: "name", prefix: input.prefix };
  }
}

function positionOf({ key, viewer }: FoundViewer): ViewerPosition {
  return { key, userId: viewer.userId };
}
