import { askAboutPaymentNow } from "@cinema/billing/ask-provider";
import { providerSideOfPayment } from "@cinema/billing/provider-object";
import { paymentStatuses } from "@cinema/core/payment";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import type { StaffActor } from "../actor.ts";
import { authorship, type Context } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import { line } from "../text-input.ts";
import { changeInput, listInput } from "./change-input.ts";
import { madeInput } from "./made-input.ts";
import { type PresentedProviderSide, presentProviderSide } from "./present-provider-side.ts";
import {
  type PresentedPaymentDossier,
  type PresentedStaffPayment,
  presentPaymentDossier,
  presentStaffPayment,
} from "./present-staff-payment.ts";

import { readerOf } from "./present-staff-refund.ts";

const searched = listInput({
  userId: line(255).optional(),
  subscriptionId: z.uuid().optional(),
  /** The provider's id. */
  externalId: line(100).optional(),
  status: z.enum(paymentStatuses).optional(),
  purpose: z.enum(["first", "renewal"]).optional(),
  ...madeInput,
});
const named = z.strictObject({ paymentId: z.uuid() });
const asked = changeInput({ paymentId: z.uuid() });

/** Payments as the staff looks into them. */
export const paymentsRouter = router({
  search: staffProcedure
    .input(searched)
    .query(({ ctx, input }): Promise<PresentedPage<PresentedStaffPayment>> => {
      const { cursor, limit, order, leastKopecks: least, mostKopecks: most, ...rest } = input;
      return presentPage(
        { cursor, limit },
        (page) => ctx.world.store.payments.search({ ...rest, least, most }, { ...page, order }),
        (view) => presentStaffPayment(view, ctx.language),
      );
    }),

  /** With its subscription and plan, its refunds, the letters about it and what waits for a second person. */
  get: staffProcedure
    .input(named)
    .query(({ ctx, input }): Promise<PresentedPaymentDossier> => dossierOf(ctx, input.paymentId)),

  /** The provider's own object as it is now; nothing changes here. */
  providerObject: staffProcedure
    .input(named)
    .query(async ({ ctx, input }): Promise<PresentedProviderSide> => {
      const side = await providerSideOfPayment(ctx.world, input.paymentId);
      return presentProviderSide(side, ctx.world.now());
    }),

  /** Asks the provider now and settles what it answers; gives the payment as it is then. */
  ask: staffMutation.input(asked).mutation(async ({ ctx, input }): Promise<PresentedPaymentDossier> => {
    await askAboutPaymentNow(ctx.world, authorship(ctx, ctx.actor, input.reason), input.paymentId);
    return dossierOf(ctx, input.paymentId);
  }),
});

async function dossierOf(
  ctx: Pick<Context, "world" | "language"> & { readonly actor: StaffActor },
  paymentId: string,
): Promise<PresentedPaymentDossier> {
  const found = await ctx.world.store.payments.get(paymentId);
  if (found === undefined) throw new Refusal("payment_unknown", "paymentId");
  return presentPaymentDossier(found, readerOf(ctx), ctx.actor.userId);
}
