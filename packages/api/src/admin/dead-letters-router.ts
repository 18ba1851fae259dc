import {
  type DeadLetterDecision,
  discardDeadLetter,
  replayAllDeadLetters,
  replayDeadLetter,
} from "@cinema/billing/dead-letters";
import type { DeadLetterPlace } from "@cinema/billing/queue";
import { instant } from "@cinema/core/instant";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import { authorship } from "../context.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { line } from "../text-input.ts";
import { changeInput } from "./change-input.ts";
import {
  type PresentedDeadLetter,
  type PresentedDeadLetterBody,
  presentDeadLetter,
  presentDeadLetterBody,
} from "./present-dead-letter.ts";

/** Other services name their messages as they like. */
const id = line(255);
const topic = line(255);

const moment = z.iso.datetime({ precision: 3 });

/** The time of death and the id of the last one seen. */
const cursor = line(300).refine(
  (text) => text.charAt(24) === " " && moment.safeParse(text.slice(0, 24)).success,
  "Use the nextCursor of the page before",
);

const listed = z.strictObject({
  topic: topic.optional(),
  cursor: cursor.nullish(),
  limit: z.int().min(1).max(100).default(20),
});
const named = z.strictObject({ id });
const decided = changeInput({ id });
const replayedAll = changeInput({ topic: topic.optional() });

export interface PresentedDeadLetters {
  readonly items: readonly PresentedDeadLetter[];
  /** Asks for the next page; null on the last. */
  readonly nextCursor: string | null;
  /** How many there are in all, of every topic. */
  readonly total: number;
}

/** What nobody could process: it rests until a Manager decides. */
export const deadLettersRouter = router({
  /** The oldest first, without what they say. */
  list: staffProcedure.input(listed).query(async ({ ctx, input }): Promise<PresentedDeadLetters> => {
    const { deadLetters } = ctx.world;
    const after = input.cursor ? placeIn(input.cursor) : undefined;
    const found = await deadLetters.list({ topic: input.topic, after, limit: input.limit + 1 });
    const items = found.slice(0, input.limit);
    const last = found.length > input.limit ? items.at(-1) : undefined;
    return {
      items: items.map(presentDeadLetter),
      nextCursor: last ? `${last.deadAt} ${last.id}` : null,
      total: await deadLetters.count(),
    };
  }),

  get: staffProcedure.input(named).query(async ({ ctx, input }): Promise<PresentedDeadLetterBody> => {
    const found = await ctx.world.deadLetters.find(input.id);
    const [dead] = found;
    if (dead === undefined) throw new Refusal("dead_letter_unknown", "id");
    return presentDeadLetterBody(dead, found.length);
  }),

  /** Sends it to its topic again, as at the first attempt. */
  replay: staffMutation
    .input(decided)
    .mutation(
      ({ ctx, input }): Promise<DeadLetterDecision> =>
        replayDeadLetter(ctx.world, authorship(ctx, ctx.actor, input.reason), input.id),
    ),

  /** Sends all that are dead now, or all of one topic, again. */
  replayAll: staffMutation
    .input(replayedAll)
    .mutation(async ({ ctx, input }): Promise<{ readonly replayed: number }> => {
      const by = authorship(ctx, ctx.actor, input.reason);
      return { replayed: await replayAllDeadLetters(ctx.world, by, input.topic) };
    }),

  /** Throws it away for good. */
  discard: staffMutation
    .input(decided)
    .mutation(
      ({ ctx, input }): Promise<DeadLetterDecision> =>
        discardDeadLetter(ctx.world, authorship(ctx, ctx.actor, input.reason), input.id),
    ),
});

function placeIn(cursor: string): DeadLetterPlace {
  return { deadAt: instant(cursor.slice(0, 24)), id: cursor.slice(25) };
}
