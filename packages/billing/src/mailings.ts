import type { Audience, Obstacle } from "@cinema/core/audience";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Letter, LetterStatus } from "@cinema/core/letter";
import type { Mailing, MailingState } from "@cinema/core/mailing";
import type { MailingChoice } from "@cinema/core/mailing-choice";
import type { Viewer } from "@cinema/core/viewer";
import type { Page } from "./ports.ts";

/** Mailings, how they go, and who wants none; for people to read. */
export interface Mailings {
  get(mailingId: string): Promise<Mailing | undefined>;
  /** The newest first. */
  list(page: Page & { readonly state: MailingState | undefined }): Promise<readonly Mailing[]>;
  /** What became of the letters of each of some mailings; those without a letter are left out. */
  counts(mailingIds: readonly string[]): Promise<readonly (MailingCounts & { readonly mailingId: string })[]>;
  /** The letters that are written so far, by what became of them. */
  outcomes(mailingId: string, lately: Instant): Promise<readonly LetterOutcomes[]>;
  /** Letters that failed, were skipped or came back; the newest first. */
  failures(mailingId: string, page: Page): Promise<readonly Letter[]>;
  /** The whole audience as it is now, counted. */
  tally(mailing: AudienceQuestion): Promise<readonly AudienceCount[]>;
  /** The first of those whom nothing keeps from getting it, in one of the languages. */
  sample(
    mailing: AudienceQuestion & { readonly languages: readonly Language[]; readonly limit: number },
  ): Promise<readonly Viewer[]>;
  /** To how many viewers other mailings about its event write that nobody has approved, at a moment or later. */
  writtenBeside(mailing: Mailing, since: Instant): Promise<number>;
  choice(userId: string): Promise<MailingChoice | undefined>;
  /** The letter whose link ends with this. */
  letterByToken(token: string): Promise<Letter | undefined>;
}

/** Who is meant, and whether he may refuse. */
export interface AudienceQuestion {
  readonly audience: Audience;
  readonly isService: boolean;
}

export interface AudienceCount {
  readonly language: Language;
  readonly obstacle: Obstacle | undefined;
  readonly count: number;
}

/** The letters of one mailing that are written so far. */
export interface MailingCounts {
  /** Queued, or in the mail server's hands. */
  readonly queued: number;
  /** Those that came back later included. */
  readonly sent: number;
  readonly failed: number;
  readonly skipped: number;
  readonly bounced: number;
}

export interface LetterOutcomes {
  readonly status: LetterStatus;
  /** Of skipped letters. */
  readonly reason: string | undefined;
  readonly count: number;
  /** Those that came back. */
  readonly bounced: number;
  /** Those that were sent lately. */
  readonly lately: number;
}
