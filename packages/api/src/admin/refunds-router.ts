import { askAboutRefundNow } from "@cinema/billing/ask-provider";
import { providerSideOfRefund } from "@cinema/billing/provider-object";
import { previewStaffRefund, requestStaffRefund } from "@cinema/billing/staff-refund";
import { kopecks } from "@cinema/core/money";
import { refundKinds, refundStatuses } from "@cinema/core/refund";
import { Refusal } from "@cinema/core/refusal";
import type { RefundWish } from "@cinema/core/request-refund";
import type { RefundingRole } from "@cinema/core/staff-refund";
import { z } from "zod";
import type { Role, StaffActor } from "../actor.ts";
import { authorship, type Context } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { line } from "../text-input.ts";
import { changeInput, listInput } from "./change-input.ts";
import { madeInput } from "./made-input.ts";
import { type PresentedProviderSide, presentProviderSide } from "./present-provider-side.ts";
import {
  type PresentedRefundDossier,
  type PresentedStaffPreview,
  type PresentedStaffRefund,
  type PresentedStaffRefundOutcome,
  presentRefundDossier,
  presentStaffPreview,
  presentStaffRefund,
  presentStaffRefundOutcome,
  readerOf,
} from "./present-staff-refund.ts";

const searched = listInput({
  userId: line(255).optional(),
  paymentId: z.uuid().optional(),
  /** The provider's id. */
  externalId: line(100).optional(),
  status: z.enum(refundStatuses).optional(),
  kind: z.enum(refundKinds).optional(),
  /** Only those that the provider refused for good. */
  isGivenUp: z.literal(true).optional(),
  ...madeInput,
});
const named = z.strictObject({ refundId: z.uuid() });
const asked = changeInput({ refundId: z.uuid() });

const wish = {
  paymentId: z.uuid(),
  /** All that is left of the payment, a sum of it, or the part of the unused days. */
  kind: z.enum(["full", "partial", "prorated"]),
  /** For a partial one. */
  amountKopecks: z.int().min(1).optional(),
  /** Also of a period that is over: only a Manager may. */
  overridesPeriod: z.boolean().default(false),
};

interface WishInput {
  readonly kind: RefundWish["kind"];
  readonly amountKopecks?: number | undefined;
}

const namesItsSum = ({ kind, amountKopecks }: WishInput) =>
  (kind === "partial") === (amountKopecks !== undefined);
const wrongSum = { path: ["amountKopecks"], error: "A partial refund names its sum, and no other does" };
const previewed = z.strictObject(wish).refine(namesItsSum, wrongSum);
const requested = changeInput(wish).refine(namesItsSum, wrongSum);

/** Refunds as the staff gives and looks into them. */
export const refundsRouter = router({
  search: staffProcedure
    .input(searched)
    .query(({ ctx, input }): Promise<PresentedPage<PresentedStaffRefund>> => {
      const { cursor, limit, order, leastKopecks: least, mostKopecks: most, ...rest } = input;
      return presentPage(
        { cursor, limit },
        (page) => ctx.world.store.refunds.search({ ...rest, least, most }, { ...page, order }),
        (record) => presentStaffRefund(record, readerOf(ctx)),
      );
    }),

  /** With the letters about it. */
  get: staffProcedure
    .input(named)
    .query(({ ctx, input }): Promise<PresentedRefundDossier> => dossierOf(ctx, input.refundId)),

  /** The provider's own object as it is now; nothing changes here. */
  providerObject: staffProcedure
    .input(named)
    .query(async ({ ctx, input }): Promise<PresentedProviderSide> => {
      const side = await providerSideOfRefund(ctx.world, input.refundId);
      return presentProviderSide(side, ctx.world.now());
    }),

  /** Asks the provider now and settles what it answers; gives the refund as it is then. */
  ask: staffMutation.input(asked).mutation(async ({ ctx, input }): Promise<PresentedRefundDossier> => {
    await askAboutRefundNow(ctx.world, authorship(ctx, ctx.actor, input.reason), input.refundId);
    return dossierOf(ctx, input.refundId);
  }),

  /** What a refund would give back now, and whether it would need a second Manager. */
  preview: staffProcedure.input(previewed).query(async ({ ctx, input }): Promise<PresentedStaffPreview> => {
    const by = authorship(ctx, ctx.actor, "looks what a refund would be");
    const preview = await previewStaffRefund(ctx.world, by, requestOf(input, ctx.actor));
    return presentStaffPreview(preview, ctx.language);
  }),

  /** Gives money back at once, or puts the wish before a second Manager when it is above the limit. */
  request: staffMutation
    .input(requested)
    .mutation(async ({ ctx, input }): Promise<PresentedStaffRefundOutcome> => {
      const by = authorship(ctx, ctx.actor, input.reason);
      const outcome = await requestStaffRefund(ctx.world, by, requestOf(input, ctx.actor));
      return presentStaffRefundOutcome(outcome, ctx.language, ctx.actor.userId);
    }),
});

function requestOf(
  input: WishInput & { readonly paymentId: string; readonly overridesPeriod: boolean },
  { role, userId }: StaffActor,
) {
  const { paymentId, overridesPeriod, kind, amountKopecks } = input;
  const what: RefundWish = kind === "partial" ? { kind, amount: kopecks(amountKopecks ?? 0) } : { kind };
  return { ...what, paymentId, overridesPeriod, userId, role: refundingRole(role) };
}

/** The table of permissions lets nobody else in. */
function refundingRole(role: Role): RefundingRole {
  if (role === "manager" || role === "support") return role;
  throw new Error(`${role} gives no money back`);
}

async function dossierOf(
  ctx: Pick<Context, "world" | "language"> & { readonly actor: StaffActor },
  refundId: string,
): Promise<PresentedRefundDossier> {
  const found = await ctx.world.store.refunds.get(refundId);
  if (found === undefined) throw new Refusal("refund_unknown", "refundId");
  return presentRefundDossier(found, readerOf(ctx));
}
