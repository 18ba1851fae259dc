import type { Instant } from "./instant.ts";
import { accessEnds, defaultPatience, type Patience } from "./pass-time.ts";
import { isLive, type Subscription, type SubscriptionState } from "./subscription.ts";

/** The answer to the cinema's only question: may this viewer watch, and until when. */
export interface Access {
  readonly mayWatch: boolean;
  /** When this answer ends unless something is paid; absent when the viewer may not watch. */
  readonly until: Instant | undefined;
  /** The state of the subscription it comes from; absent when there never was one. */
  readonly state: SubscriptionState | undefined;
}

/** Access by the subscriptions of one viewer to one product; it does not wait for the job that moves states. */
export function accessBy(
  subscriptions: readonly Subscription[],
  now: Instant,
  patience: Patience = defaultPatience,
): Access {
  const live = subscriptions.find(isLive);
  const latest = live ?? subscriptions.reduce<Subscription | undefined>(newest, undefined);
  const until = live === undefined ? undefined : accessEnds(live, patience);
  const mayWatch = until !== undefined && now < until;
  return { mayWatch, until: mayWatch ? until : undefined, state: latest?.state };
}

function newest(latest: Subscription | undefined, next: Subscription): Subscription {
  return latest === undefined || next.createdAt > latest.createdAt ? next : latest;
}
