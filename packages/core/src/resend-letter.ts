import { act } from "./act.ts";
import { announcedSubscription, chargeDay, noticeCause, noticeTime } from "./announce-renewal.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { type Instant, later, latest } from "./instant.ts";
import type { Letter } from "./letter.ts";
import { triesEnd } from "./pass-time.ts";
import { methodName } from "./payment-method.ts";
import { Refusal } from "./refusal.ts";
import { type RenewalCase, renewalObstacle } from "./renew.ts";
import { writeCopy } from "./write-letter.ts";

/** A letter that is to be sent again, read under lock. */
export interface ResendCase {
  /** The first one about its cause. */
  readonly original: Letter;
  /** What was sent again of it so far. */
  readonly copies: readonly Letter[];
  /** The viewer's e-mail address is known. */
  readonly hasAddress: boolean;
  /** For a letter that announces a charge: what stands for and against that charge now. */
  readonly renewal: RenewalCase | undefined;
}

/**
 * Sends a letter again that failed or was lost, as a copy with the same facts. Only one that announces a charge is
 * brought up to date, for its copy counts as an announcement like the first: it names the day on which the charge
 * will be made, and a charge that waited for it may be made three days after the copy was sent.
 * @throws {Refusal} letter_on_its_way, letter_skipped, viewer_unreachable, letter_outdated
 */
export function resendLetter(
  rows: ResendCase,
  circumstances: Circumstances,
): { readonly copy: Letter; readonly changes: Changes } {
  const { original, copies, hasAddress } = rows;
  // Two copies under way could name different days for one charge.
  if ([original, ...copies].some(({ status }) => status === "queued" || status === "sending"))
    throw new Refusal("letter_on_its_way");
  if (original.status === "skipped") throw new Refusal("letter_skipped");
  if (!hasAddress) throw new Refusal("viewer_unreachable");
  const number = copies.length + 1;
  const { id, template, cause } = original;
  const details = { template, cause, copy: number };
  const { letter, message } = writeCopy(original, number, dataOf(rows, circumstances.now), circumstances);
  const acts = [act("letter.resent", `letter:${id}`, details, circumstances)];
  return { copy: letter, changes: { letters: [letter], messages: [message], acts } };
}

function dataOf({ original, renewal }: ResendCase, now: Instant): Letter["data"] {
  if (!isAnnouncement(original)) return original.data;
  if (renewal === undefined) throw new Refusal("letter_outdated");
  const { subscription, type, method, price, announcedAt } = renewal;
  const { endDate, tries, retryAt } = subscription;
  const coming = subscription.paidPeriods + 1;
  const isAsAnnounced =
    subscription.noticePeriod === coming && original.cause === noticeCause(subscription, coming);
  const isGivenUp = tries > 0 && retryAt === undefined;
  const obstacle = renewalObstacle(renewal, now);
  const isStillComing = !isGivenUp && (obstacle === undefined || waits.has(obstacle));
  const lastTry = triesEnd(subscription, type);
  if (!isAsAnnounced || !isStillComing || price === undefined || method === undefined)
    throw new Refusal("letter_outdated");
  const counted = later(announcedAt ?? now, noticeTime);
  const nextChargeAt = [counted, chargeDay(endDate ?? now), retryAt ?? now].reduce(latest, now);
  if (lastTry === undefined || lastTry <= nextChargeAt) throw new Refusal("letter_outdated");
  return {
    ...original.data,
    amount: price.amount,
    methodTitle: methodName(method, subscription.language),
    nextChargeAt,
    ...(endDate && { until: endDate }),
  };
}

/** A letter that announces a charge, which is not made without it. */
export function isAnnouncement({ template, cause }: Pick<Letter, "template" | "cause">): boolean {
  return template === "charge_coming" && announcedSubscription(cause) !== undefined;
}

/** Obstacles that pass by themselves or by the copy: the charge will still be made. */
const waits: ReadonlySet<string> = new Set(["not_due", "not_announced", "announced_too_late"]);

/**
 * When the letter was written that a copy sends again, for the copy to say so; undefined when the copy says how
 * things are now.
 */
export function copiedFrom({ template, createdAt }: Letter): Instant | undefined {
  return template === "charge_coming" ? undefined : createdAt;
}
