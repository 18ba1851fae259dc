import { day, type Instant, later } from "./instant.ts";
import { isLive, isRenewing, type Subscription, type SubscriptionState } from "./subscription.ts";

/** The answer to the cinema's only question: may this viewer watch, and until when. */
export interface Access {
  readonly mayWatch: boolean;
  /** When this answer ends unless something is paid; absent when the viewer may not watch. */
  readonly until: Instant | undefined;
  /** The state of the subscription it comes from; absent when there never was one. */
  readonly state: SubscriptionState | undefined;
}

/** How long access is kept after the end of a paid period while a renewal is still being tried. */
export const defaultGrace = 3 * day;

/** Access by the subscriptions of one viewer to one product; it does not wait for the job that moves states. */
export function accessBy(subscriptions: readonly Subscription[], now: Instant, grace = defaultGrace): Access {
  const live = subscriptions.find(isLive);
  const latest = live ?? subscriptions.reduce<Subscription | undefined>(newest, undefined);
  const until = live === undefined ? undefined : accessUntil(live, grace);
  const mayWatch = until !== undefined && now < until;
  return { mayWatch, until: mayWatch ? until : undefined, state: latest?.state };
}

function accessUntil(subscription: Subscription, grace: number): Instant | undefined {
  const { state, endDate } = subscription;
  if (endDate === undefined || state === "hold") return undefined;
  return state === "grace" || isRenewing(subscription) ? later(endDate, grace) : endDate;
}

function newest(latest: Subscription | undefined, next: Subscription): Subscription {
  return latest === undefined || next.createdAt > latest.createdAt ? next : latest;
}
