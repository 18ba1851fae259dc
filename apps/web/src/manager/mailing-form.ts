import type { Language } from "../language.ts";
import type { Admin } from "./console-context.ts";
import { plusDays } from "./day-range.ts";
import { moscowMoment } from "./moscow-moment.ts";
import { kopecksIn } from "./roubles.ts";

export type MailingInput = Parameters<Admin["mailings"]["create"]["mutate"]>[0];

type Audience = MailingInput["audience"];
type Filter = Extract<Audience, { readonly kind: "filter" }>;
type Data = NonNullable<MailingInput["data"]>;

/** What the data of a mailing has to hold. */
export type MailingVariable = Awaited<ReturnType<Admin["mailings"]["variables"]["query"]>>[number];

/** Fields of one record, as typed. */
export interface TypedFields {
  readonly [name: string]: string;
}

/** Data as typed: a text for each variable, records for a list. */
export interface TypedData {
  readonly [name: string]: string | readonly TypedFields[];
}

/** To whom, as it stands in the form. */
export interface TypedAudience {
  readonly kind: Audience["kind"];
  /** As pasted. */
  readonly ids: string;
  readonly states: NonNullable<Filter["states"]>;
  readonly planIds: readonly string[];
  /** Days, or empty. */
  readonly endsFrom: string;
  readonly endsTo: string;
  readonly languages: readonly Language[];
}

/** The whole form, as typed. */
export interface TypedMailing {
  readonly event: string;
  readonly audience: TypedAudience;
  readonly data: TypedData;
  readonly sendAt: string;
  readonly isService: boolean;
  readonly fallback: Language | "";
  readonly pace: number | string;
}

/** The service takes no more ids at once. */
export const mostIds = 10_000;

/** Different user ids in a text that was pasted: one a line, or with commas, semicolons or spaces between. */
export function idsIn(pasted: string): readonly string[] {
  return [...new Set(pasted.split(/[\s,;]+/).filter((id) => id !== ""))];
}

/** What the service is asked for; undefined while something is missing or no good. */
export function mailingWish(
  typed: TypedMailing,
  variables: readonly MailingVariable[],
): Omit<MailingInput, "reason" | "idempotencyKey"> | undefined {
  const { event, isService, fallback, pace } = typed;
  const audience = audienceOf(typed.audience);
  const data = dataOf(variables, typed.data);
  if (event === "" || audience === undefined || data === undefined || typeof pace !== "number")
    return undefined;
  const sendAt = moscowMoment(typed.sendAt);
  return {
    event,
    audience,
    data,
    isService,
    lettersPerMinute: pace,
    ...(sendAt !== undefined && { sendAt }),
    ...(fallback !== "" && { fallbackLanguage: fallback }),
  };
}

function audienceOf({ kind, ids, states, planIds, endsFrom, endsTo, languages }: TypedAudience) {
  const userIds = [...idsIn(ids)];
  if (kind === "viewers")
    return userIds.length > 0 && userIds.length <= mostIds ? { kind, userIds } : undefined;
  return {
    kind,
    ...(states.length > 0 && { states: [...states] }),
    ...(planIds.length > 0 && { subscriptionTypeIds: [...planIds] }),
    ...(endsFrom !== "" && { endsFrom: moscowMoment(`${endsFrom}T00:00`) }),
    // The last day counts in full.
    ...(endsTo !== "" && { endsBefore: moscowMoment(`${plusDays(endsTo, 1)}T00:00`) }),
    ...(languages.length > 0 && { languages: [...languages] }),
  } satisfies Filter;
}

function dataOf(variables: readonly MailingVariable[], typed: TypedData): Data | undefined {
  const data: Data = {};
  for (const variable of variables) {
    const { name, kind, isOptional, of } = variable;
    const given = typed[name] ?? "";
    if (typeof given !== "string" || kind === "list") {
      const records = recordsOf(of ?? [], typeof given === "string" ? [] : given);
      if (records === undefined) return undefined;
      if (records.length > 0 || !isOptional) data[name] = records;
    } else if (given.trim() !== "") {
      const value = typedValue(variable, given.trim());
      if (value === undefined) return undefined;
      data[name] = value;
    } else if (!isOptional) return undefined;
  }
  return data;
}

function recordsOf(variables: readonly MailingVariable[], typed: readonly TypedFields[]) {
  const records: { [name: string]: string | number }[] = [];
  for (const fields of typed) {
    const record: { [name: string]: string | number } = {};
    for (const variable of variables) {
      const given = fields[variable.name]?.trim() ?? "";
      const value = given === "" ? undefined : typedValue(variable, given);
      if (value !== undefined) record[variable.name] = value;
      else if (given !== "" || !variable.isOptional) return undefined;
    }
    records.push(record);
  }
  return records;
}

/** One value as a letter's data have it; undefined when what was typed is no good. */
export function typedValue(
  { kind }: Pick<MailingVariable, "kind">,
  typed: string,
): string | number | undefined {
  if (kind === "money") return kopecksIn(typed);
  if (kind !== "instant") return typed;
  const moment = moscowMoment(typed);
  return moment && new Date(moment).toISOString();
}
