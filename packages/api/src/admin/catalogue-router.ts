import {
  askToChangePrice,
  createSubscriptionType,
  previewDeactivation,
  previewPrice,
  renameSubscriptionType,
  setTypeSold,
} from "@cinema/billing/catalogue";
import { kopecks } from "@cinema/core/money";
import { periodUnits } from "@cinema/core/period";
import { z } from "zod";
import { authorship } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { line, moment } from "../text-input.ts";
import { changeInput, listInput } from "./change-input.ts";
import { type PresentedApproval, presentApproval } from "./present-approval.ts";
import {
  type PresentedDeactivation,
  type PresentedPricePreview,
  type PresentedType,
  presentDeactivation,
  presentPricePreview,
  presentType,
} from "./present-catalogue.ts";

/** As it stands on pages, in letters and in a bank's list. */
const typeName = line(60).regex(
  /^(?!\s)[^\p{Cc}\p{Zl}\p{Zp}]+(?<!\s)$/u,
  "Use one line without spaces at its ends",
);
const names = { name: typeName, nameEn: typeName.nullish() };
const amountKopecks = z.int().min(0).transform(kopecks);
const typeNamed = { subscriptionTypeId: z.uuid() };

const listed = listInput({ isActive: z.boolean().optional() });
const created = changeInput({
  ...names,
  /** A word of programs, not of people: subscriptions to one product exclude each other. */
  product: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, "Use small letters, digits, _ and -"),
  length: z.strictObject({ unit: z.enum(periodUnits), count: z.int().min(1).max(10_000) }),
  amountKopecks,
  /** From when on it is sold; left out: at once. */
  startsAt: moment.nullish(),
});
const renamed = changeInput({ ...typeNamed, ...names });
const price = { ...typeNamed, amountKopecks, startsAt: moment };
const priced = z.strictObject(price);
const repriced = changeInput(price);
const named = z.strictObject(typeNamed);
const switched = changeInput(typeNamed);

/** What the cinema sells: subscription types and their prices. */
export const catalogueRouter = router({
  /** All types, also those that are no longer sold, each with every version of its price; the newest first. */
  list: staffProcedure.input(listed).query(
    ({ ctx, input }): Promise<PresentedPage<PresentedType>> =>
      presentPage(
        input,
        (page) => ctx.world.store.catalogue.list({ ...page, isActive: input.isActive }),
        (plan) => presentType(plan, ctx.world.now()),
      ),
  ),

  create: staffMutation.input(created).mutation(async ({ ctx, input }): Promise<PresentedType> => {
    const { name, nameEn, product, length, amountKopecks: amount, startsAt } = input;
    const wish = { name, nameEn: nameEn ?? undefined, product, length, amount };
    const by = authorship(ctx, ctx.actor, input.reason);
    const plan = await createSubscriptionType(ctx.world, by, { ...wish, startsAt: startsAt ?? undefined });
    return presentType(plan, ctx.world.now());
  }),

  rename: staffMutation.input(renamed).mutation(async ({ ctx, input }): Promise<PresentedType> => {
    const { subscriptionTypeId, name, nameEn } = input;
    const by = authorship(ctx, ctx.actor, input.reason);
    const wish = { subscriptionTypeId, name, nameEn: nameEn ?? undefined };
    return presentType(await renameSubscriptionType(ctx.world, by, wish), ctx.world.now());
  }),

  /** Asks a second Manager for a new price from some moment on. */
  changePrice: staffMutation.input(repriced).mutation(async ({ ctx, input }): Promise<PresentedApproval> => {
    const { userId } = ctx.actor;
    const { subscriptionTypeId, amountKopecks: amount, startsAt } = input;
    const by = authorship(ctx, ctx.actor, input.reason);
    const asked = await askToChangePrice(ctx.world, by, { userId, subscriptionTypeId, amount, startsAt });
    return presentApproval(asked, userId);
  }),

  /** Whom a new price would reach, when, and by how much; refused as the price itself would be. */
  previewPrice: staffProcedure.input(priced).query(async ({ ctx, input }): Promise<PresentedPricePreview> => {
    const { subscriptionTypeId, amountKopecks: amount, startsAt } = input;
    return presentPricePreview(await previewPrice(ctx.world, { subscriptionTypeId, amount, startsAt }));
  }),

  /** Takes a type off sale; what is sold goes on. */
  deactivate: staffMutation.input(switched).mutation(async ({ ctx, input }): Promise<PresentedType> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    const wish = { subscriptionTypeId: input.subscriptionTypeId, isActive: false };
    return presentType(await setTypeSold(ctx.world, by, wish), ctx.world.now());
  }),

  reactivate: staffMutation.input(switched).mutation(async ({ ctx, input }): Promise<PresentedType> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    const wish = { subscriptionTypeId: input.subscriptionTypeId, isActive: true };
    return presentType(await setTypeSold(ctx.world, by, wish), ctx.world.now());
  }),

  /** Who has a type that is to be taken off sale, and that none of them loses anything. */
  previewDeactivation: staffProcedure
    .input(named)
    .query(
      async ({ ctx, input }): Promise<PresentedDeactivation> =>
        presentDeactivation(await previewDeactivation(ctx.world, input), ctx.language),
    ),
});
