// How each list of the console stands in the address, so that it can be reloaded, sent on and gone back to. What
// names a person does not stand here but after `#`: search-address.ts says why.

/** What stands after `?`, as the router has read it: what looks like a number or a yes is one. */
type Address = Readonly<Record<string, unknown>>;

/** Nothing has to be said. */
type Said<All> = { readonly [Name in keyof All]?: All[Name] | undefined };

export const subscriptionStates = ["pending", "active", "grace", "hold", "ended", "abandoned"] as const;

export const paymentStatuses = [
  "draft",
  "pending",
  "waiting_for_capture",
  "unknown",
  "succeeded",
  "canceled",
] as const;

export const paymentPurposes = ["first", "renewal"] as const;

export const trailWays = ["recent", "actor", "row", "request"] as const;

export const trailTables = ["subscription", "subscription_type", "payment", "refund"] as const;

export const differenceStatuses = ["open", "repaired", "dismissed", "vanished"] as const;

export function viewersIn({ userId }: Address): Said<{ userId: string }> {
  return { userId: textIn(userId) };
}

export type SubscriptionFilter = Said<{
  state: (typeof subscriptionStates)[number];
  subscriptionTypeId: string;
  isRepeatable: boolean;
  isParked: boolean;
  isDeclined: boolean;
  order: "endingSoonest";
}>;

export function subscriptionsIn(address: Address): Said<{ userId: string }> & SubscriptionFilter {
  return {
    userId: textIn(address.userId),
    state: wordIn(subscriptionStates, address.state),
    subscriptionTypeId: textIn(address.subscriptionTypeId),
    isRepeatable: flagIn(address.isRepeatable),
    isParked: flagIn(address.isParked),
    isDeclined: flagIn(address.isDeclined),
    order: wordIn(["endingSoonest"], address.order),
  };
}

export type PaymentFilter = Said<{
  status: (typeof paymentStatuses)[number];
  purpose: (typeof paymentPurposes)[number];
}>;

type PaymentOwner = Said<{ userId: string; subscriptionId: string; externalId: string }>;

export function paymentsIn(address: Address): PaymentOwner & PaymentFilter {
  return {
    userId: textIn(address.userId),
    subscriptionId: textIn(address.subscriptionId),
    externalId: textIn(address.externalId),
    status: wordIn(paymentStatuses, address.status),
    purpose: wordIn(paymentPurposes, address.purpose),
  };
}

export const letterStatuses = ["queued", "sending", "sent", "failed", "skipped"] as const;

export type LetterFilter = Said<{
  template: string;
  status: (typeof letterStatuses)[number];
  /** Days in Moscow, the last one not included. */
  from: string;
  to: string;
}>;

export function lettersIn(address: Address): Said<{ userId: string; cause: string }> & LetterFilter {
  return {
    userId: textIn(address.userId),
    cause: textIn(address.cause),
    template: textIn(address.template),
    status: wordIn(letterStatuses, address.status),
    from: dayIn(address.from),
    to: dayIn(address.to),
  };
}

export type TrailAddress = Said<{
  way: (typeof trailWays)[number];
  actor: string;
  table: (typeof trailTables)[number];
  id: string;
  requestId: string;
}>;

export function trailIn(address: Address): TrailAddress {
  return {
    way: wordIn(trailWays, address.way),
    actor: textIn(address.actor),
    table: wordIn(trailTables, address.table),
    id: textIn(address.id),
    requestId: textIn(address.requestId),
  };
}

export type DifferencesAddress = Said<{
  /** `open` when nothing is said. */
  status: (typeof differenceStatuses)[number] | "all";
  class: string;
}>;

export function differencesIn(address: Address): DifferencesAddress {
  return { status: wordIn([...differenceStatuses, "all"], address.status), class: textIn(address.class) };
}

export function reportsIn(address: Address): Said<{ from: string; to: string }> {
  return { from: dayIn(address.from), to: dayIn(address.to) };
}

/** An id or another plain text. */
function textIn(said: unknown): string | undefined {
  const text = typeof said === "number" ? String(said) : said;
  if (typeof text !== "string") return undefined;
  return text.trim().slice(0, 255) || undefined;
}

/** One of a closed list; anything else is as if it were not there. */
function wordIn<const Word extends string>(known: readonly Word[], said: unknown): Word | undefined {
  return known.find((word) => word === said);
}

function flagIn(said: unknown): boolean | undefined {
  return typeof said === "boolean" ? said : undefined;
}

/** A day as "2026-10-31". */
function dayIn(said: unknown): string | undefined {
  const text = textIn(said);
  const isDay = text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  return isDay ? text : undefined;
}
