import { useConsole } from "./console-context.ts";

/** What the service's own letters are about; those of mailings and of other services go by their event's name. */
const letterEventWords: { readonly [L in "en" | "ru"]: ReadonlyMap<string, string> } = {
  en: new Map([
    ["paid", "First payment went through"],
    ["payment_failed", "First payment failed"],
    ["charge_coming", "A charge is coming"],
    ["renewed", "Subscription renewed"],
    ["renewal_declined", "Renewal declined"],
    ["access_paused", "Access paused"],
    ["ended", "Subscription ended"],
    ["refunded", "Money given back"],
    ["refund_failed", "Refund failed"],
    ["method_unlinked", "Card or wallet unlinked"],
    ["card_expiring", "Card expires soon"],
    ["extended", "Free days given"],
    ["renewal_off", "Renewal switched off by the staff"],
    ["closed", "Subscription closed by the staff"],
  ]),
  ru: new Map([
    ["paid", "Первая оплата прошла"],
    ["payment_failed", "Первая оплата не прошла"],
    ["charge_coming", "Скоро спишем оплату"],
    ["renewed", "Подписка продлена"],
    ["renewal_declined", "Продление не оплачено"],
    ["access_paused", "Доступ приостановлен"],
    ["ended", "Подписка закончилась"],
    ["refunded", "Деньги возвращены"],
    ["refund_failed", "Возврат не прошёл"],
    ["method_unlinked", "Карта или кошелёк отвязаны"],
    ["card_expiring", "Карта скоро истечёт"],
    ["extended", "Добавлены бесплатные дни"],
    ["renewal_off", "Автопродление выключил сотрудник"],
    ["closed", "Подписку закрыл сотрудник"],
  ]),
};

/** How a letter's event is said, in the language of whoever looks. */
export function useEventName(): (event: string) => string {
  const { language } = useConsole();
  return (event) => letterEventWords[language].get(event) ?? event;
}
