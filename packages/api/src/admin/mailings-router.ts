import { createMailing, mailingVariables } from "@cinema/billing/create-mailing";
import { dryRunMailing, listMailings, type MailingDryRun, progressOf } from "@cinema/billing/look-at-mailing";
import type { World } from "@cinema/billing/ports";
import { haltMailing, orderMailing, requireMailing } from "@cinema/billing/run-mailing";
import type { StaffActor } from "../actor.ts";
import { authorship, type Context } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import * as inputs from "./mailing-inputs.ts";
import { presentApproval } from "./present-approval.ts";
import {
  type PresentedCountedMailing,
  type PresentedMailing,
  type PresentedMailingFailure,
  type PresentedMailingFile,
  type PresentedMailingOrder,
  presentCountedMailing,
  presentFailure,
  presentMailing,
  presentProgress,
} from "./present-mailing.ts";
import { type PresentedTemplateVariable, presentVariables } from "./present-template.ts";
import { variablesInput } from "./template-inputs.ts";

/** Letters to many viewers. */
export const mailingsRouter = router({
  /** The newest first. */
  list: staffProcedure
    .input(inputs.mailingListInput)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedCountedMailing>> =>
        presentPage(
          input,
          (page) => listMailings(ctx.world, { ...page, state: input.state }),
          presentCountedMailing,
        ),
    ),

  /** What the data of a mailing about an event has to hold. */
  variables: staffProcedure
    .input(variablesInput)
    .query(async ({ ctx, input }): Promise<readonly PresentedTemplateVariable[]> => {
      const { event, language = "ru" } = input;
      const variables = await mailingVariables(ctx.world, event);
      return presentVariables(variables, variables, language);
    }),

  /** A mailing, what it says, how far it has come, and what waits for a second person about it. */
  get: staffProcedure
    .input(inputs.namedInput)
    .query(async ({ ctx: { world, actor }, input }): Promise<PresentedMailingFile> => {
      const mailing = await requireMailing(world, input.mailingId);
      const [progress, waiting] = await Promise.all([
        progressOf(world, mailing),
        world.store.approvals.waitingAbout(`mailing:${mailing.id}`),
      ]);
      return {
        ...presentMailing(mailing),
        data: mailing.data,
        progress: presentProgress(progress),
        openApprovals: waiting.map((approval) => presentApproval(approval, actor.userId)),
      };
    }),

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
