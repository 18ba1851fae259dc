import type { Language } from "./language.ts";

type Words = Readonly<Record<Language, string>>;

/** What the provider's outcomes, statuses and cancellation reasons mean, for people. */
const meanings: Readonly<Record<string, Words>> = {
  succeeded: { ru: "Проходит", en: "Goes through" },
  "3d_secure_failed": { ru: "Не пройдена проверка 3-D Secure", en: "3-D Secure check failed" },
  call_issuer: { ru: "Банк просит позвонить ему", en: "The bank wants a call" },
  canceled_by_merchant: { ru: "Отменил магазин", en: "Canceled by the shop" },
  card_expired: { ru: "Срок карты истёк", en: "The card has expired" },
  country_forbidden: { ru: "Карты этой страны не принимаются", en: "Cards of this country are not accepted" },
  deal_expired: { ru: "Срок сделки истёк", en: "The deal has expired" },
  expired_on_capture: { ru: "Магазин не забрал деньги вовремя", en: "The shop did not capture in time" },
  expired_on_confirmation: { ru: "Не оплачено вовремя", en: "Not paid in time" },
  fraud_suspected: { ru: "Подозрение на мошенничество", en: "Fraud suspected" },
  general_decline: { ru: "Отказ без объяснения", en: "Declined, no reason given" },
  identification_required: { ru: "Кошельку нужна идентификация", en: "The wallet needs identification" },
  insufficient_funds: { ru: "Не хватает денег", en: "Not enough money" },
  internal_timeout: { ru: "Провайдер не успел", en: "The provider ran out of time" },
  invalid_card_number: { ru: "Неверный номер карты", en: "Wrong card number" },
  invalid_csc: { ru: "Неверный код CVC", en: "Wrong CVC code" },
  issuer_unavailable: { ru: "Банк не отвечает", en: "The bank does not answer" },
  loan_declined: { ru: "В кредите отказано", en: "The loan was declined" },
  payment_method_limit_exceeded: { ru: "Превышен лимит", en: "Over the limit" },
  payment_method_restricted: { ru: "Карта заблокирована", en: "The card is blocked" },
  permission_revoked: {
    ru: "Разрешение на автосписания отозвано",
    en: "Permission for autopayments revoked",
  },
  unsupported_mobile_operator: { ru: "Оператор не поддерживается", en: "Mobile operator not supported" },
  payment_expired: { ru: "Платёж слишком старый для возврата", en: "The payment is too old to refund" },
  rejected_by_payee: { ru: "Получатель отказался", en: "Rejected by the payee" },
  rejected_by_timeout: { ru: "Не успели провести", en: "Ran out of time" },
  yoo_money_account_closed: { ru: "Кошелёк закрыт", en: "The wallet is closed" },
};

/** A reason in words; one without words is shown as the provider writes it. */
export function explainReason(reason: string, language: Language): string {
  return meanings[reason]?.[language] ?? reason;
}
