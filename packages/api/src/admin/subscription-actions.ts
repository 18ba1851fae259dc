import { cancelSubscription, extendSubscription } from "@cinema/billing/change-subscription";
import { setParked } from "@cinema/billing/hold-back";
import { cancelTimes } from "@cinema/core/cancel";
import { longestExtension } from "@cinema/core/extend";
import { isActive, type Subscription, type SubscriptionState } from "@cinema/core/subscription";
import { z } from "zod";
import type { StaffActor } from "../actor.ts";
import { authorship } from "../context.ts";
import { staffMutation } from "../procedures.ts";
import { changeInput } from "./change-input.ts";

/** A subscription as an action of the staff left it. */
export interface PresentedChange {
  readonly subscriptionId: string;
  readonly userId: string;
  readonly state: SubscriptionState;
  /** The viewer may watch. */
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** All free days that it was ever given. */
  readonly freeDays: number;
  readonly parkedReason: string | null;
  readonly version: number;
}

const subscriptionId = z.uuid();
const named = changeInput({ subscriptionId });
const cancelled = changeInput({ subscriptionId, at: z.enum(cancelTimes) });
const extended = changeInput({ subscriptionId, days: z.int().min(1).max(longestExtension) });

/** What the staff does to one subscription. */
export const subscriptionActions = {
  /** Ends it with its period, or now and without a refund; the viewer is told by letter. */
  cancel: staffMutation.input(cancelled).mutation(async ({ ctx, input }): Promise<PresentedChange> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentChange(await cancelSubscription(ctx.world, by, wishOf(ctx, input)));
  }),

  /** Gives free days: the running period and all later ones end so much later; the viewer is told by letter. */
  extend: staffMutation.input(extended).mutation(async ({ ctx, input }): Promise<PresentedChange> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentChange(await extendSubscription(ctx.world, by, wishOf(ctx, input)));
  }),

  /** Stops charging it until that is lifted. */
  park: staffMutation.input(named).mutation(async ({ ctx, input }): Promise<PresentedChange> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentChange(await setParked(ctx.world, by, { ...wishOf(ctx, input), isParked: true }));
  }),

  unpark: staffMutation.input(named).mutation(async ({ ctx, input }): Promise<PresentedChange> => {
    const by = authorship(ctx, ctx.actor, input.reason);
    return presentChange(await setParked(ctx.world, by, { ...wishOf(ctx, input), isParked: false }));
  }),
};

/** Nobody of the staff decides about his own. */
function wishOf<I>({ actor }: { readonly actor: StaffActor }, input: I): I & { readonly userId: string } {
  return { ...input, userId: actor.userId };
}

function presentChange(subscription: Subscription): PresentedChange {
  const { id, userId, state, isRepeatable, startDate, endDate, parkedReason, version } = subscription;
  return {
    subscriptionId: id,
    userId,
    state,
    isActive: isActive(subscription),
    isRepeatable,
    startDate: startDate ?? null,
    endDate: endDate ?? null,
    freeDays: subscription.extensions.at(-1)?.totalDays ?? 0,
    parkedReason: parkedReason ?? null,
    version,
  };
}
