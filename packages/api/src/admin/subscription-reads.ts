import { type SubscriptionListing, subscriptionOrders } from "@cinema/billing/subscriptions";
import { Refusal } from "@cinema/core/refusal";
import { subscriptionStates } from "@cinema/core/subscription";
import { z } from "zod";
import type { PresentedPage } from "../page.ts";
import { staffProcedure } from "../procedures.ts";
import { line } from "../text-input.ts";
import { instantInput } from "./instant-input.ts";
import { keysetInput, presentKeysetPage } from "./keyset-page.ts";
import {
  type PresentedSubscriptionFile,
  type PresentedSubscriptionListing,
  presentListing,
  presentSubscriptionFile,
} from "./present-subscription-file.ts";

const order = z.enum(subscriptionOrders);

/** The order is in the position, so that a cursor cannot go on in another list. */
const position = z.strictObject({ order, id: z.uuid(), endDate: instantInput.optional() });

const searched = keysetInput(
  {
    userId: line(255).optional(),
    /** Of whoever has this address, in any case of its letters. */
    email: line(320).optional(),
    states: z.array(z.enum(subscriptionStates)).min(1).max(subscriptionStates.length).optional(),
    subscriptionTypeId: z.uuid().optional(),
    isRepeatable: z.boolean().optional(),
    isParked: z.boolean().optional(),
    /** A charge of the coming period was declined. */
    isDeclined: z.boolean().optional(),
    /** The last paid period ends at this moment or later. */
    endsFrom: instantInput.optional(),
    /** It ends before this moment. */
    endsBefore: instantInput.optional(),
    /** `endingSoonest` leaves out what has no paid period. */
    order: order.default("newest"),
  },
  position,
).superRefine((input, context) => {
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  if (input.userId !== undefined && input.email !== undefined)
    wrong("email", "Name the viewer once: by userId or by email");
  const hasOwner = input.userId !== undefined || input.email !== undefined;
  const hasRange = input.endsFrom !== undefined || input.endsBefore !== undefined;
  if (hasRange && !hasOwner && input.order === "newest")
    wrong("order", "A range of period ends is listed in the order endingSoonest, unless a viewer is named");
  if (input.endsFrom !== undefined && input.endsBefore !== undefined && input.endsFrom >= input.endsBefore)
    wrong("endsBefore", "The range is empty: endsBefore has to be later than endsFrom");
  if (input.cursor && input.cursor.order !== input.order)
    wrong("cursor", "This cursor belongs to the other order: begin anew without one");
});

const named = z.strictObject({ subscriptionId: z.uuid() });

/** What the staff reads about subscriptions; to be spread into the router of subscriptions. */
export const subscriptionReads = {
  /** All filters together; each combination is read by an index, so none has to wait. */
  search: staffProcedure
    .input(searched)
    .query(({ ctx, input }): Promise<PresentedPage<PresentedSubscriptionListing>> => {
      const { userId, email, order } = input;
      const owner = userId !== undefined ? { userId } : email !== undefined ? { email } : undefined;
      const { states, subscriptionTypeId, isRepeatable, isParked, isDeclined, endsFrom, endsBefore } = input;
      const filter = {
        ...{ states, subscriptionTypeId, isRepeatable, isParked, isDeclined, endsFrom, endsBefore },
      };
      return presentKeysetPage(
        input,
        (page) => ctx.world.store.subscriptions.search(filter, { ...page, order, owner }),
        (listing) => presentListing(listing, ctx.language),
        ({ subscription: { id, endDate } }: SubscriptionListing) => ({ order, id, endDate }),
      );
    }),

  /** Plan, price, method, notice, next charge, payments with their refunds, and what waits for a second person. */
  get: staffProcedure.input(named).query(async ({ ctx, input }): Promise<PresentedSubscriptionFile> => {
    const { world, language, actor } = ctx;
    const file = await world.store.subscriptions.get(input.subscriptionId);
    if (file === undefined) throw new Refusal("subscription_unknown", "subscriptionId");
    return presentSubscriptionFile(file, language, world.now(), actor.userId);
  }),
};
