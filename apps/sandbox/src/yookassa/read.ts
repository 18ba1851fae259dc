import { parseKopecks } from "./amounts.ts";
import type { Metadata } from "./model.ts";
import { invalidRequest, invalidValue, missingValue } from "./problem.ts";

/** Readers of request bodies: each takes a value and its dotted path, and refuses with 400 naming that path. */

export type Body = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The request's JSON object; an empty body counts as `{}` where the documentation's own samples send none. */
export function readBody(text: string, emptyAllowed: boolean): Body {
  if (text.trim() === "") {
    if (emptyAllowed) return {};
    throw invalidRequest("Request body is empty");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidRequest("Request body is not valid JSON");
  }
  if (!isObject(value)) throw invalidRequest("Request body is not a JSON object");
  return value;
}

/** An optional string of limited length; null when absent. */
export function readText(value: unknown, parameter: string, maximum: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || value.length > maximum) throw invalidValue(parameter);
  return value;
}

/** An optional boolean, also spelled `"true"` or `"false"` as the documentation's samples do. */
export function readFlag(value: unknown, parameter: string): boolean | null {
  if (value === undefined || value === null) return null;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw invalidValue(parameter);
}

/** A whole number in a range, also as a string; null when absent. */
export function readWhole(value: unknown, parameter: string, least: number, most: number): number | null {
  if (value === undefined || value === null) return null;
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < least || number > most) {
    throw invalidValue(parameter);
  }
  return number;
}

/** An amount object in rubles above zero; whole kopecks. */
export function readAmount(value: unknown, parameter: string): number {
  if (value === undefined || value === null) throw missingValue(parameter);
  if (!isObject(value)) throw invalidValue(parameter);
  const kopecks = parseKopecks(value.value);
  if (kopecks === null || kopecks <= 0) {
    throw invalidRequest(
      "Error in the payment amount. Specify the amount in correct format. For example, 100.00",
      `${parameter}.value`,
    );
  }
  if (value.currency !== "RUB") {
    throw invalidRequest(
      "Incorrect currency of payment. The value of the amount.currency parameter doesn't correspond with the settings of your store. Specify another currency value in the request or contact the YooMoney manager to change the settings",
      `${parameter}.currency`,
    );
  }
  return kopecks;
}

const METADATA_KEYS = 16;
const METADATA_KEY_LENGTH = 32;
const METADATA_VALUE_LENGTH = 512;

/** The shop's own data: at most 16 keys, strings or null; null when absent. */
export function readMetadata(value: unknown): Metadata | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw invalidValue("metadata");
  const entries = Object.entries(value);
  if (entries.length > METADATA_KEYS) throw invalidValue("metadata");
  for (const [key, item] of entries) {
    if (key.length > METADATA_KEY_LENGTH) throw invalidValue("metadata");
    const fits = item === null || (typeof item === "string" && item.length <= METADATA_VALUE_LENGTH);
    if (!fits) throw invalidValue(`metadata.${key}`);
  }
  return value as Metadata;
}
