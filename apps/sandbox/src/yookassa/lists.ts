import { CAPABILITIES, DAY, LEGACY_METHODS } from "./capabilities.ts";
import { isOneOf, PAYMENT_STATUSES, RECEIPT_STATUSES, REFUND_STATUSES } from "./enums.ts";
import type { Payment, Receipt, Refund } from "./model.ts";
import { invalidValue } from "./problem.ts";

type Listed = { readonly id: string; readonly createdAt: number };
type Condition<T> = (item: T) => boolean;

/** Lists reach three years back. */
const REACH = 3 * 365 * DAY;

const COMPARISONS: Readonly<Record<string, (at: number, bound: number) => boolean>> = {
  gte: (at, bound) => at >= bound,
  gt: (at, bound) => at > bound,
  lte: (at, bound) => at <= bound,
  lt: (at, bound) => at < bound,
};

/** Bounds like `created_at.gte=2018-07-18T10:51:18.139Z` on one instant of the objects. */
function timeConditions<T>(
  query: URLSearchParams,
  name: string,
  instantOf: (item: T) => number | null,
): Condition<T>[] {
  const conditions: Condition<T>[] = [];
  for (const [comparison, holds] of Object.entries(COMPARISONS)) {
    const text = query.get(`${name}.${comparison}`);
    if (text === null) continue;
    const bound = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(bound)) throw invalidValue(`${name}.${comparison}`);
    conditions.push((item) => {
      const at = instantOf(item);
      return at !== null && holds(at, bound);
    });
  }
  return conditions;
}

function enumCondition<T>(
  query: URLSearchParams,
  name: string,
  allowed: readonly string[],
  memberOf: (item: T) => string | null,
): Condition<T>[] {
  const wanted = query.get(name);
  if (wanted === null) return [];
  if (!isOneOf(allowed, wanted)) throw invalidValue(name);
  return [(item) => memberOf(item) === wanted];
}

function idCondition<T>(
  query: URLSearchParams,
  name: string,
  memberOf: (item: T) => string | null,
): Condition<T>[] {
  const wanted = query.get(name);
  if (wanted === null) return [];
  if (wanted.length !== 36) throw invalidValue(name);
  return [(item) => memberOf(item) === wanted];
}

function readLimit(query: URLSearchParams): number {
  const text = query.get("limit");
  if (text === null) return 10;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 100) throw invalidValue("limit");
  return limit;
}

/** Where the page starts: just below the object that the cursor names. */
function startIndex<T extends Listed>(items: readonly T[], cursor: string | null): number {
  if (cursor === null) return items.length - 1;
  const index = items.findLastIndex((item) => item.id === cursor);
  if (index === -1) throw invalidValue("cursor");
  return index - 1;
}

/** One page, newest first. `next_cursor` is there only when more objects remain. */
function page<T extends Listed>(
  items: readonly T[],
  conditions: readonly Condition<T>[],
  query: URLSearchParams,
  now: number,
  present: (item: T) => unknown,
): Record<string, unknown> {
  const limit = readLimit(query);
  const found: T[] = [];
  for (let index = startIndex(items, query.get("cursor")); index >= 0; index -= 1) {
    const item = items[index];
    if (item === undefined || item.createdAt < now - REACH) break;
    if (!conditions.every((holds) => holds(item))) continue;
    if (found.length === limit) {
      return { type: "list", items: found.map(present), next_cursor: found.at(-1)?.id };
    }
    found.push(item);
  }
  return { type: "list", items: found.map(present) };
}

const createdAt = (item: Listed) => item.createdAt;

/** GET /payments. */
export function listPayments(
  payments: readonly Payment[],
  query: URLSearchParams,
  now: number,
  present: (payment: Payment) => unknown,
): Record<string, unknown> {
  const methods = [...Object.keys(CAPABILITIES), ...LEGACY_METHODS];
  const conditions: Condition<Payment>[] = [
    ...timeConditions<Payment>(query, "created_at", createdAt),
    ...timeConditions<Payment>(query, "captured_at", (payment) => payment.capturedAt),
    ...enumCondition<Payment>(query, "status", PAYMENT_STATUSES, (payment) => payment.status),
    ...enumCondition<Payment>(query, "payment_method", methods, (payment) => payment.method?.type ?? null),
  ];
  return page(payments, conditions, query, now, present);
}

/** GET /refunds. */
export function listRefunds(
  refunds: readonly Refund[],
  query: URLSearchParams,
  now: number,
  present: (refund: Refund) => unknown,
): Record<string, unknown> {
  const conditions: Condition<Refund>[] = [
    ...timeConditions<Refund>(query, "created_at", createdAt),
    ...enumCondition<Refund>(query, "status", REFUND_STATUSES, (refund) => refund.status),
    ...idCondition<Refund>(query, "payment_id", (refund) => refund.paymentId),
  ];
  return page(refunds, conditions, query, now, present);
}

/** GET /receipts: of one payment or of one refund, never of both. */
export function listReceipts(
  receipts: readonly Receipt[],
  query: URLSearchParams,
  now: number,
  present: (receipt: Receipt) => unknown,
): Record<string, unknown> {
  if (query.has("payment_id") && query.has("refund_id")) throw invalidValue("refund_id");
  const conditions: Condition<Receipt>[] = [
    ...timeConditions<Receipt>(query, "created_at", createdAt),
    ...enumCondition<Receipt>(query, "status", RECEIPT_STATUSES, (receipt) => receipt.status),
    ...idCondition<Receipt>(query, "payment_id", (receipt) => receipt.paymentId),
    ...idCondition<Receipt>(query, "refund_id", (receipt) => receipt.refundId),
  ];
  return page(receipts, conditions, query, now, present);
}
