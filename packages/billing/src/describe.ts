import type { Language } from "@cinema/core/language";

/** What the payer sees on the provider's page and in his bank's list. */
export function describePayment(planName: string, periodNumber: number, language: Language): string {
  return language === "ru"
    ? `Подписка «${planName}», период ${periodNumber}`
    : `Subscription "${planName}", period ${periodNumber}`;
}

/** What stands beside the money that comes back. */
export function describeRefund(planName: string, language: Language): string {
  return language === "ru"
    ? `Возврат за подписку «${planName}»`
    : `Refund for the subscription "${planName}"`;
}
