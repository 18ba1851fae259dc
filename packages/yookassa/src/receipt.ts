import type { GatewayAnswer } from "@cinema/billing/gateway";
import type { Kopecks } from "@cinema/core/money";
import { cut, type WireAmount, wireAmount } from "./wire.ts";

/**
 * What the law's receipt (54-FZ) says of our sales. The shop's accountant decides, so it is configuration;
 * the values are YooKassa's (`yookassa.md`, section 9).
 */
export interface Fiscalisation {
  /** 1 to 12, e.g. 1: without VAT, 4: 20 %, 11: 22 %. */
  readonly vatCode: number;
  /** E.g. "full_prepayment" or "full_payment". */
  readonly paymentMode: string;
  /** E.g. "service". */
  readonly paymentSubject: string;
  /** E.g. "piece"; required by YooKassa's own receipts. */
  readonly measure?: string | undefined;
  /** 1 to 6; required by some cash registers. */
  readonly taxSystemCode?: number | undefined;
}

/** A receipt as it travels inside a payment, a refund or a receipt of its own. */
export interface Receipt {
  readonly customer: { readonly email: string };
  readonly items: readonly ReceiptItem[];
  readonly internet: true;
  readonly tax_system_code: number | undefined;
}

export interface ReceiptItem {
  readonly description: string;
  /** The price of one; price by quantity, summed up over the items, is the sum of the payment. */
  readonly amount: WireAmount;
  readonly quantity: number;
  readonly vat_code: number;
  readonly payment_mode: string;
  readonly payment_subject: string;
  readonly measure: string | undefined;
}

/** What is sold or given back. */
export interface Sale {
  readonly amount: Kopecks;
  /** Names the item, at most 128 characters. */
  readonly description: string;
  readonly customerEmail: string | undefined;
}

/**
 * The receipt of one sale: one item at the whole amount, so its sum cannot differ from the payment.
 * Undefined without an e-mail address to send it to: the law wants the buyer to get it.
 */
export function buildReceipt(fiscalisation: Fiscalisation, sale: Sale): Receipt | undefined {
  const email = sale.customerEmail?.trim() ?? "";
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return undefined;
  const { vatCode, paymentMode, paymentSubject, measure, taxSystemCode } = fiscalisation;
  const item: ReceiptItem = {
    description: cut(sale.description, 128),
    amount: wireAmount(sale.amount),
    quantity: 1,
    vat_code: vatCode,
    payment_mode: paymentMode,
    payment_subject: paymentSubject,
    measure,
  };
  return { customer: { email }, items: [item], internet: true, tax_system_code: taxSystemCode };
}

/** The answer to an order whose receipt cannot be made; nothing was sent. */
export const noReceipt: GatewayAnswer<never> = {
  kind: "refused",
  status: 400,
  code: "invalid_request",
  parameter: "receipt.customer.email",
  description: "Not sent: the fiscal receipt needs the customer's e-mail address",
};
