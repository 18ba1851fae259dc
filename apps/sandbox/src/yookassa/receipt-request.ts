import { formatKopecks } from "./amounts.ts";
import { isOneOf, MEASURES, PAYMENT_MODES, PAYMENT_SUBJECTS, SETTLEMENT_TYPES } from "./enums.ts";
import type { ReceiptDraft, ReceiptItem, Shop } from "./model.ts";
import { invalidRequest, invalidValue, missingValue } from "./problem.ts";
import { type Body, isObject, readAmount, readFlag, readText, readWhole } from "./read.ts";

/** The provider's own cash register; others are third-party. Their limits differ. */
const OWN_REGISTER = "yoo_receipt";
const THOUSANDTHS_LIMIT = 99_999_999;

function illegalReceipt(): Error {
  return invalidRequest("Receipt is missing or illegal", "receipt");
}

/** A quantity with at most three decimals, as a number or a string; thousandths. */
function readThousandths(value: unknown, parameter: string): number {
  if (value === undefined || value === null) throw missingValue(parameter);
  const text = String(value);
  if (!/^\d{1,5}(\.\d+)?$/.test(text)) throw invalidValue(parameter);
  const thousandths = Number(text) * 1000;
  const whole = Math.round(thousandths);
  const fits = Math.abs(thousandths - whole) < 1e-6 && whole > 0 && whole <= THOUSANDTHS_LIMIT;
  if (!fits) throw invalidValue(parameter);
  return whole;
}

function readEnum(value: unknown, list: readonly string[], parameter: string): string | null {
  if (value === undefined || value === null) return null;
  if (!isOneOf(list, value)) throw invalidValue(parameter);
  return value;
}

function readItem(value: unknown, shop: Shop): { item: ReceiptItem; sum: number } {
  const at = "receipt.items";
  if (!isObject(value)) throw invalidValue(at);
  const description = readText(value.description, `${at}.description`, 128);
  if (description === null || description === "") throw missingValue(`${at}.description`);
  const thousandths = readThousandths(value.quantity, `${at}.quantity`);
  const price = readAmount(value.amount, `${at}.amount`);
  const vatCode = readWhole(value.vat_code, `${at}.vat_code`, 1, 12);
  if (vatCode === null) throw missingValue(`${at}.vat_code`);
  const measure = readEnum(value.measure, MEASURES, `${at}.measure`);
  if (measure === null && shop.fiscalization?.provider === OWN_REGISTER) throw missingValue(`${at}.measure`);
  readEnum(value.payment_subject, PAYMENT_SUBJECTS, `${at}.payment_subject`);
  readEnum(value.payment_mode, PAYMENT_MODES, `${at}.payment_mode`);
  const amount = { value: formatKopecks(price), currency: "RUB" };
  const item = { ...value, description, quantity: thousandths / 1000, amount, vat_code: vatCode };
  return { item, sum: Math.round((price * thousandths) / 1000) };
}

function readCustomer(value: unknown, shop: Shop): Readonly<Record<string, string>> {
  if (!isObject(value)) throw illegalReceipt();
  const email = readText(value.email, "receipt.customer.email", 254);
  const phone = readText(value.phone, "receipt.customer.phone", 16);
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidValue("receipt.customer.email");
  if (phone !== null && !/^\+?\d{4,15}$/.test(phone)) throw invalidValue("receipt.customer.phone");
  const needsEmail = shop.fiscalization?.provider === OWN_REGISTER;
  if (email === null && (phone === null || needsEmail)) throw illegalReceipt();
  const fullName = readText(value.full_name, "receipt.customer.full_name", 256);
  const inn = readText(value.inn, "receipt.customer.inn", 12);
  return {
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(fullName === null ? {} : { full_name: fullName }),
    ...(inn === null ? {} : { inn }),
  };
}

/** Reads a receipt's customer, items and details; `sum` are whole kopecks of all items. */
export function readDraft(body: Body, shop: Shop): { draft: ReceiptDraft; sum: number } {
  const most = shop.fiscalization?.provider === OWN_REGISTER ? 80 : 100;
  const { items } = body;
  if (!Array.isArray(items) || items.length === 0 || items.length > most) throw illegalReceipt();
  // The deprecated flat spelling of the contacts is still sent by older clients.
  const customer = readCustomer(body.customer ?? { email: body.email, phone: body.phone }, shop);
  const read = items.map((item) => readItem(item, shop));
  return {
    draft: {
      customer,
      items: read.map(({ item }) => item),
      taxSystemCode: readWhole(body.tax_system_code, "receipt.tax_system_code", 1, 6),
      timezone: readWhole(body.timezone, "receipt.timezone", 1, 11),
      internet: readFlag(body.internet, "receipt.internet") ?? true,
    },
    sum: read.reduce((total, { sum }) => total + sum, 0),
  };
}

/**
 * Reads `receipt` of a payment, capture or refund. When fiscalisation is on it is checked to the kopeck against
 * `amount`, and refused if it is missing though `required`; when it is off the receipt is read and dropped.
 */
export function readReceipt(
  value: unknown,
  shop: Shop,
  amount: number,
  required: boolean,
): ReceiptDraft | null {
  if (value === undefined || value === null) {
    if (required) throw illegalReceipt();
    return null;
  }
  if (!isObject(value)) throw illegalReceipt();
  const { draft, sum } = readDraft(value, shop);
  if (shop.fiscalization === null) return null;
  if (sum !== amount) throw illegalReceipt();
  return draft;
}

/** `settlements` of POST /receipts. */
export function readSettlements(value: unknown): { type: string; amount: number }[] {
  if (!Array.isArray(value) || value.length === 0) throw missingValue("settlements");
  return value.map((settlement: unknown) => {
    if (!isObject(settlement)) throw invalidValue("settlements");
    const type = readEnum(settlement.type, SETTLEMENT_TYPES, "settlements.type");
    if (type === null) throw missingValue("settlements.type");
    return { type, amount: readAmount(settlement.amount, "settlements.amount") };
  });
}
