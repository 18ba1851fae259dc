import type { Language } from "@cinema/core/language";
import type { RefundPreview } from "@cinema/core/request-refund";
import { words } from "@cinema/core/words";

/** What a refund gives back and why it is that much, said to the viewer. */
export function refundText(preview: RefundPreview, language: Language): string {
  return sentences[language](preview).join(" ");
}

const sentences: { readonly [L in Language]: (preview: RefundPreview) => readonly string[] } = {
  ru: ({ amount, formula, endsSubscription }) => {
    const { money } = words.ru;
    const end = endsSubscription ? ["Подписка закончится сразу."] : [];
    if (formula === undefined) {
      const all = endsSubscription ? ": всё, что осталось от этой оплаты" : "";
      return [`Вернём ${money(amount)}${all}.`, ...end];
    }
    const { paid, daysInPeriod, daysUnused, alreadyRefunded } = formula;
    const why =
      alreadyRefunded > 0
        ? `за вычетом уже возвращённых ${money(alreadyRefunded)}`
        : "то есть за неиспользованные дни";
    return [
      `Вернём ${money(amount)}: ${money(paid)} × ${daysUnused} / ${daysInPeriod}, ${why}.`,
      ...(daysUnused < daysInPeriod ? ["Сегодняшний день считается использованным."] : []),
      ...end,
    ];
  },
  en: ({ amount, formula, endsSubscription }) => {
    const { money } = words.en;
    const end = endsSubscription ? ["The subscription ends at once."] : [];
    if (formula === undefined) {
      const all = endsSubscription ? ": all that is left of this payment" : "";
      return [`${money(amount)} will be returned${all}.`, ...end];
    }
    const { paid, daysInPeriod, daysUnused, alreadyRefunded } = formula;
    const why =
      alreadyRefunded > 0 ? `less ${money(alreadyRefunded)} that went back already` : "for the unused days";
    return [
      `${money(amount)} will be returned: ${money(paid)} × ${daysUnused} / ${daysInPeriod}, ${why}.`,
      ...(daysUnused < daysInPeriod ? ["Today counts as used."] : []),
      ...end,
    ];
  },
};
