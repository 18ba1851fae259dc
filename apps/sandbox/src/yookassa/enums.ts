/** Closed lists of the API (its OpenAPI file of 2026-07-01 and the documentation beside it). */

export const CANCELLATION_REASONS = [
  "3d_secure_failed",
  "call_issuer",
  "card_expired",
  "payment_method_limit_exceeded",
  "payment_method_restricted",
  "country_forbidden",
  "general_decline",
  "fraud_suspected",
  "identification_required",
  "insufficient_funds",
  "invalid_card_number",
  "invalid_csc",
  "issuer_unavailable",
  "canceled_by_merchant",
  "permission_revoked",
  "internal_timeout",
  "expired_on_confirmation",
  "expired_on_capture",
  "unsupported_mobile_operator",
  "deal_expired",
  "loan_declined",
] as const;

export const REFUND_CANCELLATION_REASONS = [
  "yoo_money_account_closed",
  "insufficient_funds",
  "general_decline",
  "rejected_by_payee",
  "rejected_by_timeout",
  "payment_basket_id_not_found",
  "payment_article_number_not_found",
  "payment_tru_code_not_found",
  "too_many_refunding_articles",
  "some_articles_already_refunded",
  "payment_expired",
] as const;

export const PAYMENT_STATUSES = ["pending", "waiting_for_capture", "succeeded", "canceled"] as const;
export const REFUND_STATUSES = ["pending", "succeeded", "canceled"] as const;
export const RECEIPT_STATUSES = ["pending", "succeeded", "canceled"] as const;
export const LOCALES = ["ru_RU", "en_US"] as const;
export const CONFIRMATION_TYPES = ["redirect", "external", "qr", "embedded", "mobile_application"] as const;
export const FISCALIZATION_PROVIDERS = [
  "atol",
  "avanpost",
  "a_qsi",
  "business_ru",
  "digital_kassa",
  "evotor",
  "first_ofd",
  "kit_invest",
  "komtet",
  "life_pay",
  "mertrade",
  "modul_kassa",
  "rocket",
  "shtrih_m",
  "yoo_receipt",
] as const;
export const SETTLEMENT_TYPES = ["cashless", "prepayment", "postpayment", "consideration"] as const;

export const EVENTS = [
  "payment.waiting_for_capture",
  "payment.succeeded",
  "payment.canceled",
  "refund.succeeded",
  "payment_method.active",
] as const;

export type EventName = (typeof EVENTS)[number];

export const PAYMENT_MODES = [
  "full_prepayment",
  "partial_prepayment",
  "advance",
  "full_payment",
  "partial_payment",
  "credit",
  "credit_payment",
] as const;

export const PAYMENT_SUBJECTS = [
  "commodity",
  "excise",
  "job",
  "service",
  "gambling_bet",
  "gambling_prize",
  "lottery",
  "lottery_prize",
  "intellectual_activity",
  "payment",
  "agent_commission",
  "property_right",
  "non_operating_gain",
  "insurance_premium",
  "sales_tax",
  "resort_fee",
  "composite",
  "another",
  "fine",
  "tax",
  "lien",
  "cost",
  "pension_insurance_without_payouts",
  "pension_insurance_with_payouts",
  "health_insurance_without_payouts",
  "health_insurance_with_payouts",
  "health_insurance",
  "casino",
  "agent_withdrawals",
  "non_marked_excise",
  "marked_excise",
  "marked",
  "non_marked",
] as const;

export const MEASURES = [
  "piece",
  "gram",
  "kilogram",
  "ton",
  "centimeter",
  "decimeter",
  "meter",
  "square_centimeter",
  "square_decimeter",
  "square_meter",
  "milliliter",
  "liter",
  "cubic_meter",
  "kilowatt_hour",
  "gigacalorie",
  "day",
  "hour",
  "minute",
  "second",
  "kilobyte",
  "megabyte",
  "gigabyte",
  "terabyte",
  "another",
] as const;

/** True when the value is one of the list. */
export function isOneOf<const List extends readonly string[]>(
  list: List,
  value: unknown,
): value is List[number] {
  return typeof value === "string" && list.includes(value);
}
