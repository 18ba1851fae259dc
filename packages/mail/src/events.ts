import { instant } from "@cinema/core/instant";
import type { LetterData, LetterTemplate } from "@cinema/core/letter";
import { kopecks } from "@cinema/core/money";
import type { Variable, Variables } from "./variables.ts";

const planName: Variable = { kind: "text", sample: { ru: "Полгода", en: "Half-year" } };
const amount: Variable = { kind: "money", sample: kopecks(149_900) };
const until: Variable = { kind: "instant", sample: instant("2027-05-22T09:00:00Z") };

/** What the service's own letters may say: for each event, the facts that `core` gives with it. */
export const events: { readonly [E in LetterTemplate]: { readonly [F in keyof LetterData]?: Variable } } = {
  paid: {
    planName,
    amount,
    until,
    nextAmount: { kind: "money", optional: true, sample: kopecks(149_900) },
  },
  payment_failed: {
    planName,
    amount,
    failure: {
      kind: "choice",
      values: ["expired", "funds", "card", "confirmation", "bank", "provider"],
      sample: "funds",
    },
  },
  refunded: {
    planName,
    amount,
    refundKind: { kind: "choice", values: ["full", "partial", "prorated", "duplicate"], sample: "duplicate" },
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
