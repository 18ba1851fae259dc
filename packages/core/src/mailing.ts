import { act } from "./act.ts";
import type { Audience } from "./audience.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { day, type Instant, latest } from "./instant.ts";
import type { Language } from "./language.ts";
import type { NoticeData } from "./letter.ts";
import { turnPage } from "./message.ts";
import { Refusal } from "./refusal.ts";
import type { StaffLimits } from "./staff-limits.ts";
import { type Transitions, transition } from "./transition.ts";

/** One letter to many viewers, each of whom gets it once. What it says and to whom never changes. */
export interface Mailing {
  readonly id: string;
  /** The event of its templates. */
  readonly event: string;
  /** The version of the template in each language, as it stood when the mailing was made. */
  readonly templates: { readonly [L in Language]?: number };
  /** What viewers get for whose language there is no template; undefined: they get nothing. */
  readonly fallbackLanguage: Language | undefined;
  readonly audience: Audience;
  readonly data: NoticeData;
  readonly sendAt: Instant;
  /** A service letter goes also to those who refuse mailings, and to addresses from which letters came back. */
  readonly isService: boolean;
  readonly lettersPerMinute: number;
  readonly state: MailingState;
  /** Which page is due; a message about an earlier one has nothing left to do. */
  readonly page: number;
  /** The last viewer whom a page has reached. */
  readonly position: string | undefined;
  /** Every page is written; what is left is to wait for the letters. */
  readonly isWritten: boolean;
  /** Letters that were queued so far. */
  readonly written: number;
  /** How many viewers would have got it when it was started, or when a second person was last asked. */
  readonly expected: number | undefined;
  /** Why nobody but its makers has paused it; undefined when somebody did. */
  readonly pausedBecause: "grown" | undefined;
  /** The user id of the second person; undefined when none was needed. */
  readonly approvedBy: string | undefined;
  /** The user id of its maker. */
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
}

/**
 * - `draft`: can be looked at, nothing is sent;
 * - `running`: its moment is waited for, letters are written, or are on their way;
 * - `paused`: nothing more leaves until it is resumed;
 * - `stopped`: nothing more leaves for ever;
 * - `finished`: every letter has its outcome.
 */
export type MailingState = "draft" | "running" | "paused" | "stopped" | "finished";

export type MailingEvent = "started" | "paused" | "resumed" | "stopped" | "all_through";

export const mailingStates: readonly MailingState[] = ["draft", "running", "paused", "stopped", "finished"];

export const mailingTransitions: Transitions<MailingState, MailingEvent> = {
  draft: { started: "running", stopped: "stopped" },
  running: { paused: "paused", stopped: "stopped", all_through: "finished" },
  paused: { resumed: "running", stopped: "stopped" },
  stopped: {},
  finished: {},
};

export type MailingWish = Pick<
  Mailing,
  | "event"
  | "templates"
  | "fallbackLanguage"
  | "audience"
  | "data"
  | "sendAt"
  | "isService"
  | "lettersPerMinute"
>;

/** A draft; its templates and its data were checked before. */
export function draftMailing(
  wish: MailingWish,
  createdBy: string,
  circumstances: Circumstances,
): Changes & { readonly mailing: Mailing } {
  const mailing: Mailing = {
    ...wish,
    id: circumstances.newId(),
    state: "draft",
    page: 0,
    position: undefined,
    isWritten: false,
    written: 0,
    expected: undefined,
    pausedBecause: undefined,
    approvedBy: undefined,
    createdBy,
    createdAt: circumstances.now,
    startedAt: undefined,
    finishedAt: undefined,
  };
  const { event } = wish;
  const acts = [act("mailing.created", `mailing:${mailing.id}`, { event }, circumstances)];
  return { mailing, mailings: [mailing], acts };
}

/** Viewers come while a mailing waits and runs: so much more, in hundredths, than a second person has agreed to. */
const tolerableGrowth = 10;

/**
 * Whether this many letters need a second person's word, or his word anew: he has agreed to the audience that he saw.
 * @param viewers who would get the letter, those who have it included
 */
export function needsSecondPerson(
  { approvedBy, expected = 0 }: Pick<Mailing, "approvedBy" | "expected">,
  viewers: number,
  { mailingAlone }: Pick<StaffLimits, "mailingAlone">,
): boolean {
  const agreed = approvedBy === undefined ? 0 : Math.ceil((expected * (100 + tolerableGrowth)) / 100);
  return viewers > Math.max(mailingAlone, agreed);
}

/** Mailings about one event within this time count together, whoever began them. */
export const countedTogether = 1 * day;

/**
 * What one person may still write to alone, when so many viewers are or were written to about the same event without a
 * second person's word: neither one large mailing in small ones nor two colleagues get around the limit.
 */
export function limitsBeside(
  { mailingAlone }: Pick<StaffLimits, "mailingAlone">,
  writtenBeside: number,
): Pick<StaffLimits, "mailingAlone"> {
  return { mailingAlone: Math.max(0, mailingAlone - writtenBeside) };
}

/**
 * Lets a draft begin at its moment, or a paused one go on.
 * @param consent how many viewers would get it, and the second person, if one was asked
 * @throws {Refusal} mailing_state unless the mailing is where that can happen
 */
export function runMailing(
  mailing: Mailing,
  event: "started" | "resumed",
  { expected, approvedBy }: Pick<Mailing, "expected" | "approvedBy">,
  circumstances: Circumstances,
): Changes {
  const { now, newId } = circumstances;
  const running: Mailing = {
    ...advanced(mailing, event),
    // What a second person has agreed to does not grow by pauses.
    expected: approvedBy === undefined && mailing.approvedBy !== undefined ? mailing.expected : expected,
    pausedBecause: undefined,
    approvedBy: approvedBy ?? mailing.approvedBy,
    startedAt: mailing.startedAt ?? now,
  };
  return {
    mailings: [running],
    messages: [turnPage(running, latest(now, mailing.sendAt), newId)],
    acts: [act(`mailing.${event}`, `mailing:${mailing.id}`, { viewers: expected ?? null }, circumstances)],
  };
}

/**
 * Nothing more leaves: for now, or for ever.
 * @throws {Refusal} mailing_state unless the mailing is where that can happen
 */
export function haltMailing(
  mailing: Mailing,
  event: "paused" | "stopped",
  circumstances: Circumstances,
): Changes {
  const acts = [
    act(`mailing.${event}`, `mailing:${mailing.id}`, { written: mailing.written }, circumstances),
  ];
  const finishedAt = event === "stopped" ? circumstances.now : undefined;
  return { mailings: [{ ...advanced(mailing, event), pausedBecause: undefined, finishedAt }], acts };
}

/**
 * The mailing, if it is where this can happen to it.
 * @throws {Refusal} mailing_unknown, mailing_state
 */
export function requireReady(mailing: Mailing | undefined, event: MailingEvent): Mailing {
  if (mailing === undefined) throw new Refusal("mailing_unknown", "mailingId");
  if (mailingTransitions[mailing.state][event] === undefined) throw new Refusal("mailing_state", "mailingId");
  return mailing;
}

function advanced(mailing: Mailing, event: MailingEvent): Mailing {
  const { state } = requireReady(mailing, event);
  return { ...mailing, state: transition("mailing", mailingTransitions, state, event) };
}

/** The language in which a mailing writes to a viewer of that language; undefined when in none. */
export function languageFor(
  { templates, fallbackLanguage }: Pick<Mailing, "templates" | "fallbackLanguage">,
  wanted: Language,
): Language | undefined {
  return templates[wanted] === undefined ? fallbackLanguage : wanted;
}
