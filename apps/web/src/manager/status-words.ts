import type { BillingClient } from "@cinema/client/create-client";

type Admin = BillingClient["admin"];

type Item<List extends (...input: never[]) => Promise<{ readonly items: readonly unknown[] }>> = Awaited<
  ReturnType<List>
>["items"][number];

export type StaffPayment = Item<Admin["payments"]["search"]["query"]>;
export type StaffRefund = Item<Admin["refunds"]["search"]["query"]>;
export type StaffSubscription = Item<Admin["subscriptions"]["search"]["query"]>;

/** How far something has come. */
export type Status = StaffPayment["status"] | StaffRefund["status"] | StaffSubscription["state"];

/** How far payments, refunds and subscriptions have come, in words. */
export const statusWords: { readonly [L in "en" | "ru"]: { readonly [S in Status]: string } } = {
  en: {
    draft: "not sent yet",
    pending: "under way",
    waiting_for_capture: "held, not taken",
    unknown: "unknown",
    succeeded: "done",
    canceled: "canceled",
    requested: "asked for",
    active: "active",
    grace: "grace: payment is late",
    hold: "on hold",
    ended: "ended",
    abandoned: "never paid",
  },
  ru: {
    draft: "ещё не отправлено",
    pending: "в процессе",
    waiting_for_capture: "удержано, не списано",
    unknown: "неизвестно",
    succeeded: "выполнено",
    canceled: "отменено",
    requested: "запрошено",
    active: "действует",
    grace: "льготный срок: оплата опаздывает",
    hold: "приостановлена",
    ended: "закончилась",
    abandoned: "не оплачена",
  },
};
