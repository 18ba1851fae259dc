import type { Approval } from "@cinema/core/approval";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { later } from "@cinema/core/instant";
import {
  countedTogether,
  haltMailing as haltRule,
  languageFor,
  limitsBeside,
  type Mailing,
  needsSecondPerson,
  requireReady,
  runMailing,
} from "@cinema/core/mailing";
import { Refusal } from "@cinema/core/refusal";
import { askForApproval } from "./ask-for-approval.ts";
import type { AudienceCount } from "./mailings.ts";
import type { Authorship, UnitOfWork, World } from "./ports.ts";

/** Which mailing, and by whom: nobody approves his own wish. */
export interface MailingOrder {
  readonly mailingId: string;
  readonly userId: string;
}

/**
 * Starts a draft at its moment, or lets a paused mailing go on. To more viewers than one person may write to, with
 * what goes out about the same event within a day, it asks for a second one's word instead.
 * @returns the request for approval, when one was made
 * @throws {Refusal} mailing_unknown, mailing_state
 */
export async function orderMailing(
  world: World,
  by: Authorship,
  { mailingId, userId, event }: MailingOrder & { readonly event: "started" | "resumed" },
): Promise<{ readonly approval: Approval | undefined }> {
  const found = await requireMailing(world, mailingId);
  const expected = viewersReached(found, await world.store.mailings.tally(found));
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const mailing = requireReady(await unit.mailing(mailingId), event);
    const beside = await unit.writtenBeside(mailing, later(circumstances.now, -countedTogether));
    if (!needsSecondPerson(mailing, expected, limitsBeside(world.settings.limits, beside))) {
      await unit.save(runMailing(mailing, event, { expected, approvedBy: undefined }, circumstances));
      return { approval: undefined };
    }
    const { event: letter, isService } = mailing;
    const wish = { mailingId, event: letter, does: event, viewers: expected, isService };
    const subject = `mailing:${mailingId}`;
    const asking = { userId, reason: by.reason };
    return {
      approval: await askForApproval(unit, { kind: "mailing", subject, wish }, asking, circumstances),
    };
  });
}

/**
 * Starts a mailing, or lets it go on, as asked for and approved.
 * @throws {Refusal} mailing_unknown, mailing_state
 */
export async function runApproved(
  unit: UnitOfWork,
  { wish, decidedBy }: Approval,
  circumstances: Circumstances,
): Promise<Changes> {
  const event = wish.does === "resumed" ? "resumed" : "started";
  const mailing = requireReady(await unit.mailing(String(wish.mailingId)), event);
  return runMailing(mailing, event, { expected: Number(wish.viewers), approvedBy: decidedBy }, circumstances);
}

/**
 * Pauses or stops a mailing: no page is written any more, and no queued letter leaves.
 * @throws {Refusal} mailing_unknown, mailing_state
 */
export async function haltMailing(
  world: World,
  by: Authorship,
  { mailingId, event }: { readonly mailingId: string; readonly event: "paused" | "stopped" },
): Promise<void> {
  await world.store.change(by, async (unit) => {
    const mailing = requireReady(await unit.mailing(mailingId), event);
    await unit.save(haltRule(mailing, event, { now: world.now(), newId: world.newId }));
    if (event === "stopped") await unit.skipQueued(mailingId, "stopped");
  });
}

/** How many of an audience get the letter. */
export function viewersReached(
  mailing: Pick<Mailing, "templates" | "fallbackLanguage">,
  counts: readonly AudienceCount[],
): number {
  return counts
    .filter(
      ({ obstacle, language }) => obstacle === undefined && languageFor(mailing, language) !== undefined,
    )
    .reduce((total, { count }) => total + count, 0);
}

/** @throws {Refusal} mailing_unknown */
export async function requireMailing({ store }: World, mailingId: string): Promise<Mailing> {
  const mailing = await store.mailings.get(mailingId);
  if (mailing === undefined) throw new Refusal("mailing_unknown", "mailingId");
  return mailing;
}
