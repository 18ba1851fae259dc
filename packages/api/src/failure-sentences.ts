import type { Language } from "@cinema/core/language";
import type { FailureKind } from "@cinema/core/letter";

/** Why a payment failed and what to do about it, said to the viewer. */
export const failureSentences: { readonly [L in Language]: { readonly [K in FailureKind]: string } } = {
  ru: {
    expired: "Время на оплату вышло, деньги не списаны. Начните оплату заново.",
    funds: "На карте не хватило денег или исчерпан её лимит. Пополните её или выберите другую.",
    card: "Эта карта не подошла: проверьте её данные и срок или выберите другую.",
    confirmation: "Банк не получил подтверждения платежа. Попробуйте ещё раз и подтвердите его.",
    bank: "Банк отклонил платёж. Попробуйте ещё раз, возьмите другую карту или спросите свой банк.",
    provider:
      "Платёж не прошёл по нашей вине или вине платёжной системы, деньги не списаны. Попробуйте ещё раз.",
    withdrawn: "Этот платёж отменён и не отправлен, деньги не списаны.",
  },
  en: {
    expired: "The time to pay ran out and nothing was charged. Start the payment again.",
    funds: "The card is short of money or over its limit. Top it up or choose another one.",
    card: "This card did not work: check its details and expiry date, or choose another one.",
    confirmation: "The bank did not get your confirmation. Try again and confirm the payment.",
    bank: "The bank declined the payment. Try again, take another card or ask your bank.",
    provider: "The payment failed on our side or the payment system's, and nothing was charged. Try again.",
    withdrawn: "This payment was withdrawn before it was sent, and nothing was charged.",
  },
};
