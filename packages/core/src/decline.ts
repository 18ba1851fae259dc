import { day, hour, type Instant, instant, later, minute } from "./instant.ts";

/** What a declined renewal's reason means for the next try. */
export type DeclineClass = "stop" | "funds" | "technical" | "opaque" | "viewer_must_act";

/** One version of the retry table: data, so that a subscription's history can be explained later. */
export interface RetryTable {
  readonly version: string;
  readonly classes: { readonly [reason: string]: DeclineClass };
  /** For each class the waits before the next tries, in their order; after the last one there is none. */
  readonly waits: { readonly [C in DeclineClass]: readonly Wait[] };
}

/** Milliseconds after the decline, or the next day on which salaries are paid, at most that far away. */
export type Wait = number | { readonly nextOf: readonly number[]; readonly within: number };

/** Card schemes allow 15 charges of a card in 30 days, whatever the reasons of their declines. */
export const mostCharges = 15;

/** The starting table (law-and-contract: retries of declined renewals). */
export const retryTable: RetryTable = {
  version: "2026-11-22",
  classes: {
    card_expired: "stop",
    permission_revoked: "stop",
    invalid_card_number: "stop",
    payment_method_restricted: "stop",
    country_forbidden: "stop",
    fraud_suspected: "stop",
    refused_by_provider: "stop",
    insufficient_funds: "funds",
    payment_method_limit_exceeded: "funds",
    issuer_unavailable: "technical",
    internal_timeout: "technical",
    never_reached_provider: "technical",
    identification_required: "viewer_must_act",
    invalid_csc: "viewer_must_act",
    expired_on_confirmation: "viewer_must_act",
  },
  waits: {
    stop: [],
    funds: [1 * day, 3 * day, { nextOf: [10, 25], within: 14 * day }],
    technical: [15 * minute, 1 * hour, 4 * hour],
    opaque: [2 * day, 5 * day],
    viewer_must_act: [],
  },
};

/** The class of a cancellation's reason; one that nobody knows yet is a refusal without detail. */
export function classOf(reason: string, table: RetryTable = retryTable): DeclineClass {
  // The reason is the provider's word: "constructor" must not find what every object has.
  return (Object.hasOwn(table.classes, reason) ? table.classes[reason] : undefined) ?? "opaque";
}

/** How the charges of one period have been declined so far. */
export interface Declines {
  /** All of them. */
  readonly tries: number;
  /** The class of the last one, and how many in a row, it included, were of that class. */
  readonly declineClass: DeclineClass | undefined;
  readonly classTries: number;
}

/** A period of which no charge has been declined. */
export const noDeclines: Declines = { tries: 0, declineClass: undefined, classTries: 0 };

/** One more decline: each class has its own waits, so that a trouble of the bank's takes none from an empty card. */
export function countDecline(before: Declines, reason: string): Declines {
  const declineClass = classOf(reason);
  const classTries = declineClass === before.declineClass ? before.classTries + 1 : 1;
  return { tries: before.tries + 1, declineClass, classTries };
}

/**
 * When to try again after a decline, undefined when not at all.
 * @param tries how many charges in a row were declined for reasons of this class, this one included
 */
export function nextTry(
  reason: string,
  tries: number,
  now: Instant,
  table: RetryTable = retryTable,
): Instant | undefined {
  const declineClass = classOf(reason, table);
  const wait = table.waits[declineClass][tries - 1];
  if (wait === undefined) return undefined;
  const at = typeof wait === "number" ? later(now, wait) : nextMonthDay(now, wait.nextOf);
  if (typeof wait !== "number" && at > later(now, wait.within)) return undefined;
  return declineClass === "technical" ? at : inDaytime(at);
}

/** Money is asked for between 10 and 20 o'clock on the viewers' clock: nobody's phone rings at night. */
const opens = 10;
const closes = 20;

function inDaytime(at: Instant): Instant {
  const wall = Temporal.Instant.from(at).toZonedDateTimeISO("Europe/Moscow");
  if (wall.hour >= opens && wall.hour < closes) return at;
  const morning = wall.with({ hour: opens, minute: 0, second: 0, millisecond: 0 });
  return instant((wall.hour < opens ? morning : morning.add({ days: 1 })).toInstant().toString());
}

function nextMonthDay(now: Instant, days: readonly number[]): Instant {
  let noon = Temporal.Instant.from(now)
    .toZonedDateTimeISO("Europe/Moscow")
    .with({ hour: 12, minute: 0, second: 0, millisecond: 0 })
    .add({ days: 1 });
  while (!days.includes(noon.day)) noon = noon.add({ days: 1 });
  return instant(noon.toInstant().toString());
}
