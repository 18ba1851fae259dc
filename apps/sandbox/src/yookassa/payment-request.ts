import { isIP } from "node:net";
import { CAPABILITIES, capabilityOf } from "./capabilities.ts";
import { CONFIRMATION_TYPES, isOneOf, LOCALES } from "./enums.ts";
import type { Card, Confirmation, Metadata, ReceiptDraft, Shop } from "./model.ts";
import { forbidden, invalidRequest, invalidValue, missingValue } from "./problem.ts";
import { type Body, isObject, readAmount, readFlag, readMetadata, readText } from "./read.ts";
import { readReceipt } from "./receipt-request.ts";

/** A checked POST /payments. */
export type PaymentRequest = {
  readonly amount: number;
  readonly capture: boolean;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly confirmation: Confirmation | null;
  readonly methodType: string | null;
  readonly phone: string | null;
  /** Card data sent by a shop that may handle them. */
  readonly card: Card | null;
  readonly chargedMethodId: string | null;
  readonly saves: "always" | "asks" | "never";
  readonly merchantCustomerId: string | null;
  readonly receipt: ReceiptDraft | null;
};

const RETURN_URL_LENGTH = 2048;
const URL_WITH_SCHEME = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

/** `confirmation` of a payment or a binding; `allowed` are the scenario codes it may name. */
export function readConfirmation(value: unknown, allowed: readonly string[]): Confirmation | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw invalidValue("confirmation");
  const { type } = value;
  if (type === undefined) throw missingValue("confirmation.type");
  if (typeof type !== "string" || !allowed.includes(type)) throw invalidValue("confirmation.type");
  const locale = value.locale ?? "ru_RU";
  if (!isOneOf(LOCALES, locale)) throw invalidValue("confirmation.locale");
  const returnUrl = readText(value.return_url, "confirmation.return_url", RETURN_URL_LENGTH);
  if (returnUrl === null && (type === "redirect" || type === "mobile_application")) {
    throw missingValue("confirmation.return_url");
  }
  if (returnUrl !== null && !URL_WITH_SCHEME.test(returnUrl)) throw invalidValue("confirmation.return_url");
  return { type, returnUrl, locale, enforce: readFlag(value.enforce, "confirmation.enforce") ?? false };
}

/** Card data in a request: number, expiry and csc as digits. */
export function readCard(value: unknown, parameter: string): Card | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw invalidValue(parameter);
  const { number, expiry_month: month, expiry_year: year, csc } = value;
  if (typeof number !== "string" || !/^\d{13,19}$/.test(number)) throw invalidValue(`${parameter}.number`);
  if (typeof month !== "string" || !/^(0[1-9]|1[0-2])$/.test(month)) {
    throw invalidValue(`${parameter}.expiry_month`);
  }
  if (typeof year !== "string" || !/^\d{4}$/.test(year)) throw invalidValue(`${parameter}.expiry_year`);
  if (csc !== undefined && (typeof csc !== "string" || !/^\d{3,4}$/.test(csc))) {
    throw invalidValue(`${parameter}.csc`);
  }
  return { number, expiryMonth: month, expiryYear: year };
}

function readMethodData(
  value: unknown,
  shop: Shop,
): { type: string; phone: string | null; card: Card | null } {
  if (!isObject(value)) throw invalidValue("payment_method_data");
  const { type } = value;
  if (type === undefined) throw missingValue("payment_method_data.type");
  if (typeof type !== "string" || CAPABILITIES[type] === undefined) {
    throw invalidValue("payment_method_data.type");
  }
  if (!shop.paymentMethods.includes(type)) throw invalidRequest("Payment method is not available");
  const phone = readText(value.phone, "payment_method_data.phone", 15);
  if (phone !== null && !/^\d{4,15}$/.test(phone)) throw invalidValue("payment_method_data.phone");
  if (phone === null && type === "mobile_balance") throw missingValue("payment_method_data.phone");
  return {
    type,
    phone,
    card: type === "bank_card" ? readCard(value.card, "payment_method_data.card") : null,
  };
}

/** At most one of the three ways to name a payment method. */
function requireOneMethod(body: Body): void {
  const named = ["payment_token", "payment_method_id", "payment_method_data"].filter(
    (name) => body[name] !== undefined && body[name] !== null,
  );
  const [, second] = named;
  if (second !== undefined) throw invalidValue(second);
  if (named[0] === "payment_token") {
    // Tokens come from the provider's own scripts, which the twin does not imitate.
    throw invalidValue("payment_token");
  }
}

function readSaving(body: Body, shop: Shop): PaymentRequest["saves"] {
  const flag = readFlag(body.save_payment_method, "save_payment_method");
  if (flag === true && !shop.recurring) throw recurringForbidden();
  if (flag === true) return "always";
  return flag === null && shop.recurring ? "asks" : "never";
}

/** 403 of a shop whose manager has not enabled recurring payments. */
export function recurringForbidden(): Error {
  return forbidden("This store can't make recurring payments. Contact the YooMoney manager to learn more");
}

/** Address of the payer, of either version; it is looked at and not kept. */
export function checkClientIp(value: unknown): void {
  const address = readText(value, "client_ip", 45);
  if (address !== null && isIP(address) === 0) throw invalidValue("client_ip");
}

function checkRecipient(value: unknown, shop: Shop, parameter: string): void {
  if (value === undefined || value === null) return;
  if (!isObject(value) || value.gateway_id !== shop.gatewayId) throw invalidValue(`${parameter}.gateway_id`);
}

/** Reads POST /payments; everything that can be refused without looking at other objects is refused here. */
export function readPaymentRequest(body: Body, shop: Shop): PaymentRequest {
  const amount = readAmount(body.amount, "amount");
  const description = readText(body.description, "description", 128);
  const metadata = readMetadata(body.metadata) ?? {};
  const capture = readFlag(body.capture, "capture") ?? false;
  checkClientIp(body.client_ip);
  checkRecipient(body.recipient, shop, "recipient");
  requireOneMethod(body);
  const chargedMethodId = readText(body.payment_method_id, "payment_method_id", 64);
  const hasMethodData = body.payment_method_data !== undefined && body.payment_method_data !== null;
  const methodData = hasMethodData ? readMethodData(body.payment_method_data, shop) : null;
  const confirmation = readConfirmation(body.confirmation, CONFIRMATION_TYPES);
  const methodType = methodData?.type ?? null;
  if (chargedMethodId === null && confirmation === null && methodData?.card == null) {
    const named = methodType ?? "bank_card";
    throw invalidRequest(`Missing confirmation type for payment method type: ${named}`, "confirmation");
  }
  if (!capture && capabilityOf(methodType).holdFor === null) throw invalidValue("capture");
  return {
    ...{ amount, capture, description, metadata, confirmation, methodType, chargedMethodId },
    phone: methodData?.phone ?? null,
    card: methodData?.card ?? null,
    saves: readSaving(body, shop),
    merchantCustomerId: readText(body.merchant_customer_id, "merchant_customer_id", 200),
    receipt: readReceipt(body.receipt, shop, amount, shop.fiscalization !== null),
  };
}
