import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import type { SubscriptionState } from "./subscription.ts";

/** Whom a mailing is for: named viewers, or all whom a filter finds while it is being sent. */
export type Audience = { readonly kind: "viewers"; readonly userIds: readonly string[] } | AudienceFilter;

/**
 * What holds for a viewer: of his subscriptions the one that counts for its product (the live one, else the last
 * that has ended, else the last that was begun) must fit all of the first four. What is absent holds for everybody.
 */
export interface AudienceFilter {
  readonly kind: "filter";
  readonly states?: readonly SubscriptionState[] | undefined;
  readonly subscriptionTypeIds?: readonly string[] | undefined;
  /** The end of the last paid period is at this moment or later. */
  readonly endsFrom?: Instant | undefined;
  /** And before this one. */
  readonly endsBefore?: Instant | undefined;
  /** The language of the viewer's letters. */
  readonly languages?: readonly Language[] | undefined;
}

/** Somebody of an audience, and what keeps him from getting the letter. */
export interface Recipient {
  readonly userId: string;
  /** Of his letters; Russian when nothing is known about him. */
  readonly language: Language;
  readonly obstacle: Obstacle | undefined;
}

/**
 * - `unknown`: no viewer has this id;
 * - `erased`: he had himself forgotten;
 * - `no_address`: no e-mail address is known;
 * - `unsubscribed`: he refuses all letters that are no service letters;
 * - `bounced`: a letter to his present address came back;
 * - `no_translation`: there is no template in his language, and nobody has said which one stands in.
 */
export type Obstacle = "unknown" | "erased" | "no_address" | "unsubscribed" | "bounced" | "no_translation";
