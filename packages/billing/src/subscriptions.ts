import type { Approval } from "@cinema/core/approval";
import type { Instant } from "@cinema/core/instant";
import type { Payment } from "@cinema/core/payment";
import type { Refund } from "@cinema/core/refund";
import type { Subscription, SubscriptionState } from "@cinema/core/subscription";
import type { PlanNames } from "@cinema/core/subscription-type";
import type { Viewer } from "@cinema/core/viewer";
import type { Keyset } from "./keyset.ts";
import type { SubscriptionView } from "./ports.ts";

/** Which subscriptions are looked for; what is undefined does not matter. */
export interface SubscriptionFilter {
  readonly states: readonly SubscriptionState[] | undefined;
  readonly subscriptionTypeId: string | undefined;
  readonly isRepeatable: boolean | undefined;
  /** Somebody or something stopped its charging. */
  readonly isParked: boolean | undefined;
  /** A charge of the coming period was declined. */
  readonly isDeclined: boolean | undefined;
  /** The last paid period ends at this moment or later. */
  readonly endsFrom: Instant | undefined;
  /** It ends before this moment. */
  readonly endsBefore: Instant | undefined;
}

/** One viewer, or whoever has an e-mail address, in any case of its letters. */
export type SubscriptionOwner = { readonly userId: string } | { readonly email: string };

/** `endingSoonest` leaves out what has no paid period. */
export const subscriptionOrders = ["newest", "endingSoonest"] as const;

export type SubscriptionOrder = (typeof subscriptionOrders)[number];

export interface SubscriptionPosition extends Pick<Subscription, "id"> {
  /** Absent where there is no paid period, which only the order `newest` lists. */
  readonly endDate?: Instant | undefined;
}

/** One subscription in a list. */
export interface SubscriptionListing {
  readonly subscription: Subscription;
  readonly plan: PlanNames;
  readonly viewer: Pick<Viewer, "email" | "name"> | undefined;
}

/** Everything about one subscription. */
export interface SubscriptionFile {
  readonly view: SubscriptionView;
  readonly viewer: Viewer | undefined;
  /** The newest first, no more than {@link mostPayments}. */
  readonly payments: readonly { readonly payment: Payment; readonly refunds: readonly Refund[] }[];
  readonly hasMorePayments: boolean;
  /** What waits for a second person about it or one of these payments. */
  readonly approvals: readonly Approval[];
}

/** Payments of a subscription that are shown with it. */
export const mostPayments = 100;

/** What the staff looks up about subscriptions. */
export interface Subscriptions {
  /**
   * A range of period ends without an owner goes with the order `endingSoonest` only: in any other order all
   * subscriptions might have to be read for a page.
   */
  search(
    filter: SubscriptionFilter,
    page: Keyset<SubscriptionPosition> & {
      readonly order: SubscriptionOrder;
      readonly owner: SubscriptionOwner | undefined;
    },
  ): Promise<readonly SubscriptionListing[]>;
  get(subscriptionId: string): Promise<SubscriptionFile | undefined>;
}
