import type { Obstacle } from "@cinema/core/audience";
import { between, type Instant, later, latest, minute } from "@cinema/core/instant";
import { type Language, languages } from "@cinema/core/language";
import {
  countedTogether,
  languageFor,
  limitsBeside,
  type Mailing,
  type MailingState,
  needsSecondPerson,
} from "@cinema/core/mailing";
import type { Template } from "@cinema/core/template";
import type { AudienceCount, LetterOutcomes, MailingCounts } from "./mailings.ts";
import type { Page, World } from "./ports.ts";
import { requireMailing, viewersReached } from "./run-mailing.ts";
import { missingLanguages } from "./templates.ts";

/** What a mailing would do if it were sent now. */
export interface MailingDryRun {
  /** Who would get a letter. */
  readonly viewers: number;
  /** Them by the language of their letters. */
  readonly byLanguage: readonly { readonly language: Language; readonly viewers: number }[];
  /** Who would get none, by the reason. */
  readonly skipped: readonly { readonly reason: Obstacle; readonly viewers: number }[];
  /** In which there is no template. */
  readonly missingLanguages: readonly Language[];
  readonly needsApproval: boolean;
  readonly samples: readonly {
    readonly userId: string;
    readonly language: Language;
    readonly subject: string;
  }[];
}

const sampleSize = 10;

/**
 * Counts a mailing's audience and writes ten of its subjects, without sending anything.
 * @throws {Refusal} mailing_unknown
 */
export async function dryRunMailing(world: World, mailingId: string): Promise<MailingDryRun> {
  const mailing = await requireMailing(world, mailingId);
  const reached = languages.filter((language) => languageFor(mailing, language) !== undefined);
  const [counts, samples, templates, beside] = await Promise.all([
    world.store.mailings.tally(mailing),
    world.store.mailings.sample({ ...mailing, languages: reached, limit: sampleSize }),
    templatesOf(world, mailing),
    world.store.mailings.writtenBeside(mailing, later(world.now(), -countedTogether)),
  ]);
  const viewers = viewersReached(mailing, counts);
  return {
    viewers,
    byLanguage: languages
      .map((language) => ({ language, viewers: writtenIn(language, mailing, counts) }))
      .filter((one) => one.viewers > 0),
    skipped: skippedIn(mailing, counts),
    missingLanguages: missingLanguages(templates),
    needsApproval: needsSecondPerson(mailing, viewers, limitsBeside(world.settings.limits, beside)),
    samples: samples.flatMap(({ userId, language: wanted, name }) => {
      const language = languageFor(mailing, wanted);
      const template = templates.find((one) => one.language === language);
      if (template === undefined || language === undefined) return [];
      const { siteUrl } = world.settings;
      const letter = {
        template,
        data: mailing.data,
        siteUrl,
        unsubscribeUrl: undefined,
      };
      return { userId, language, subject: world.mailer.render(letter, name).subject };
    }),
  };
}

async function templatesOf({ store }: World, { event, templates }: Mailing): Promise<readonly Template[]> {
  const found = await Promise.all(
    languages.map((language) => {
      const version = templates[language];
      return version === undefined ? undefined : store.templates.version({ event, language, version });
    }),
  );
  return found.filter((template) => template !== undefined);
}

function writtenIn(language: Language, mailing: Mailing, counts: readonly AudienceCount[]): number {
  return counts
    .filter(({ obstacle, language: wanted }) => {
      return obstacle === undefined && languageFor(mailing, wanted) === language;
    })
    .reduce((total, { count }) => total + count, 0);
}

function skippedIn(mailing: Mailing, counts: readonly AudienceCount[]): MailingDryRun["skipped"] {
  const byReason = new Map<Obstacle, number>();
  for (const { obstacle, language, count } of counts) {
    const reason = obstacle ?? (languageFor(mailing, language) === undefined ? "no_translation" : undefined);
    if (reason !== undefined) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  return [...byReason].map(([reason, viewers]) => ({ reason, viewers }));
}

/** A mailing and what became of its letters so far. */
export interface CountedMailing extends Mailing {
  readonly counts: MailingCounts;
}

const nothingYet: MailingCounts = { queued: 0, sent: 0, failed: 0, skipped: 0, bounced: 0 };

/** A page of mailings, the newest first, each with its letters counted. */
export async function listMailings(
  { store }: World,
  page: Page & { readonly state: MailingState | undefined },
): Promise<readonly CountedMailing[]> {
  const mailings = await store.mailings.list(page);
  const counted = await store.mailings.counts(mailings.map(({ id }) => id));
  const byId = new Map(counted.map(({ mailingId, ...counts }) => [mailingId, counts]));
  return mailings.map((mailing) => ({ ...mailing, counts: byId.get(mailing.id) ?? nothingYet }));
}

/** How far a mailing has come. */
export interface MailingProgress {
  /** Who would have got a letter when it was started; undefined before. */
  readonly expected: number | undefined;
  readonly queued: number;
  /** Those that came back later included. */
  readonly sent: number;
  readonly failed: number;
  readonly skipped: readonly { readonly reason: string; readonly viewers: number }[];
  readonly bounced: number;
  /** Letters a minute, of the last minutes. */
  readonly speed: number;
  /** When the last letter has its outcome, at this speed; undefined when nothing goes on. */
  readonly estimatedEnd: Instant | undefined;
}

/** The speed is that of the last so many minutes. */
const window = 5;

/** What became of a mailing's letters so far. */
export async function progressOf(world: World, mailing: Mailing): Promise<MailingProgress> {
  const now = world.now();
  const since = latest(later(now, -window * minute), mailing.startedAt ?? now);
  const outcomes = await world.store.mailings.outcomes(mailing.id, since);
  const count = (...statuses: readonly LetterOutcomes["status"][]) =>
    sumOf(outcomes.filter(({ status }) => statuses.includes(status)).map((one) => one.count));
  const minutes = between(since, now) / minute;
  const lately = sumOf(outcomes.map((one) => one.lately));
  const queued = count("queued", "sending");
  const speed = minutes > 0 ? Math.round((lately / minutes) * 10) / 10 : 0;
  return {
    expected: mailing.expected,
    queued,
    sent: count("sent"),
    failed: count("failed"),
    skipped: outcomes
      .filter(({ status }) => status === "skipped")
      .map(({ reason = "", count: viewers }) => ({ reason, viewers })),
    bounced: sumOf(outcomes.map((one) => one.bounced)),
    speed,
    estimatedEnd: estimatedEnd(mailing, queued, speed, now),
  };
}

function estimatedEnd(mailing: Mailing, queued: number, speed: number, now: Instant): Instant | undefined {
  if (mailing.state !== "running") return undefined;
  const unwritten = mailing.isWritten ? 0 : Math.max(0, (mailing.expected ?? 0) - mailing.written);
  // Before the first letters have left, the pace that was asked for is all there is to go by.
  const pace = Math.min(speed > 0 ? speed : mailing.lettersPerMinute, mailing.lettersPerMinute);
  return later(latest(now, mailing.sendAt), Math.ceil(((unwritten + queued) / pace) * minute));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
