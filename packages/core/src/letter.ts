import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import type { Kopecks } from "./money.ts";

/** One letter to one viewer about one cause; (cause, user, template) is unique, so it is sent once. */
export interface Letter {
  readonly id: string;
  /**
   * What it is about: "payment:<id>", "refund:<id>", "notify:<publisher>:<request id>", "resend:<letter id>:<n>",
   * "mailing:<id>", "test:<id>".
   */
  readonly cause: string;
  readonly userId: string;
  /** One of {@link letterTemplates}, or another service's own event. */
  readonly template: string;
  readonly language: Language;
  readonly data: LetterData | NoticeData;
  readonly status: LetterStatus;
  readonly createdAt: Instant;
  readonly sentAt: Instant | undefined;
  /** Why it was not sent, or why it came back. */
  readonly error: string | undefined;
  /** The first letter about the same thing, which this one sends again; undefined for a first letter itself. */
  readonly copyOf: string | undefined;
  /** The mailing that it belongs to. */
  readonly mailingId?: string | undefined;
  /** The version of its template; absent: the one in use when it is sent. */
  readonly templateVersion?: number | undefined;
  /** Words that are tried out and belong to no version of the template. */
  readonly draft?: LetterDraft | undefined;
  /** What the link by which its reader refuses further ones ends with; guessed by nobody, unlike the letter's id. */
  readonly unsubscribeToken?: string | undefined;
  /** When it turned out that its address takes no letters. */
  readonly bouncedAt?: Instant | undefined;
}

/**
 * - `sending`: in the mail server's hands; only mailings' letters, of which nobody may get two;
 * - `skipped`: not sent on purpose.
 */
export type LetterStatus = "queued" | "sending" | "sent" | "failed" | "skipped";

export interface LetterDraft {
  readonly subject: string;
  readonly html: string;
}

export const letterStatuses: readonly LetterStatus[] = ["queued", "sending", "sent", "failed", "skipped"];

/** Letters follow outcomes: which outcome, which template. */
export const letterTemplates = [
  "paid",
  "payment_failed",
  "charge_coming",
  "renewed",
  "renewal_declined",
  "access_paused",
  "ended",
  "refunded",
  "refund_failed",
  "method_unlinked",
  "card_expiring",
  "extended",
  "renewal_off",
  "closed",
] as const;

export type LetterTemplate = (typeof letterTemplates)[number];

/** Whether an event is one of ours, which no other service may write about. */
export function isOwnTemplate(event: string): event is LetterTemplate {
  return (letterTemplates as readonly string[]).includes(event);
}

/** The facts of another service's letter, by the names of its template's variables. */
export interface NoticeData {
  readonly [variable: string]: NoticeValue | readonly { readonly [variable: string]: NoticeValue }[];
}

export type NoticeValue = string | number | boolean;

/** The facts of a letter, not its words: the template says them in the viewer's language. */
export interface LetterData {
  readonly planName?: string;
  /** The sum that the letter is about. */
  readonly amount?: Kopecks;
  /** The sum that was charged so far, when the price changes. */
  readonly previousAmount?: Kopecks;
  /** Until when the viewer may watch. */
  readonly until?: Instant;
  /** Until when it was before free days were given. */
  readonly previousUntil?: Instant;
  /** What is debited by itself next; absent when nothing is. */
  readonly nextAmount?: Kopecks;
  /** When the next charge is made, or a declined one is tried again; absent when none is planned. */
  readonly nextChargeAt?: Instant;
  /** The card or wallet as the viewer knows it. */
  readonly methodTitle?: string;
  /** A class of reasons that the template puts in plain words. */
  readonly failure?: FailureKind;
  readonly refundKind?: "full" | "partial" | "prorated" | "duplicate";
  /** Whether the subscription is over, runs out `until`, or goes on as before. */
  readonly subscriptionNow?: "ended" | "runs_out" | "goes_on";
}

/** Why a payment failed, as far as the viewer can do something about it. */
export type FailureKind = "expired" | "funds" | "card" | "confirmation" | "bank" | "provider" | "withdrawn";

const failures: ReadonlyMap<string, FailureKind> = new Map([
  ["expired_on_confirmation", "expired"],
  ["insufficient_funds", "funds"],
  ["payment_method_limit_exceeded", "funds"],
  ["card_expired", "card"],
  ["invalid_card_number", "card"],
  ["invalid_csc", "card"],
  ["payment_method_restricted", "card"],
  ["country_forbidden", "card"],
  ["3d_secure_failed", "confirmation"],
  ["identification_required", "confirmation"],
  ["issuer_unavailable", "bank"],
  ["internal_timeout", "provider"],
  ["never_reached_provider", "provider"],
  ["refused_by_provider", "provider"],
  // It never left for the bank: the viewer refused, or paid another way.
  ["withdrawn", "withdrawn"],
]);

/** What to tell the viewer about a cancellation's reason; an unknown reason is the bank's refusal without detail. */
export function failureOf(reason: string): FailureKind {
  return failures.get(reason) ?? "bank";
}
