import { act } from "./act.ts";
import type { Recipient } from "./audience.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { type Instant, later, minute, second } from "./instant.ts";
import type { Letter } from "./letter.ts";
import { languageFor, type Mailing, mailingTransitions, needsSecondPerson } from "./mailing.ts";
import { deliverMailing, turnPage } from "./message.ts";
import type { StaffLimits } from "./staff-limits.ts";
import { transition } from "./transition.ts";

/** So many letters are written by one save at most. */
const largestPage = 500;

/** While more than this wait for the mail server, no further ones are written. */
const mostOutstanding = 10_000;

/** How long it is waited for letters that have no outcome yet. */
const lookAgain = 10 * second;

/** How many viewers a page reaches: at most a minute's letters, so that a pause is felt soon. */
export function pageSize({ lettersPerMinute }: Pick<Mailing, "lettersPerMinute">): number {
  return Math.min(largestPage, lettersPerMinute);
}

/**
 * What a mailing's due page is for.
 * @param outstanding letters that are queued or in the mail server's hands
 */
export function duty(mailing: Mailing, outstanding: number): "write" | "wait" | "finish" {
  if (mailing.isWritten) return outstanding === 0 ? "finish" : "wait";
  return outstanding < Math.min(mostOutstanding, 3 * mailing.lettersPerMinute) ? "write" : "wait";
}

/** Looks again in a while. */
export function waitForLetters(mailing: Mailing, { now, newId }: Circumstances): Changes {
  const next = { ...mailing, page: mailing.page + 1 };
  return { mailings: [next], messages: [turnPage(next, later(now, lookAgain), newId)] };
}

/** Every letter has its outcome. */
export function finishMailing(mailing: Mailing, circumstances: Circumstances): Changes {
  const state = transition("mailing", mailingTransitions, mailing.state, "all_through");
  return {
    mailings: [{ ...mailing, state, finishedAt: circumstances.now }],
    acts: [act("mailing.finished", `mailing:${mailing.id}`, { written: mailing.written }, circumstances)],
  };
}

/**
 * Writes to the next viewers of a mailing, in the pace that was asked for: to each one letter, queued, or skipped
 * with the reason. An audience that has grown beyond what one person may write to makes the mailing pause instead.
 * @param recipients the next {@link pageSize} of the audience; fewer are the last
 */
export function writePage(
  mailing: Mailing,
  recipients: readonly Recipient[],
  limits: Pick<StaffLimits, "mailingAlone">,
  circumstances: Circumstances,
): Changes {
  const { now, newId } = circumstances;
  const letters = recipients.map((recipient) => letterTo(recipient, mailing, circumstances));
  const queued = letters.filter(({ status }) => status === "queued");
  const written = mailing.written + queued.length;
  if (needsSecondPerson(mailing, written, limits)) return pauseGrown(mailing, circumstances);
  const next: Mailing = {
    ...mailing,
    page: mailing.page + 1,
    position: recipients.at(-1)?.userId ?? mailing.position,
    isWritten: recipients.length < pageSize(mailing),
    written,
  };
  return {
    mailings: [next],
    letters,
    messages: [
      ...queued.map((letter, index) => deliverMailing(letter, inTurn(mailing, index, now), newId)),
      turnPage(next, inTurn(mailing, queued.length, now), newId),
    ],
  };
}

/** The moment of the letter that so many go before. */
function inTurn({ lettersPerMinute }: Mailing, before: number, now: Instant): Instant {
  return later(now, Math.floor((before * minute) / lettersPerMinute));
}

function pauseGrown(mailing: Mailing, circumstances: Circumstances): Changes {
  const state = transition("mailing", mailingTransitions, mailing.state, "paused");
  const details = { written: mailing.written, because: "grown" };
  return {
    mailings: [{ ...mailing, state, pausedBecause: "grown" }],
    acts: [act("mailing.paused", `mailing:${mailing.id}`, details, circumstances)],
  };
}

function letterTo(
  { userId, language: wanted, obstacle }: Recipient,
  mailing: Mailing,
  { now, newId }: Circumstances,
): Letter {
  const language = languageFor(mailing, wanted);
  const reason = obstacle ?? (language === undefined ? "no_translation" : undefined);
  const isSkipped = reason !== undefined;
  return {
    id: newId(),
    cause: `mailing:${mailing.id}`,
    userId,
    template: mailing.event,
    language: language ?? wanted,
    data: isSkipped ? {} : mailing.data,
    status: isSkipped ? "skipped" : "queued",
    createdAt: now,
    sentAt: undefined,
    error: reason,
    copyOf: undefined,
    mailingId: mailing.id,
    templateVersion: language && mailing.templates[language],
    unsubscribeToken: isSkipped || mailing.isService ? undefined : newId(),
  };
}
