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
  readonly wait: string;
  /** Closes a confirmation, and nothing has happened. */
  readonly leaveIt: string;
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
    /** In place of "valid until", once that day is over and the renewal is not paid. */
    readonly paidUntil: string;
    readonly ended: string;
    readonly nextCharge: string;
    readonly nextChargeNone: string;
    readonly nextChargeOf: (sum: string, day: string) => string;
    readonly method: string;
    readonly card: (last4: string) => string;
    readonly price: string;
    readonly state: { readonly [S in SubscriptionWords]: { readonly label: string; readonly text: string } };
  };
  readonly declined: {
    readonly title: string;
    readonly nextTry: (sum: string, day: string) => string;
    readonly noMoreTries: string;
    readonly activeUntil: (day: string) => string;
    readonly graceUntil: (day: string) => string;
    readonly holdUntil: (day: string) => string;
    readonly way: string;
    readonly pay: string;
    readonly ask: string;
    readonly what: string;
    readonly agree: string;
    readonly agreeTo: (sum: string) => string;
  };
  readonly renewal: {
    readonly title: string;
    readonly isOn: string;
    readonly isOff: string;
    readonly cannotBeOn: string;
    readonly switchOff: string;
    readonly switchOffAsk: string;
    readonly endsOn: (day: string) => string;
    readonly isCharging: string;
    readonly isChargingInVain: string;
    readonly wasSwitchedOff: (day: string) => string;
    /** Without a paid period to finish, the subscription ends at once. */
    readonly end: string;
    readonly endAsk: string;
    readonly endsNow: string;
    readonly hasEnded: string;
    readonly switchOn: string;
    readonly switchOnAsk: string;
    readonly nothingNow: (day: string) => string;
    readonly triesAgain: string;
    readonly chargedOn: (method: string) => string;
    readonly agree: string;
    readonly wasSwitchedOn: string;
  };
  readonly methods: {
    readonly title: string;
    readonly none: string;
    readonly validUntil: (month: string) => string;
    readonly isCurrent: string;
    readonly unlink: string;
    readonly ask: (method: string) => string;
    readonly isFinal: string;
    readonly renewalStops: (day: string) => string;
    readonly agree: string;
    readonly wasUnlinked: (method: string) => string;
  };
  readonly cardChange: {
    readonly change: string;
    readonly ask: string;
    readonly what: string;
    readonly agree: string;
    readonly waiting: string;
    readonly waitingText: string;
    readonly resume: string;
    readonly done: string;
    readonly doneText: string;
    readonly failed: string;
    readonly failedText: string;
    readonly nothing: string;
  };
  readonly refund: {
    readonly title: string;
    readonly text: string;
    readonly look: string;
    readonly ask: string;
    readonly legend: string;
    readonly kind: { readonly [K in "full" | "prorated"]: string };
    readonly where: string;
    readonly agree: (sum: string) => string;
    readonly wasAsked: (sum: string) => string;
  };
  readonly refunds: {
    readonly title: string;
    readonly more: string;
    readonly kind: { readonly [K in "full" | "prorated" | "partial" | "duplicate"]: string };
    readonly state: { readonly [S in RefundWords]: string };
    readonly canceled: string;
    readonly receipt: ReceiptTexts;
  };
  readonly payments: {
    readonly title: string;
    readonly none: string;
    readonly more: string;
    readonly resume: string;
    readonly refunded: (sum: string) => string;
    readonly state: { readonly [S in PaymentWords]: string };
    readonly receipt: ReceiptTexts;
  };
  readonly mailings: {
    readonly title: string;
    readonly isOn: string;
    readonly isOff: string;
    readonly serviceLetters: string;
    readonly changed: { readonly [By in "link" | "account"]: (day: string) => string };
    readonly switchOff: string;
    readonly switchOn: string;
    readonly wasSwitchedOff: string;
    readonly wasSwitchedOn: string;
  };
  /** Those that these pages can meet; any other is told as trouble. */
  readonly refusals: { readonly [C in RefusalCode]?: string };
}

/** What a subscription's state means to the viewer: an active one is three things, by whether and how it renews. */
export type SubscriptionWords =
  | "pending"
  | "renewing"
  | "ending"
  | "declined"
  | "grace"
  | "hold"
  | "ended"
  | "abandoned";

export type PaymentWords = "waiting" | "succeeded" | "canceled" | "refunded" | "refundedInPart";

/** How far a fiscal receipt has come; its kind is told by where it stands. */
export type ReceiptTexts = { readonly [R in "pending" | "succeeded" | "canceled"]: string };

export type RefundWords = "onItsWay" | "succeeded" | "canceled";
