import { formatKopecks } from "./amounts.ts";
import { cardType, findTestCard } from "./cards.ts";
import type { Card, Method, MethodFace, Payment, Receipt, Refund, Shop } from "./model.ts";

/** Objects of the API as they go over the wire. Members that have no value are absent. */

type Json = Record<string, unknown>;

function money(kopecks: number): Json {
  return { value: formatKopecks(kopecks), currency: "RUB" };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function presentCard(card: Card): Json {
  const type = cardType(findTestCard(card.number)?.brand ?? "Unknown");
  return {
    first6: card.number.slice(0, 6),
    last4: card.number.slice(-4),
    expiry_year: card.expiryYear,
    expiry_month: card.expiryMonth,
    card_type: type,
    ...(type === "Mir" ? { card_product: { code: "MCP", name: "MIR Privilege" } } : {}),
    issuer_country: "RU",
    issuer_name: "Sberbank",
  };
}

/** Where every payer of the fast payment system has his account. */
const PAYER_BANK = { bank_id: "100000000022", bic: "044525444" };

function presentFace(face: MethodFace): Json {
  const wire: Json = { type: face.type, id: face.id, saved: face.saved, status: face.status };
  if (face.title !== null) wire.title = face.title;
  if (face.card !== null) wire.card = presentCard(face.card);
  if (face.accountNumber !== null) wire.account_number = face.accountNumber;
  if (face.phone !== null) wire.phone = face.phone;
  if (face.sbpOperationId !== null) {
    wire.sbp_operation_id = face.sbpOperationId;
    wire.payer_bank_details = PAYER_BANK;
  }
  return wire;
}

function presentConfirmation(payment: Payment, publicUrl: string): Json | null {
  const { confirmation } = payment;
  if (payment.status !== "pending" || confirmation === null || payment.chargedMethodId !== null) return null;
  const url = `${publicUrl}/confirm/${payment.id}`;
  switch (confirmation.type) {
    case "embedded":
      return { type: "embedded", confirmation_token: `ct-${payment.id}` };
    case "qr":
      return { type: "qr", confirmation_data: url };
    case "external":
      return { type: "external" };
    case "mobile_application":
      return { type: "mobile_application", confirmation_url: url };
    default:
      return {
        type: "redirect",
        ...(confirmation.enforce ? { enforce: true } : {}),
        return_url: confirmation.returnUrl,
        confirmation_url: url,
      };
  }
}

/** Whether a refund can be asked for: succeeded and not yet returned in full. */
function isRefundable(payment: Payment): boolean {
  return payment.status === "succeeded" && payment.refunded + payment.refunding < payment.amount;
}

/** The payment object. */
export function presentPayment(payment: Payment, shop: Shop, publicUrl: string): Json {
  const succeeded = payment.status === "succeeded";
  const wire: Json = {
    id: payment.id,
    status: payment.status,
    paid: succeeded || payment.status === "waiting_for_capture",
    amount: money(payment.amount),
  };
  if (payment.authorization !== null) {
    const { rrn, authCode, threeDSecure } = payment.authorization;
    wire.authorization_details = { rrn, auth_code: authCode, three_d_secure: { applied: threeDSecure } };
  }
  if (payment.capturedAt !== null) wire.captured_at = instant(payment.capturedAt);
  const confirmation = presentConfirmation(payment, publicUrl);
  if (confirmation !== null) wire.confirmation = confirmation;
  wire.created_at = instant(payment.createdAt);
  if (payment.description !== null) wire.description = payment.description;
  if (payment.status === "waiting_for_capture" && payment.expiresAt !== null) {
    wire.expires_at = instant(payment.expiresAt);
  }
  if (payment.income !== null) wire.income_amount = money(payment.income);
  wire.metadata = payment.metadata;
  if (payment.method !== null) wire.payment_method = presentFace(payment.method);
  wire.refundable = isRefundable(payment);
  if (succeeded) wire.refunded_amount = money(payment.refunded);
  if (payment.receiptRegistration !== null) wire.receipt_registration = payment.receiptRegistration;
  wire.recipient = { account_id: shop.id, gateway_id: shop.gatewayId };
  if (payment.merchantCustomerId !== null) wire.merchant_customer_id = payment.merchantCustomerId;
  if (payment.cancellation !== null) wire.cancellation_details = payment.cancellation;
  wire.test = shop.test;
  return wire;
}

/** The refund object. */
export function presentRefund(refund: Refund): Json {
  const wire: Json = {
    id: refund.id,
    payment_id: refund.paymentId,
    status: refund.status,
    created_at: instant(refund.createdAt),
    amount: money(refund.amount),
  };
  if (refund.description !== null) wire.description = refund.description;
  if (refund.cancellation !== null) wire.cancellation_details = refund.cancellation;
  if (refund.receiptRegistration !== null) wire.receipt_registration = refund.receiptRegistration;
  if (refund.methodType === "sbp") {
    wire.refund_method = { type: "sbp", sbp_operation_id: refund.operationId };
  }
  if (refund.methodType === "bank_card" && refund.status === "succeeded") {
    wire.refund_authorization_details = { rrn: refund.operationId };
  }
  if (refund.metadata !== null) wire.metadata = refund.metadata;
  return wire;
}

/** The receipt object. */
export function presentReceipt(receipt: Receipt): Json {
  const { draft, fiscal } = receipt;
  const wire: Json = { id: receipt.id, type: receipt.type };
  if (receipt.paymentId !== null) wire.payment_id = receipt.paymentId;
  if (receipt.refundId !== null) wire.refund_id = receipt.refundId;
  wire.status = receipt.status;
  if (receipt.status === "succeeded" && receipt.registeredAt !== null) {
    wire.fiscal_document_number = fiscal.documentNumber;
    wire.fiscal_storage_number = fiscal.storageNumber;
    wire.fiscal_attribute = fiscal.attribute;
    wire.registered_at = instant(receipt.registeredAt);
    wire.fiscal_provider_id = fiscal.providerId;
  }
  if (draft.taxSystemCode !== null) wire.tax_system_code = draft.taxSystemCode;
  if (draft.timezone !== null) wire.timezone = draft.timezone;
  wire.internet = draft.internet;
  wire.items = draft.items;
  if (receipt.settlements.length > 0) {
    wire.settlements = receipt.settlements.map(({ type, amount }) => ({ type, amount: money(amount) }));
  }
  return wire;
}

/** The payment method object of /payment_methods. */
export function presentMethod(method: Method, shop: Shop, publicUrl: string): Json {
  const { binding, face } = method;
  const wire = presentFace(face);
  if (face.sbpOperationId !== null) {
    // The operation belongs to a payment; a method only knows the payer's bank.
    delete wire.sbp_operation_id;
    wire.payer_bank_details = { bank_id: PAYER_BANK.bank_id };
  }
  wire.holder = { account_id: shop.id, gateway_id: shop.gatewayId };
  if (binding === null) return wire;
  if (face.status === "pending") {
    const url = `${publicUrl}/confirm/${method.id}`;
    const { type, returnUrl } = binding.confirmation;
    wire.confirmation =
      type === "qr"
        ? { type, confirmation_data: url }
        : { type, return_url: returnUrl, confirmation_url: url };
  }
  wire.metadata = binding.metadata;
  return wire;
}

/** The settings object of /me. */
export function presentShop(shop: Shop): Json {
  return {
    account_id: shop.id,
    status: "enabled",
    test: shop.test,
    ...(shop.fiscalization === null
      ? {}
      : { fiscalization: { enabled: true, provider: shop.fiscalization.provider } }),
    fiscalization_enabled: shop.fiscalization !== null,
    payment_methods: shop.paymentMethods,
  };
}
