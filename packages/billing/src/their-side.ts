import type { PaymentThere } from "@cinema/core/both-sides";
import type { ProviderPayment } from "./gateway.ts";

/** What is compared of the provider's payment: without the payer's card, which is nobody's business in a comparison. */
export function paymentThere(found: ProviderPayment): PaymentThere {
  const { externalId, status, amount, refunded, createdAt, capturedAt, cancellation } = found;
  const { paymentId, subscriptionId, userId, priceId, periodNumber } = found;
  return {
    ...{ externalId, status, amount, refunded, createdAt, capturedAt, cancellation },
    ...{ paymentId, subscriptionId, userId, priceId, periodNumber },
    receiptRegistration: found.receiptRegistration,
    methodId: found.method?.externalId,
    methodType: found.method?.type,
    isMethodSaved: found.method?.saved ?? false,
    isTest: found.test,
  };
}
