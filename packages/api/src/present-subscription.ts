import type { SubscriptionView } from "@cinema/billing/ports";
import type { PeriodLength } from "@cinema/core/period";
import { isActive, isLive, isRenewing, type SubscriptionState } from "@cinema/core/subscription";
import { type PresentedMoney, presentMoney } from "./present-plan.ts";

export interface PresentedSubscription {
  readonly id: string;
  readonly subscriptionTypeId: string;
  readonly planName: string;
  readonly product: string;
  readonly state: SubscriptionState;
  /** The viewer may watch. */
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** What it was sold at. */
  readonly price: PresentedMoney;
  readonly length: PeriodLength;
  /** What will be taken by itself, and when; null when nothing will. */
  readonly nextCharge: { readonly at: string; readonly amountKopecks: number } | null;
  /** What it is charged on by itself; null when there is nothing saved. */
  readonly method: { readonly title: string; readonly last4: string | null } | null;
}

/** The one that counts: the live one, else the latest; undefined when there never was one. */
export function currentSubscription(
  views: readonly SubscriptionView[],
  product: string | undefined,
): SubscriptionView | undefined {
  const own = views.filter(({ subscription }) => product === undefined || subscription.product === product);
  return (
    own.find(({ subscription }) => isLive(subscription)) ??
    own.toSorted((one, other) => (one.subscription.createdAt < other.subscription.createdAt ? 1 : -1))[0]
  );
}

export function presentSubscription(view: SubscriptionView): PresentedSubscription {
  const { subscription, type, price } = view;
  const method = linkedMethod(view);
  return {
    id: subscription.id,
    subscriptionTypeId: type.id,
    planName: type.name,
    product: subscription.product,
    state: subscription.state,
    isActive: isActive(subscription),
    isRepeatable: subscription.isRepeatable,
    startDate: subscription.startDate ?? null,
    endDate: subscription.endDate ?? null,
    price: presentMoney(price.amount),
    length: type.length,
    nextCharge: nextCharge(view),
    method: method === undefined ? null : { title: method.title, last4: method.cardLast4 ?? null },
  };
}

function nextCharge(view: SubscriptionView): PresentedSubscription["nextCharge"] {
  const { state, endDate } = view.subscription;
  const isDue = state === "active" && isRenewing(view.subscription) && linkedMethod(view) !== undefined;
  return isDue && endDate !== undefined ? { at: endDate, amountKopecks: view.price.amount } : null;
}

function linkedMethod({ method }: SubscriptionView): SubscriptionView["method"] {
  return method?.unlinkedAt === undefined ? method : undefined;
}
