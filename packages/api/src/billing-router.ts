import { subscribe } from "@cinema/billing/subscribe";
import { TRPCError } from "@trpc/server";
import type { ServiceActor, ViewerActor } from "./actor.ts";
import { accessInput, paymentsInput, subscribeInput, subscriptionInput } from "./billing-inputs.ts";
import { authorship } from "./context.ts";
import { type PresentedAccess, presentAccess } from "./present-access.ts";
import { type PresentedPayment, presentPayment } from "./present-payment.ts";
import { type PresentedPlan, presentPlan } from "./present-plan.ts";
import {
  currentSubscription,
  type PresentedSubscription,
  presentSubscription,
} from "./present-subscription.ts";
import { callerProcedure, publicProcedure, router, viewerProcedure } from "./procedures.ts";

/** What a viewer does with his subscription, and what the cinema asks about him. */
export const billingRouter = router({
  /** What can be bought now, the cheapest first. */
  plans: publicProcedure.query(async ({ ctx }): Promise<readonly PresentedPlan[]> => {
    const now = ctx.world.now();
    const plans = await ctx.world.store.plans();
    return plans.flatMap((plan) => presentPlan(plan, ctx.language, now) ?? []);
  }),

  /** Begins a purchase; the viewer then pays at `confirmationUrl`, null while the provider does not answer. */
  subscribe: viewerProcedure.input(subscribeInput).mutation(async ({ ctx, input }) => {
    const { actor, language, ip } = ctx;
    const { userId, email, name } = actor;
    const { subscriptionId, paymentId, confirmationUrl } = await subscribe(
      ctx.world,
      authorship(ctx, actor, "subscribes"),
      { ...input, consentVersion: input.consentVersion, viewer: { userId, email, name }, language, ip },
    );
    return { subscriptionId, paymentId, confirmationUrl: confirmationUrl ?? null };
  }),

  /** The viewer's live subscription, else his latest; null when he never had one. */
  subscription: viewerProcedure
    .input(subscriptionInput)
    .query(async ({ ctx, input }): Promise<PresentedSubscription | null> => {
      const views = await ctx.world.store.subscriptionsOf(ctx.actor.userId);
      const current = currentSubscription(views, input.product);
      return current === undefined ? null : presentSubscription(current);
    }),

  /** The viewer's payments, the newest first, page by page. */
  payments: viewerProcedure
    .input(paymentsInput)
    .query(
      async ({
        ctx,
        input: { cursor, limit },
      }): Promise<{ readonly items: readonly PresentedPayment[]; readonly nextCursor: string | null }> => {
        // One more than asked for tells whether there is another page.
        const page = { after: cursor ?? undefined, limit: limit + 1 };
        const found = await ctx.world.store.paymentsOf(ctx.actor.userId, page);
        const items = found.slice(0, limit).map((view) => presentPayment(view, ctx.language));
        return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
      },
    ),

  /** May this viewer watch, until when, and in which state; a service asks about any viewer by his id. */
  access: callerProcedure.input(accessInput).query(async ({ ctx, input }): Promise<PresentedAccess> => {
    const userId = askedAbout(ctx.actor, input.userId);
    const views = await ctx.world.store.subscriptionsOf(userId);
    return presentAccess(
      views.map(({ subscription }) => subscription),
      input.product,
      ctx.world.now(),
    );
  }),
});

/** @throws {TRPCError} when a viewer names somebody else, or a service names nobody */
function askedAbout(actor: ViewerActor | ServiceActor, named: string | undefined): string {
  if (actor.kind === "viewer") {
    if (named !== undefined && named !== actor.userId)
      throw new TRPCError({ code: "FORBIDDEN", message: "A viewer can only ask about himself." });
    return actor.userId;
  }
  if (named === undefined)
    throw new TRPCError({ code: "BAD_REQUEST", message: "A service has to name the viewer: userId." });
  return named;
}
