import type { CountedMailing, MailingProgress } from "@cinema/billing/look-at-mailing";
import type { MailingCounts } from "@cinema/billing/mailings";
import type { Audience } from "@cinema/core/audience";
import type { Language } from "@cinema/core/language";
import type { Letter, LetterStatus, NoticeData } from "@cinema/core/letter";
import type { Mailing, MailingState } from "@cinema/core/mailing";
import type { PresentedApproval } from "./present-approval.ts";

/** One letter to many viewers; what there is none of is null. */
export interface PresentedMailing {
  readonly id: string;
  readonly event: string;
  /** The version of the template in each language; null where there is none. */
  readonly templates: { readonly [L in Language]: number | null };
  readonly fallbackLanguage: Language | null;
  readonly audience: PresentedMailingAudience;
  readonly isService: boolean;
  readonly sendAt: string;
  readonly lettersPerMinute: number;
  readonly state: MailingState;
  /** "grown": the audience outgrew what one person may write to, and a second one has to agree. */
  readonly pausedBecause: "grown" | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly approvedBy: string | null;
}

/** Named viewers are only counted here. */
export type PresentedMailingAudience =
  | { readonly kind: "viewers"; readonly viewers: number }
  | {
      readonly kind: "filter";
      readonly states: readonly string[] | null;
      readonly subscriptionTypeIds: readonly string[] | null;
      readonly endsFrom: string | null;
      readonly endsBefore: string | null;
      readonly languages: readonly Language[] | null;
    };

export function presentMailing(mailing: Mailing): PresentedMailing {
  const { id, event, isService, sendAt, lettersPerMinute, state, createdBy, createdAt } = mailing;
  return {
    id,
    event,
    templates: { ru: mailing.templates.ru ?? null, en: mailing.templates.en ?? null },
    fallbackLanguage: mailing.fallbackLanguage ?? null,
    audience: presentAudience(mailing.audience),
    isService,
    sendAt,
    lettersPerMinute,
    state,
    pausedBecause: mailing.pausedBecause ?? null,
    createdBy,
    createdAt,
    startedAt: mailing.startedAt ?? null,
    finishedAt: mailing.finishedAt ?? null,
    approvedBy: mailing.approvedBy ?? null,
  };
}

function presentAudience(audience: Audience): PresentedMailingAudience {
  if (audience.kind === "viewers") return { kind: "viewers", viewers: new Set(audience.userIds).size };
  return {
    kind: "filter",
    states: audience.states ?? null,
    subscriptionTypeIds: audience.subscriptionTypeIds ?? null,
    endsFrom: audience.endsFrom ?? null,
    endsBefore: audience.endsBefore ?? null,
    languages: audience.languages ?? null,
  };
}

/** A mailing in the list, with its letters counted. */
export interface PresentedCountedMailing extends PresentedMailing {
  /** Who would have got a letter when it was started. */
  readonly expected: number | null;
  readonly counts: MailingCounts;
}

export function presentCountedMailing(mailing: CountedMailing): PresentedCountedMailing {
  return { ...presentMailing(mailing), expected: mailing.expected ?? null, counts: mailing.counts };
}

/** A mailing with what it says, and how far it has come. */
export interface PresentedMailingFile extends PresentedMailing {
  readonly data: NoticeData;
  readonly progress: PresentedMailingProgress;
  /** What waits for a second person about it. */
  readonly openApprovals: readonly PresentedApproval[];
}

/** How far it has come. */
export interface PresentedMailingProgress {
  /** Who would have got a letter when it was started. */
  readonly expected: number | null;
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  readonly skipped: readonly { readonly reason: string; readonly viewers: number }[];
  /** Of those sent, how many came back. */
  readonly bounced: number;
  /** Letters a minute, of the last five minutes. */
  readonly lettersPerMinute: number;
  /** Null when nothing goes on. */
  readonly estimatedEnd: string | null;
}

export function presentProgress({ speed, ...progress }: MailingProgress): PresentedMailingProgress {
  return {
    ...progress,
    expected: progress.expected ?? null,
    lettersPerMinute: speed,
    estimatedEnd: progress.estimatedEnd ?? null,
  };
}

/** A viewer who has not got the letter, as far as is known. */
export interface PresentedMailingFailure {
  /** The letter's. */
  readonly id: string;
  readonly userId: string;
  /** "sent": it came back later. */
  readonly status: LetterStatus;
  /** A word for what was skipped ("unsubscribed", "no_address"), else what the mail server said. */
  readonly reason: string | null;
  readonly at: string;
}

export function presentFailure({
  id,
  userId,
  status,
  error,
  createdAt,
  bouncedAt,
}: Letter): PresentedMailingFailure {
  return { id, userId, status, reason: error ?? null, at: bouncedAt ?? createdAt };
}

/** What came of starting a mailing, or letting it go on. */
export interface PresentedMailingOrder {
  readonly mailing: PresentedMailing;
  /** Set when a second person has to agree first. */
  readonly approval: PresentedApproval | null;
}
