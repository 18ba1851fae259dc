import type { FaultKindView } from "../pages/views.ts";
import { CANCELLATION_REASONS, EVENTS, isOneOf, REFUND_CANCELLATION_REASONS } from "./enums.ts";
import { FAULT_TARGETS, type Fault, type FaultKind, type FaultOptions } from "./faults.ts";

/** Orders of faults as the control API and its page send them: names in snake case, numbers maybe as text. */

/** An order that says nothing sensible; the text says what is wrong with it. */
export class OrderMistake extends Error {
  override readonly name = "OrderMistake";
}

type Fields = Readonly<Record<string, unknown>>;

/** A number, also as text; undefined when absent or empty. */
export function readNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number))
    throw new OrderMistake(`${name} is not a number`);
  return number;
}

/** A text; undefined when absent or empty. */
export function readOrderText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new OrderMistake(`${name} is not a text`);
  return value;
}

/** A number that is not below `least`. */
function readAtLeast(fields: Fields, name: string, least: number): number | undefined {
  const number = readNumber(fields, name);
  if (number !== undefined && number < least) throw new OrderMistake(`${name} is ${least} or more`);
  return number;
}

function readReason(
  fields: Fields,
  list: readonly string[],
  fallback: string,
): { reason: string; party?: string } {
  const reason = readOrderText(fields, "reason") ?? fallback;
  if (!isOneOf(list, reason)) throw new OrderMistake(`reason is not one of ${list.join(", ")}`);
  const party = readOrderText(fields, "party");
  return party === undefined ? { reason } : { reason, party };
}

/** Reasons that may be named as the kind itself: `insufficient_funds` for `decline` with that reason. */
function isReason(kind: string): boolean {
  return isOneOf(CANCELLATION_REASONS, kind);
}

function readFault(kind: string, fields: Fields): Fault {
  if (isReason(kind))
    return { kind: "decline", ...readReason({ ...fields, reason: kind }, CANCELLATION_REASONS, kind) };
  const milliseconds = readAtLeast(fields, "milliseconds", 0);
  switch (kind) {
    case "delay":
    case "timeout_after":
      return { kind, milliseconds: milliseconds ?? (kind === "delay" ? 1_000 : 60_000) };
    case "webhook_late":
      return { kind, milliseconds: milliseconds ?? 60_000 };
    case "charge_pending":
    case "refund_pending":
      return { kind, milliseconds: milliseconds ?? null };
    case "too_many_requests":
    case "processing":
      return { kind, retryAfter: readAtLeast(fields, "retry_after", 0) ?? 1_800 };
    case "decline":
      return { kind, ...readReason(fields, CANCELLATION_REASONS, "general_decline") };
    case "refund_canceled":
      return { kind, ...readReason(fields, REFUND_CANCELLATION_REASONS, "general_decline") };
    case "webhook_duplicated":
      return { kind, copies: readAtLeast(fields, "copies", 1) ?? 1 };
    case "error_before":
    case "error_after":
    case "cut_before":
    case "cut_after":
    case "receipt_canceled":
    case "webhook_lost":
    case "webhook_reordered":
    case "webhook_forged":
      return { kind };
    default:
      throw new OrderMistake(`unknown kind of fault: ${kind}`);
  }
}

function readTimes(fields: Fields): number | null | undefined {
  if (fields.times === null || fields.times === "always") return null;
  const times = readNumber(fields, "times");
  if (times !== undefined && (!Number.isInteger(times) || times < 1))
    throw new OrderMistake("times is 1 or more");
  return times;
}

const NAMES = [
  ...["kind", "milliseconds", "retry_after", "reason", "party", "copies"],
  ...["times", "probability", "seed", "method", "path", "payment_method_id", "event"],
];

/** A name that is not known would be a condition that is not kept. */
function refuseUnknown(fields: Fields): void {
  const strange = Object.keys(fields).find((name) => !NAMES.includes(name));
  if (strange !== undefined) throw new OrderMistake(`${strange} is none of ${NAMES.join(", ")}`);
}

