import { beginChangeOfMethod } from "@cinema/billing/bind-method";
import { subscribe } from "@cinema/billing/subscribe";
import { setMailings } from "@cinema/billing/unsubscribe";
import {
  defaultProduct,
  payDue,
  previewViewerRefund,
  requestViewerRefund,
  setAutoRenew,
  unlinkPaymentMethod,
} from "@cinema/billing/viewer-wishes";
import { Refusal } from "@cinema/core/refusal";
import { isLive } from "@cinema/core/subscription";
import { TRPCError } from "@trpc/server";
import type { ServiceActor, ViewerActor } from "./actor.ts";
import * as inputs from "./billing-inputs.ts";
import { authorship, type Context } from "./context.ts";
import { type PresentedPage, presentPage } from "./page.ts";
import { type PresentedAccess, presentAccess } from "./present-access.ts";
import { type PresentedBinding, presentBinding } from "./present-binding.ts";
import { type PresentedHappening, presentHappening } from "./present-happening.ts";
import { type PresentedMailings, presentMailings } from "./present-mailings.ts";
import { type PresentedMethod, presentMethod } from "./present-method.ts";
import { type PresentedPayment, presentPayment } from "./present-payment.ts";
import { type PresentedPlan, presentPlan } from "./present-plan.ts";
import {
  type PresentedPreview,
  type PresentedRefund,
  presentPreview,
  presentRefund,
} from "./present-refund.ts";
import {
  currentSubscription,
  type PresentedSubscription,
  presentSubscription,
} from "./present-subscription.ts";
import { callerProcedure, publicProcedure, router, viewerMutation, viewerProcedure } from "./procedures.ts";
import { viewerReasons } from "./viewer-reasons.ts";

/** A purchase that was begun; the viewer pays at `confirmationUrl`, null while the provider does not answer. */
interface PresentedPurchase {
  readonly subscriptionId: string;
  readonly paymentId: string;
  readonly confirmationUrl: string | null;
}

