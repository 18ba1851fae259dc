import type { Admin } from "./console-context.ts";

export type Happening = Awaited<ReturnType<Admin["viewers"]["timeline"]["query"]>>["items"][number];

interface TimelineWords {
  readonly title: string;
  readonly when: string;
  readonly what: string;
  readonly who: string;
  readonly why: string;
  readonly until: (day: string) => string;
  readonly kind: { readonly [K in Happening["kind"]]: string };
}

/** The timeline's words: what happened, by kind. */
export const timelineWords: { readonly [L in "en" | "ru"]: TimelineWords } = {
  en: {
    title: "What happened",
    when: "When",
    what: "What",
    who: "Who",
    why: "Why",
    until: (day) => `until ${day}`,
    kind: {
      purchase_begun: "Purchase begun",
      purchase_abandoned: "Purchase not paid",
      subscription_started: "Subscription started",
      subscription_renewed: "Subscription renewed",
      subscription_extended: "Subscription extended",
      grace_began: "Grace period began",
      access_paused: "Access paused",
      subscription_ended: "Subscription ended",
      auto_renew_on: "Renewal switched on",
      auto_renew_off: "Renewal switched off",
      payment_succeeded: "Paid",
      payment_canceled: "Payment canceled",
      refund_requested: "Refund asked for",
      refund_succeeded: "Refunded",
      refund_canceled: "Refund refused by the provider",
      method_linked: "Card or wallet saved",
      method_unlinked: "Card or wallet unlinked",
      letter_sent: "Letter sent",
      subscription_changed: "Subscription changed",
      payment_begun: "Payment begun",
      payment_changed: "Payment changed",
      refund_changed: "Refund changed",
      letter_queued: "Letter queued",
      letter_failed: "Letter not sent",
      consent_given: "Consent given",
      act: "Done by the staff or the service",
    },
  },
  ru: {
    title: "Что было",
    when: "Когда",
    what: "Что",
    who: "Кто",
    why: "Почему",
    until: (day) => `до ${day}`,
    kind: {
      purchase_begun: "Покупка начата",
      purchase_abandoned: "Покупка не оплачена",
      subscription_started: "Подписка началась",
      subscription_renewed: "Подписка продлена",
      subscription_extended: "Подписке добавлены дни",
      grace_began: "Начался льготный срок",
      access_paused: "Доступ приостановлен",
      subscription_ended: "Подписка закончилась",
      auto_renew_on: "Автопродление включено",
      auto_renew_off: "Автопродление выключено",
      payment_succeeded: "Оплачено",
      payment_canceled: "Оплата отменена",
      refund_requested: "Запрошен возврат",
      refund_succeeded: "Деньги возвращены",
      refund_canceled: "Провайдер отказал в возврате",
      method_linked: "Карта или кошелёк сохранены",
      method_unlinked: "Карта или кошелёк отвязаны",
      letter_sent: "Письмо отправлено",
      subscription_changed: "Подписка изменена",
      payment_begun: "Оплата начата",
      payment_changed: "Оплата изменена",
      refund_changed: "Возврат изменён",
      letter_queued: "Письмо в очереди",
      letter_failed: "Письмо не отправлено",
      consent_given: "Дано согласие",
      act: "Сделано сотрудником или службой",
    },
  },
};
