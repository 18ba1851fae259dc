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
    if (formula === undefined) return [`Вернём ${money(amount)}: всё, что осталось от этой оплаты.`, ...end];
    const { paid, daysInPeriod, daysUnused, alreadyRefunded } = formula;
    return [
      `Вернём ${money(amount)}: ${money(paid)} × ${daysUnused} / ${daysInPeriod}, то есть за неиспользованные дни.`,
      "Сегодняшний день считается использованным.",
      ...(alreadyRefunded > 0 ? [`Раньше уже возвращено ${money(alreadyRefunded)}.`] : []),
      ...end,
    ];
  },
  en: ({ amount, formula, endsSubscription }) => {
    const { money } = words.en;
    const end = endsSubscription ? ["The subscription ends at once."] : [];
    if (formula === undefined)
      return [`${money(amount)} will be returned: all that is left of this payment.`, ...end];
    const { paid, daysInPeriod, daysUnused, alreadyRefunded } = formula;
    return [
      `${money(amount)} will be returned: ${money(paid)} × ${daysUnused} / ${daysInPeriod}, for the unused days.`,
      "Today counts as used.",
      ...(alreadyRefunded > 0 ? [`${money(alreadyRefunded)} has been returned before.`] : []),
      ...end,
    ];
  },
};
