import { instant } from "@cinema/core/instant";
import type { LetterData, LetterTemplate } from "@cinema/core/letter";
import type { Variable, Variables } from "@cinema/core/letter-variables";
import { kopecks } from "@cinema/core/money";
import type { Template } from "@cinema/core/template";

const planName: Variable = { kind: "text", sample: { ru: "Полгода", en: "Half-year" } };
const amount: Variable = { kind: "money", sample: kopecks(149_900) };
const until: Variable = { kind: "instant", sample: instant("2027-05-22T09:00:00Z") };
const nextAmount: Variable = { kind: "money", optional: true, sample: kopecks(149_900) };
const nextChargeAt: Variable = { kind: "instant", sample: instant("2027-05-19T09:00:00Z") };
/** YooKassa gives it in English whatever the viewer's language. */
const methodTitle: Variable = {
  kind: "text",
  sample: { ru: "Bank card *4477", en: "Bank card *4477" },
};
const failure: Variable = {
  kind: "choice",
  values: ["expired", "funds", "card", "confirmation", "bank", "provider", "withdrawn"],
  sample: "funds",
};

/** What the service's own letters may say: for each event, the facts that `core` gives with it. */
export const events: { readonly [E in LetterTemplate]: { readonly [F in keyof LetterData]?: Variable } } = {
  paid: {
    planName,
    amount,
    until,
    nextAmount,
    nextChargeAt: { ...nextChargeAt, optional: true },
  },
  payment_failed: { planName, amount, failure },
  charge_coming: {
    planName,
    amount,
    previousAmount: { kind: "money", optional: true, sample: kopecks(129_900) },
    methodTitle,
    until,
    nextChargeAt,
  },
  renewed: {
    planName,
    amount,
    until: { kind: "instant", sample: instant("2027-11-22T09:00:00Z") },
    nextAmount,
    nextChargeAt: { kind: "instant", optional: true, sample: instant("2027-11-19T09:00:00Z") },
  },
  renewal_declined: {
    planName,
    amount,
    failure,
    nextChargeAt: { kind: "instant", optional: true, sample: instant("2027-05-20T09:00:00Z") },
    // Three days of grace after the paid period.
    until: { kind: "instant", optional: true, sample: instant("2027-05-25T09:00:00Z") },
  },
  access_paused: {
    planName,
    nextChargeAt: { kind: "instant", optional: true, sample: instant("2027-06-10T09:00:00Z") },
  },
  ended: { planName },
  refunded: {
    planName,
    amount,
    refundKind: { kind: "choice", values: ["full", "partial", "prorated", "duplicate"], sample: "full" },
    subscriptionNow: {
      kind: "choice",
      optional: true,
      values: ["ended", "runs_out", "goes_on"],
      sample: "runs_out",
    },
    until: { ...until, optional: true },
  },
  refund_failed: { planName, amount },
  method_unlinked: { methodTitle },
  extended: {
    planName,
    until,
    previousUntil: { kind: "instant", sample: instant("2027-05-15T09:00:00Z") },
    nextChargeAt: { ...nextChargeAt, optional: true },
  },
  renewal_off: { planName, until, nextAmount },
  closed: { planName },
  card_expiring: {
    planName,
    methodTitle,
    until: { kind: "instant", sample: instant("2027-04-30T20:59:59.999Z") },
    nextChargeAt,
  },
};

/** What every letter may say, whatever it is about. */
export const common = {
  siteUrl: { kind: "link", sample: "https://cinema.example" },
  viewerName: { kind: "text", optional: true, sample: { ru: "Анна", en: "Anna" } },
} as const satisfies Variables;

/** The variables of one of the service's own events; undefined for any other event. */
export function variablesOf(event: string): Variables | undefined {
  const own = new Map<string, Variables>(Object.entries(events)).get(event);
  return own && { ...common, ...own };
}

/**
 * What a template's facts are held against; undefined for one that was stored without a declaration, whose facts
 * are held against its words (`notice-fault.ts`).
 */
export function declaredFor({
  event,
  variables,
}: Pick<Template, "event" | "variables">): Variables | undefined {
  return variablesOf(event) ?? (variables && { ...common, ...variables });
}

/** What a template may name. */
export function variablesFor(template: Pick<Template, "event" | "variables">): Variables {
  return declaredFor(template) ?? common;
}
