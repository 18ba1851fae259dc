import { createMailing } from "@cinema/billing/create-mailing";
import { dryRunMailing, type MailingDryRun, progressOf } from "@cinema/billing/look-at-mailing";
import type { World } from "@cinema/billing/ports";
import { haltMailing, orderMailing, requireMailing } from "@cinema/billing/run-mailing";
import type { NoticeData } from "@cinema/core/letter";
import type { StaffActor } from "../actor.ts";
import { authorship, type Context } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import * as inputs from "./mailing-inputs.ts";
import { presentApproval } from "./present-approval.ts";
import {
  type PresentedMailing,
  type PresentedMailingFailure,
  type PresentedMailingOrder,
  type PresentedMailingProgress,
  presentFailure,
  presentMailing,
  presentProgress,
} from "./present-mailing.ts";

/** Letters to many viewers. */
export const mailingsRouter = router({
  /** The newest first. */
  list: staffProcedure
    .input(inputs.mailingListInput)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedMailing>> =>
        presentPage(
          input,
          (page) => ctx.world.store.mailings.list({ ...page, state: input.state }),
          presentMailing,
        ),
    ),

  /** A mailing, what it says, and how far it has come. */
  get: staffProcedure
    .input(inputs.namedInput)
    .query(
      async ({
        ctx,
        input,
      }): Promise<
        PresentedMailing & { readonly data: NoticeData; readonly progress: PresentedMailingProgress }
      > => {
        const mailing = await requireMailing(ctx.world, input.mailingId);
        const progress = presentProgress(await progressOf(ctx.world, mailing));
        return { ...presentMailing(mailing), data: mailing.data, progress };
      },
    ),

  /** Who has not got the letter, and why; the newest first. */
  failures: staffProcedure
    .input(inputs.failuresInput)
    .query(async ({ ctx, input }): Promise<PresentedPage<PresentedMailingFailure>> => {
      const { id } = await requireMailing(ctx.world, input.mailingId);
      return presentPage(input, (page) => ctx.world.store.mailings.failures(id, page), presentFailure);
    }),

  /** What would happen if it were sent now. */
  dryRun: staffProcedure
    .input(inputs.namedInput)
    .query(({ ctx, input }): Promise<MailingDryRun> => dryRunMailing(ctx.world, input.mailingId)),

  /** Makes a draft; nothing is sent before it is started. */
  create: staffMutation
    .input(inputs.createInput)
    .mutation(async ({ ctx, input }): Promise<PresentedMailing> => {
      const { reason, idempotencyKey: _, fallbackLanguage, sendAt = ctx.world.now(), ...wish } = input;
      const { userId } = ctx.actor;
      const by = authorship(ctx, ctx.actor, reason);
      const made = await createMailing(ctx.world, by, { ...wish, fallbackLanguage, sendAt, userId });
      return mailingOf(ctx.world, made.mailingId);
    }),

  /** Sends it at its moment; to more viewers than one person may write to, when a second one agrees. */
  start: staffMutation
    .input(inputs.orderInput)
    .mutation(({ ctx, input }): Promise<PresentedMailingOrder> => order(ctx, input, "started")),

  /** Nothing more leaves, until it is resumed. */
  pause: staffMutation
    .input(inputs.orderInput)
    .mutation(({ ctx, input }): Promise<PresentedMailing> => halt(ctx, input, "paused")),

  resume: staffMutation
    .input(inputs.orderInput)
    .mutation(({ ctx, input }): Promise<PresentedMailingOrder> => order(ctx, input, "resumed")),

  /** Nothing more leaves, for ever. */
  stop: staffMutation
    .input(inputs.orderInput)
    .mutation(({ ctx, input }): Promise<PresentedMailing> => halt(ctx, input, "stopped")),
});

type StaffContext = Context & { readonly actor: StaffActor };

interface Order {
  readonly mailingId: string;
  readonly reason: string;
}

async function order(
  ctx: StaffContext,
  { mailingId, reason }: Order,
  event: "started" | "resumed",
): Promise<PresentedMailingOrder> {
  const { world, actor } = ctx;
  const by = authorship(ctx, actor, reason);
  const { approval } = await orderMailing(world, by, { mailingId, userId: actor.userId, event });
  return {
    mailing: await mailingOf(world, mailingId),
    approval: approval === undefined ? null : presentApproval(approval, actor.userId),
  };
}

async function halt(
  ctx: StaffContext,
  { mailingId, reason }: Order,
  event: "paused" | "stopped",
): Promise<PresentedMailing> {
  await haltMailing(ctx.world, authorship(ctx, ctx.actor, reason), { mailingId, event });
  return mailingOf(ctx.world, mailingId);
}

async function mailingOf(world: World, mailingId: string): Promise<PresentedMailing> {
  return presentMailing(await requireMailing(world, mailingId));
}
