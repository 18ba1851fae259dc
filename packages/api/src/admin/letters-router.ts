import { resendLetter } from "@cinema/billing/resend-letter";
import { showLetter } from "@cinema/billing/show-letter";
import { letterStatuses } from "@cinema/core/letter";
import { z } from "zod";
import { authorship } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { line } from "../text-input.ts";
import { changeInput, listInput } from "./change-input.ts";
import { periodInput } from "./made-input.ts";
import {
  type PresentedLetter,
  type PresentedLetterDossier,
  presentLetter,
  presentLetterDossier,
} from "./present-letter.ts";

const searched = listInput({
  userId: line(255).optional(),
  cause: line(300).optional(),
  template: line(100).optional(),
  status: z.enum(letterStatuses).optional(),
  ...periodInput,
});
const named = z.strictObject({ letterId: z.uuid() });
const resent = changeInput({ letterId: z.uuid() });

/** Letters to viewers as the staff looks into them. */
export const lettersRouter = router({
  /** The newest first. */
  search: staffProcedure
    .input(searched)
    .query(
      ({ ctx, input: { cursor, limit, ...filter } }): Promise<PresentedPage<PresentedLetter>> =>
        presentPage({ cursor, limit }, (page) => ctx.world.store.letters.search(filter, page), presentLetter),
    ),

  /** With its words, made anew of its facts. */
  get: staffProcedure
    .input(named)
    .query(
      async ({ ctx, input }): Promise<PresentedLetterDossier> =>
        presentLetterDossier(await showLetter(ctx.world, input.letterId), ctx.world.now()),
    ),

  /** Sends a letter again that failed or was lost; gives the copy that is now on its way. */
  resend: staffMutation.input(resent).mutation(async ({ ctx, input }): Promise<PresentedLetter> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentLetter(await resendLetter(ctx.world, by, input.letterId));
  }),
});
