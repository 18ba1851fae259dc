import type { RefusalCode } from "@cinema/client/refusal";

/** Everything that the pages say. */
export interface Texts {
  readonly brand: string;
  readonly skip: string;
  readonly plans: string;
  readonly mySubscription: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly otherLanguage: string;
  readonly loading: string;
  readonly tryAgain: string;
  readonly notFound: { readonly title: string; readonly text: string };
  readonly trouble: {
    readonly title: string;
    readonly text: string;
    readonly request: (id: string) => string;
  };
  readonly signInFailed: string;
  readonly signInFirst: { readonly title: string; readonly text: string };
  readonly choose: {
    readonly title: string;
    readonly lead: string;
    readonly legend: string;
    readonly none: string;
    readonly perMonth: (sum: string) => string;
    readonly for: (length: string) => string;
    readonly renew: string;
    readonly once: (sum: string, length: string) => string;
    readonly renewing: (sum: string, every: string) => string;
    readonly pay: (sum: string) => string;
    readonly signInToPay: string;
    readonly paying: string;
    readonly nextStep: string;
    readonly already: (plan: string) => string;
  };
  readonly waiting: {
    readonly title: string;
    readonly text: string;
    readonly slow: string;
    readonly resume: string;
    readonly nothing: string;
  };
  readonly paid: { readonly title: string; readonly until: (day: string) => string; readonly letter: string };
  readonly duplicate: { readonly title: string; readonly text: (sum: string) => string };
  readonly failed: { readonly title: string };
  readonly subscription: {
    readonly title: string;
    readonly none: string;
    readonly plan: string;
    readonly until: string;
    readonly ended: string;
    readonly nextCharge: string;
    readonly nextChargeNone: string;
    readonly nextChargeOf: (sum: string, day: string) => string;
    readonly method: string;
    readonly card: (last4: string) => string;
    readonly price: string;
    readonly state: { readonly [S in SubscriptionWords]: { readonly label: string; readonly text: string } };
  };
  readonly payments: {
    readonly title: string;
    readonly none: string;
    readonly more: string;
    readonly resume: string;
    readonly refunded: (sum: string) => string;
    readonly state: { readonly [S in PaymentWords]: string };
  };
  /** Those that these pages can meet; any other is told as trouble. */
  readonly refusals: { readonly [C in RefusalCode]?: string };
}

/** What a subscription's state means to the viewer: an active one is two things, by whether it renews. */
export type SubscriptionWords = "pending" | "renewing" | "ending" | "grace" | "hold" | "ended" | "abandoned";

export type PaymentWords = "waiting" | "succeeded" | "canceled" | "refunded" | "refundedInPart";