/** What a viewer does with his subscription, and what the cinema asks about him. */
export const billingRouter = router({
  /** What can be bought now, the cheapest first. */
  plans: publicProcedure.query(async ({ ctx }): Promise<readonly PresentedPlan[]> => {
    const now = ctx.world.now();
    const plans = await ctx.world.store.plans();
    return plans
      .flatMap((plan) => presentPlan(plan, ctx.language, now) ?? [])
      .sort((one, other) => one.price.amountKopecks - other.price.amountKopecks);
  }),

  /** Begins a purchase. */
  subscribe: viewerMutation
    .input(inputs.subscribeInput)
    .mutation(async ({ ctx, input }): Promise<PresentedPurchase> => {
      const { actor, language, ip } = ctx;
      const { userId, email, name } = actor;
      const { subscriptionId, paymentId, confirmationUrl } = await subscribe(
        ctx.world,
        authorship(ctx, actor, viewerReasons.subscribe),
        { ...input, consentVersion: input.consentVersion, viewer: { userId, email, name }, language, ip },
      );
      return { subscriptionId, paymentId, confirmationUrl: confirmationUrl ?? null };
    }),

  /** The viewer's live subscription, else his latest; null when he never had one. */
  subscription: viewerProcedure
    .input(inputs.subscriptionInput)
    .query(({ ctx, input }): Promise<PresentedSubscription | null> => subscriptionOf(ctx, input.product)),

  /** Switches automatic renewal off (always, at once) or on; gives the subscription as it is then. */
  setAutoRenew: viewerMutation
    .input(inputs.setAutoRenewInput)
    .mutation(async ({ ctx, input }): Promise<PresentedSubscription | null> => {
      const { actor, world, ip } = ctx;
      const { isOn, consentVersion } = input;
      const by = authorship(ctx, actor, viewerReasons[isOn ? "renewalOn" : "renewalOff"]);
      await setAutoRenew(world, by, { userId: actor.userId, isOn, consentVersion, ip });
      return subscriptionOf(ctx, defaultProduct);
    }),

  /** Pays for the owed period on the provider's page, with a card that is then kept. */
  payDue: viewerMutation
    .input(inputs.payDueInput)
    .mutation(async ({ ctx, input }): Promise<PresentedPurchase> => {
      const { actor, world, ip } = ctx;
      const { returnUrl, consentVersion } = input;
      const { subscriptionId, paymentId, confirmationUrl } = await payDue(
        world,
        authorship(ctx, actor, viewerReasons.payDue),
        { userId: actor.userId, returnUrl, consentVersion, ip },
      );
      return { subscriptionId, paymentId, confirmationUrl: confirmationUrl ?? null };
    }),

  /** The viewer's linked cards and wallets, the newest first. */
  paymentMethods: viewerProcedure.query(async ({ ctx }): Promise<readonly PresentedMethod[]> => {
    const { userId } = ctx.actor;
    const [methods, views] = await Promise.all([
      ctx.world.store.paymentMethodsOf(userId),
      ctx.world.store.subscriptionsOf(userId),
    ]);
    const live = views.filter(({ subscription }) => isLive(subscription));
    const current = new Set(live.map(({ subscription }) => subscription.paymentMethodId));
    return methods.map((method) => presentMethod(method, current.has(method.id), ctx.language));
  }),

  /** Begins a change of card: the viewer names it on the provider's page, and nothing is taken. */
  changeMethod: viewerMutation
    .input(inputs.changeMethodInput)
    .mutation(async ({ ctx, input }): Promise<PresentedBinding> => {
      const { actor, world, ip } = ctx;
      const { returnUrl, consentVersion } = input;
      const by = authorship(ctx, actor, viewerReasons.changeMethod);
      const wish = { userId: actor.userId, returnUrl, consentVersion, ip };
      return presentBinding(await beginChangeOfMethod(world, by, wish));
    }),

  /** What became of a change of card. */
  methodChange: viewerProcedure
    .input(inputs.methodChangeInput)
    .query(async ({ ctx, input }): Promise<PresentedBinding> => {
      const found = await ctx.world.store.bindings.get(input.bindingId);
      if (found?.userId !== ctx.actor.userId) throw new Refusal("binding_unknown", "bindingId");
      return presentBinding(found);
    }),

  /** Refuses a card or wallet for ever: once this is answered, no charge on it can be made. */
  unlinkPaymentMethod: viewerMutation
    .input(inputs.unlinkPaymentMethodInput)
    .mutation(async ({ ctx, input }): Promise<{ readonly paymentMethodId: string }> => {
      const { actor, world } = ctx;
      const { paymentMethodId } = input;
      const by = authorship(ctx, actor, viewerReasons.unlinkMethod);
      await unlinkPaymentMethod(world, by, { userId: actor.userId, paymentMethodId });
      return { paymentMethodId };
    }),

  /** The viewer's payments, the newest first. */
  payments: viewerProcedure.input(inputs.pageInput).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedPayment>> =>
      presentPage(
        input,
        (page) => ctx.world.store.paymentsOf(ctx.actor.userId, page),
        (view) => presentPayment(view, ctx.language),
      ),
  ),

  /** What a refund would give back now: the refund itself gives the same. */
  refundPreview: viewerProcedure
    .input(inputs.refundPreviewInput)
    .query(async ({ ctx, input }): Promise<PresentedPreview> => {
      const by = authorship(ctx, ctx.actor, viewerReasons.previewRefund);
      const wish = { ...input, userId: ctx.actor.userId };
      return presentPreview(await previewViewerRefund(ctx.world, by, wish), ctx.language);
    }),

  /** Gives money back while the paid period runs; this ends the subscription. */
  requestRefund: viewerMutation
    .input(inputs.requestRefundInput)
    .mutation(async ({ ctx, input }): Promise<PresentedPreview & { readonly refundId: string }> => {
      const { actor, world } = ctx;
      const { paymentId, kind, reason = "asked by the viewer" } = input;
      const by = authorship(ctx, actor, viewerReasons.requestRefund);
      const wish = { userId: actor.userId, paymentId, kind, reason };
      const { refundId, ...preview } = await requestViewerRefund(world, by, wish);
      return { refundId, ...presentPreview(preview, ctx.language) };
    }),

  /** The refunds of the viewer's payments, the newest first. */
  refunds: viewerProcedure.input(inputs.pageInput).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedRefund>> =>
      presentPage(
        input,
        (page) => ctx.world.store.refundsOf(ctx.actor.userId, page),
        (view) => presentRefund(view, ctx.language),
      ),
  ),

  /** What happened to the viewer's subscriptions, payments, methods and letters, the latest first. */
  history: viewerProcedure.input(inputs.historyInput).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedHappening>> =>
      presentPage(
        input,
        (page) => ctx.world.store.timelineOf(ctx.actor.userId, page),
        (happening) => presentHappening(happening, ctx.language),
      ),
  ),

  /** Whether the viewer takes letters that are no service letters. */
  mailings: viewerProcedure.query(
    async ({ ctx }): Promise<PresentedMailings> =>
      presentMailings(await ctx.world.store.mailings.choice(ctx.actor.userId)),
  ),

  /** Refuses such letters, or takes them again, also after the link in one of them. */
  setMailings: viewerMutation
    .input(inputs.setMailingsInput)
    .mutation(async ({ ctx, input }): Promise<PresentedMailings> => {
      const { actor, world } = ctx;
      const by = authorship(ctx, actor, viewerReasons[input.isOn ? "takeMailings" : "refuseMailings"]);
      const { userId } = actor;
      await setMailings(world, by, { userId, isRefused: !input.isOn, cause: "account" });
      return presentMailings(await world.store.mailings.choice(userId));
    }),

  /** May this viewer watch, until when, and in which state; a service asks about any viewer by his id. */
  access: callerProcedure
    .input(inputs.accessInput)
    .query(async ({ ctx, input }): Promise<PresentedAccess> => {
      const userId = askedAbout(ctx.actor, input.userId);
      const views = await ctx.world.store.subscriptionsOf(userId);
      return presentAccess(
        views.map(({ subscription }) => subscription),
        input.product,
        ctx.world.now(),
      );
    }),
});

async function subscriptionOf(
  { world, actor, language }: Pick<Context, "world" | "language"> & { readonly actor: ViewerActor },
  product: string | undefined,
): Promise<PresentedSubscription | null> {
  const current = currentSubscription(await world.store.subscriptionsOf(actor.userId), product);
  return current === undefined ? null : presentSubscription(current, language, world.now());
}

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