/** Reads an order: its fault, and what it may strike how often. */
export function readFaultOrder(fields: Fields): { fault: Fault; options: FaultOptions } {
  refuseUnknown(fields);
  const kind = readOrderText(fields, "kind");
  if (kind === undefined) throw new OrderMistake("kind is missing");
  const event = readOrderText(fields, "event");
  if (event !== undefined && !isOneOf(EVENTS, event)) throw new OrderMistake(`unknown event: ${event}`);
  const probability = readNumber(fields, "probability");
  if (probability !== undefined && (probability < 0 || probability > 1)) {
    throw new OrderMistake("probability is from 0 to 1");
  }
  const times = readTimes(fields);
  const seed = readNumber(fields, "seed");
  const method = readOrderText(fields, "method");
  const path = readOrderText(fields, "path");
  const paymentMethodId = readOrderText(fields, "payment_method_id");
  const options: FaultOptions = {
    ...(times === undefined ? {} : { times }),
    ...(probability === undefined ? {} : { probability }),
    ...(seed === undefined ? {} : { seed }),
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(paymentMethodId === undefined ? {} : { paymentMethodId }),
    ...(event === undefined ? {} : { event }),
  };
  return { fault: readFault(kind, fields), options };
}

type FieldView = FaultKindView["fields"][number];

const MILLISECONDS = (defaultValue: string): FieldView => ({
  name: "milliseconds",
  type: "number",
  defaultValue,
});
const RETRY_AFTER: FieldView = { name: "retry_after", type: "number", defaultValue: "1800" };
const REASON: FieldView = {
  name: "reason",
  type: "select",
  options: CANCELLATION_REASONS,
  defaultValue: "insufficient_funds",
};
const REFUND_REASON: FieldView = {
  name: "reason",
  type: "select",
  options: REFUND_CANCELLATION_REASONS,
  defaultValue: "insufficient_funds",
};

const TITLES: readonly [FaultKind, string, string, readonly FieldView[]][] = [
  ["delay", "Ответ задержан", "Answer delayed", [MILLISECONDS("1000")]],
  ["error_before", "500, ничего не сделано", "500, nothing done", []],
  ["error_after", "500, хотя всё сделано", "500, though it was done", []],
  ["cut_before", "Обрыв связи, ничего не сделано", "Connection cut, nothing done", []],
  ["cut_after", "Обрыв связи, хотя всё сделано", "Connection cut, though it was done", []],
  ["timeout_after", "Всё сделано, ответа нет", "Done, but never answered", [MILLISECONDS("60000")]],
  ["too_many_requests", "429, слишком много запросов", "429, too many requests", [RETRY_AFTER]],
  ["processing", "202, ещё обрабатывается", "202, not processed yet", [RETRY_AFTER]],
  ["decline", "Платёж отклонён", "Payment declined", [REASON]],
  ["charge_pending", "Автоплатёж завис", "Charge stays pending", [MILLISECONDS("")]],
  ["refund_pending", "Возврат завис", "Refund stays pending", [MILLISECONDS("")]],
  ["refund_canceled", "Возврат отменён", "Refund canceled", [REFUND_REASON]],
  ["receipt_canceled", "Чек не зарегистрирован", "Receipt not registered", []],
  ["webhook_lost", "Уведомление потеряно", "Webhook lost", []],
  ["webhook_late", "Уведомление опоздало", "Webhook late", [MILLISECONDS("60000")]],
  [
    "webhook_duplicated",
    "Уведомление повторено",
    "Webhook duplicated",
    [{ name: "copies", type: "number", defaultValue: "1" }],
  ],
  ["webhook_reordered", "Уведомления не по порядку", "Webhooks out of order", []],
  ["webhook_forged", "Поддельное уведомление", "Webhook forged", []],
];

/** Every kind of fault with the fields of its form. */
export const FAULT_KINDS: readonly FaultKindView[] = TITLES.map(([kind, ru, en, fields]) => ({
  kind,
  target: FAULT_TARGETS[kind],
  title: { ru, en },
  fields,
}));
