import type { Act } from "@cinema/core/act";
import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { Viewer } from "@cinema/core/viewer";
import type { ChangedField } from "./audit-trail.ts";
import type { Keyset } from "./keyset.ts";
import type { SubscriptionView } from "./ports.ts";
import type { Happening, HappeningKind } from "./timeline.ts";

/** By what a viewer is looked for; upper and lower case are the same in e-mails and names. */
export type WantedViewer =
  | { readonly by: "userId"; readonly userId: string }
  | { readonly by: "email"; readonly email: string; readonly isPrefix: boolean }
  | { readonly by: "name"; readonly prefix: string };

/** A viewer found, and the text that he was found and is ordered by. */
export interface FoundViewer {
  readonly viewer: Viewer;
  readonly key: string;
}

/** In the order of what was looked for, then of the user id. */
export type ViewerPosition = Pick<FoundViewer, "key"> & Pick<Viewer, "userId">;

/** What is known about one viewer at a glance. */
export interface ViewerFile {
  readonly viewer: Viewer;
  /** The newest first. */
  readonly subscriptions: readonly SubscriptionView[];
  /** Unlinked ones too, the newest first. */
  readonly methods: readonly PaymentMethod[];
  readonly holdings: Holdings;
}

/** How much there is about one viewer; an erasure takes none of these rows away. */
export interface Holdings {
  readonly subscriptions: number;
  readonly payments: number;
  /** What was paid, before anything went back. */
  readonly paid: Kopecks;
  readonly refunds: number;
  /** What went back or is on its way back. */
  readonly refunded: Kopecks;
  readonly consents: number;
  readonly letters: number;
  /** The end of the last period that still runs; undefined when none does. */
  readonly paidUntil: Instant | undefined;
}

/** Where an entry of a viewer's timeline comes from; the staff may ask for some of them only. */
export const timelineSources = [
  "subscription",
  "payment",
  "refund",
  "method",
  "letter",
  "consent",
  "act",
] as const;

export type TimelineSource = (typeof timelineSources)[number];

/** What only the staff is told besides {@link HappeningKind}. */
export const staffHappeningKinds = [
  "subscription_changed",
  "payment_begun",
  "payment_changed",
  "refund_changed",
  "letter_queued",
  "letter_failed",
  "consent_given",
  "act",
] as const;

export type StaffHappeningKind = HappeningKind | (typeof staffHappeningKinds)[number];

/** One thing that happened to what is a viewer's, with who did it and why as far as that is written down. */
export interface StaffHappening extends Omit<Happening, "kind" | "letter"> {
  readonly kind: StaffHappeningKind;
  readonly source: TimelineSource;
  readonly actor: string | undefined;
  /** Why it was done, in the words of whoever did it. */
  readonly why: string | undefined;
  readonly requestId: string | undefined;
  /** What an update changed; empty for a new row and for what has no history. */
  readonly changes: readonly ChangedField[];
  readonly letter: { readonly id: string; readonly event: string } | undefined;
  readonly act: Pick<Act, "name" | "subject" | "details"> | undefined;
}

/** Entries of one moment are ordered by their ids. */
export type TimelinePosition = Pick<StaffHappening, "at" | "id">;

/** What the staff looks up about viewers. */
export interface Viewers {
  find(wanted: WantedViewer, page: Keyset<ViewerPosition>): Promise<readonly FoundViewer[]>;
  get(userId: string, now: Instant): Promise<ViewerFile | undefined>;
  holdings(userId: string, now: Instant): Promise<Holdings>;
  /**
   * Everything that happened to what is a viewer's, the latest first.
   * @param only some sources; undefined: all
   */
  timeline(
    userId: string,
    only: readonly TimelineSource[] | undefined,
    page: Keyset<TimelinePosition>,
  ): Promise<readonly StaffHappening[]>;
}
